import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { welcome } from '../../examples/mailer/domain/welcome.ts'
import { MemoryMailExecutor } from '../../examples/mailer/service/memory/executor.ts'
import { ada, folderFor, hello, mailerOn, said, spoolIn } from './mailer.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/mailer/', import.meta.url))

describe('The mailer example', () => {
  test('welcomes each member once, however often it is run', async (t) => {
    const folder = await folderFor(t)
    assert.deepEqual(await main(folder, 'spool'), {
      code: 0,
      stdout: 'Ada: welcomed\nGrace: welcomed\nNobody: cannot be welcomed: no_such_domain\n',
      stderr: '',
    })
    const files = await readdir(join(folder, 'spool'))
    assert.equal(files.length, 2)
    const { stdout } = await main(folder, 'spool')
    assert.equal(stdout, 'Ada: welcomed before\nGrace: welcomed before\nNobody: cannot be welcomed: no_such_domain\n')
    assert.deepEqual(await readdir(join(folder, 'spool')), files)
  })

  test('welcomes each member once if several programs do it at the same time', async (t) => {
    const folder = await folderFor(t)
    const ran = await Promise.all(Array.from({ length: 3 }, () => main(folder, 'spool')))
    const lines = ran.flatMap(({ stdout }) => stdout.split('\n'))
    for (const name of ['Ada', 'Grace']) {
      assert.equal(lines.filter((line) => line === `${name}: welcomed`).length, 1)
      assert.equal(lines.filter((line) => line === `${name}: welcomed before`).length, 2)
    }
  })

  test('says what is wrong with a folder that cannot be used, and exits with 1', async (t) => {
    const folder = await folderFor(t)
    const { code, stdout, stderr } = await main(folder, 'missing/spool')
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^open: missing\/spool: it does not exist\. Check the path; /)
  })

  test('has a domain that imports nothing but tenon, zod and itself', async () => {
    const files = (await readdir(join(EXAMPLE, 'domain'), { recursive: true })).filter((file) => file.endsWith('.ts'))
    assert.ok(files.length > 0)
    for (const file of files) {
      const source = await readFile(join(EXAMPLE, 'domain', file), 'utf8')
      for (const [, from] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g))
        assert.match(from ?? '', /^(?:tenon|zod|\.\.?\/[a-z./-]+\.ts)$/, file)
    }
  })
})

for (const [name, make] of [
  ['memory', async () => new MemoryMailExecutor()],
  ['a spool folder', async (t: TestContext) => spoolIn(await folderFor(t))],
] as const)
  describe(`A mailer on ${name}`, () => {
    test('accepts a message once, and says so when it is sent again', async (t) => {
      const mailer = await mailerOn(t, await make(t))
      assert.deepEqual(await mailer.status({ token: hello.token }), { kind: 'unknown_token' })
      assert.deepEqual(await mailer.send(hello), { kind: 'accepted', token: hello.token, repeated: false })
      assert.deepEqual(await mailer.send(hello), { kind: 'accepted', token: hello.token, repeated: true })
      assert.deepEqual(await mailer.status({ token: hello.token }), { kind: 'status', state: 'accepted' })
    })

    test('keeps the first message of a token, and refuses another', async (t) => {
      const mailer = await mailerOn(t, await make(t))
      await mailer.send(hello)
      for (const other of [{ to: 'eve@example.org' }, { subject: 'Other' }, { text: '' }])
        assert.deepEqual(await mailer.send({ ...hello, ...other }), { kind: 'token_reused' })
    })

    test('rejects a message to a domain that cannot exist, and keeps nothing of it', async (t) => {
      const mailer = await mailerOn(t, await make(t))
      const rejected = await mailer.send({ ...hello, to: 'ada@example.INVALID' })
      assert.deepEqual(rejected, { kind: 'rejected', reason: 'no_such_domain' })
      assert.deepEqual(await mailer.status({ token: hello.token }), { kind: 'unknown_token' })
    })

    test('says which field is wrong, and which limit a text exceeds', async (t) => {
      const mailer = await mailerOn(t, await make(t))
      assert.match(said(await mailer.send({ ...hello, to: 'ada' })), /^invalid: send: to /)
      assert.match(
        said(await mailer.send({ ...hello, subject: 'a\nBcc: eve@example.org' })),
        /^invalid: send: subject /,
      )
      assert.match(said(await mailer.send({ ...hello, token: hello.token.toUpperCase() })), /^invalid: send: token /)
      assert.match(said(await mailer.send({ ...hello, text: 'ä'.repeat(1_000_000) })), /^too_large: send: /)
    })
  })

test('Every outcome of a send has words for a person', async (t) => {
  const mailer = await mailerOn(t, new MemoryMailExecutor())
  assert.equal(await welcome(mailer, ada), 'welcomed')
  assert.equal(await welcome(mailer, ada), 'welcomed before')
  assert.equal(await welcome(mailer, { ...ada, name: 'Ada Lovelace' }), 'welcomed before, with other words')
  assert.match(await welcome(mailer, { ...ada, address: 'ada' }), /^send: to /)
})

const main = async (folder: string, ...words: readonly string[]) => {
  const child = spawn(process.execPath, ['--conditions=tenon-source', join(EXAMPLE, 'main.ts'), ...words], {
    cwd: folder,
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: Number(code), stdout, stderr }
}
