import assert from 'node:assert/strict'
import { readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bind } from 'tenon/bind'
import { WelcomeMail } from '../../examples/mailer/domain/welcome.ts'
import { SpoolMailExecutor } from '../../examples/mailer/service/spool/executor.ts'
import { faults } from '../../examples/mailer/test/spool-rig.ts'
import { folderFor, hello, mailerOn, POLICY, said, spoolIn } from './mailer.ts'

describe('A spool folder', () => {
  test('accepts a token once, however many bindings send it at the same time', async (t) => {
    const folder = await folderFor(t)
    const mailers = await Promise.all(Array.from({ length: 8 }, () => mailerOn(t, spoolIn(folder))))
    for (let round = 0; round < 20; round += 1) {
      const message = { ...hello, token: crypto.randomUUID() }
      const outcomes = await Promise.all(mailers.map((mailer) => mailer.send(message)))
      const first = outcomes.filter((outcome) => outcome.kind === 'accepted' && !outcome.repeated)
      assert.deepEqual([first.length, outcomes.every(({ kind }) => kind === 'accepted')], [1, true])
    }
    assert.equal((await readdir(join(folder, 'spool'))).length, 20)
  })

  test('reports what the delivering program has delivered', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    await mailer.send(hello)
    await writeFile(join(folder, 'spool', `${hello.token}.delivered`), '')
    assert.deepEqual(await mailer.status({ token: hello.token }), { kind: 'status', state: 'delivered' })
  })

  test('fails with suspended while an operator has suspended sending, and accepts the message afterwards', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    const suspended = join(folder, 'spool/suspended')
    await writeFile(suspended, '')
    const outcome = await mailer.send(hello)
    assert.match(said(outcome), /^suspended: send: .*Remove the file named suspended/)
    assert.deepEqual(await mailer.status({ token: hello.token }), { kind: 'unknown_token' })
    await rm(suspended)
    assert.equal((await mailer.send(hello)).kind, 'accepted')
  })

  test('tells the doctor what waits, and whether sending is suspended', async (t) => {
    const folder = await folderFor(t)
    const executor = spoolIn(folder)
    const binding = bind(WelcomeMail, executor, POLICY)
    const absent = await binding.examine()
    assert.ok(absent.kind === 'examined', said(absent))
    assert.deepEqual(
      absent.findings.slice(1).map(({ level, says }) => `${level}: ${says}`),
      [`claimed: ${join(folder, 'spool')} does not exist yet. Opening the mailer creates it.`],
    )
    const lost = new SpoolMailExecutor({ folder: join(folder, 'missing', 'spool'), create: true })
    assert.match(said(await bind(WelcomeMail, lost, POLICY).examine()), /^not_found: /)
    const strict = bind(WelcomeMail, new SpoolMailExecutor({ folder: join(folder, 'spool'), create: false }), POLICY)
    assert.match(said(await strict.examine()), /^not_found: /)
    const mailer = await mailerOn(t, executor)
    for (const token of [hello.token, crypto.randomUUID()]) await mailer.send({ ...hello, token })
    await writeFile(join(folder, 'spool', `${hello.token}.delivered`), '')
    await writeFile(join(folder, 'spool/suspended'), '')
    const examined = await binding.examine()
    assert.ok(examined.kind === 'examined')
    const lines = examined.findings.map(({ level, says }) => `${level}: ${says}`)
    assert.ok(lines.includes('well: Messages accepted: 2. Waiting for delivery: 1.'), lines.join('\n'))
    assert.match(lines.at(-1) ?? '', /^wrong: Sending is suspended/)
  })

  test('fails with corrupted if the file of a message was damaged, and does not call its token reused', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    await mailer.send(hello)
    const file = join(folder, 'spool', `${hello.token}.json`)
    await truncate(file, 20)
    assert.match(said(await mailer.send(hello)), /^corrupted: /)
    assert.match(said(await mailer.status({ token: hello.token })), /^corrupted: /)
    await writeFile(file, '{}')
    assert.match(said(await mailer.send(hello)), /^corrupted: /)
  })

  test('fails in words when its folder was removed, and does not say that a token is unknown', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    await rm(join(folder, 'spool'), { recursive: true })
    assert.match(said(await mailer.status({ token: hello.token })), /^not_found: /)
    assert.match(said(await mailer.send(hello)), /^not_found: /)
  })

  test('shows a message whole or not at all while it is being accepted', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    const long = { ...hello, text: 'x'.repeat(1_000_000) }
    const sending = mailer.send(long)
    const file = join(folder, 'spool', `${hello.token}.json`)
    const sent = await untilThere(file)
    assert.deepEqual(JSON.parse(sent), long)
    assert.equal((await sending).kind, 'accepted')
  })

  test('is closed only when no call uses it any more, also none whose caller has given up', async (t) => {
    const folder = await folderFor(t)
    for (let round = 0; round < 10; round += 1) {
      const binding = bind(WelcomeMail, spoolIn(folder), POLICY)
      const opened = await binding.open()
      assert.ok(opened.kind === 'opened')
      const call = { signal: AbortSignal.timeout(1), deadlineMs: null }
      await opened.store.send({ ...hello, token: crypto.randomUUID(), text: 'x'.repeat(1_000_000) }, call)
      await binding.close()
      const files = await readdir(join(folder, 'spool'))
      assert.deepEqual(
        files.filter((name) => name.endsWith('.part')),
        [],
      )
    }
  })

  test('is not used again after a sync of it has failed, until it is opened again', async (t) => {
    const folder = await folderFor(t)
    const mailer = await mailerOn(t, spoolIn(folder))
    const prepared = await failingFolderSync?.prepare({ folder, name: 'spool' })
    if (prepared?.kind !== 'prepared') return t.skip(prepared?.says)
    await prepared.strike()
    const outcome = await mailer.send(hello)
    await prepared.heal()
    await prepared.end()
    assert.partialDeepStrictEqual(outcome, { kind: 'failed', failure: 'corrupted', effect: 'unknown' })
    assert.partialDeepStrictEqual(await mailer.send(hello), { failure: 'corrupted', effect: 'none' })
    assert.partialDeepStrictEqual(await mailer.status({ token: hello.token }), { failure: 'corrupted' })
    const again = await mailerOn(t, spoolIn(folder))
    assert.deepEqual(await again.send(hello), { kind: 'accepted', token: hello.token, repeated: true })
  })

  test('does not open where messages cannot be kept, and says why', async (t) => {
    const folder = await folderFor(t)
    await writeFile(join(folder, 'file'), '')
    await symlink('loop', join(folder, 'loop'))
    for (const [name, word] of [
      ['file', 'misconfigured'],
      ['loop', 'misconfigured'],
      ['x'.repeat(300), 'misconfigured'],
      ['missing/spool', 'not_found'],
    ] as const)
      for (const create of [true, false]) {
        if (!create && name === 'missing/spool') continue
        const binding = bind(WelcomeMail, new SpoolMailExecutor({ folder: join(folder, name), create }), POLICY)
        const outcome = await binding.open()
        await binding.close()
        assert.equal(outcome.kind === 'failed' && outcome.failure, word, `${name}: ${JSON.stringify(outcome)}`)
      }
  })

  test('creates nothing unless its config says so, or when it is opened only to look', async (t) => {
    const folder = join(await folderFor(t), 'spool')
    const [looking, careful] = [true, false].map((create) =>
      bind(WelcomeMail, new SpoolMailExecutor({ folder, create }), POLICY),
    )
    assert.equal((await looking?.openExisting())?.kind, 'failed')
    assert.equal((await careful?.open())?.kind, 'failed')
    await assert.rejects(readdir(folder), { code: 'ENOENT' })
    await Promise.all([looking?.close(), careful?.close()])
  })

  test('takes every setting, and no other', () => {
    for (const [config, says] of [
      [{ folder: 'spool' }, /^SpoolConfig: create: /],
      [{ folder: '', create: true }, /^SpoolConfig: folder: /],
      [{ folder: 'spool', create: true, mode: 0o700 }, /^SpoolConfig: .*mode/],
    ] as const)
      assert.throws(() => Reflect.construct(SpoolMailExecutor, [config]), { name: 'TypeError', message: says })
  })
})

const failingFolderSync = faults.find(({ name }) => name === 'failing_folder_sync')

/** Returns the text of a file as soon as there is one of that name. */
const untilThere = async (path: string): Promise<string> => {
  for (;;) {
    const read = await readFile(path, 'utf8').catch(() => undefined)
    if (read !== undefined) return read
  }
}
