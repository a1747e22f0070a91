import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { event, fill, folderFor, gives, sqliteConfig } from '../../semantics/stores.ts'
import { makeFile, openFile, pathFor, whole } from '../files.ts'
import { Process } from '../processes/process.ts'

suite('a store that was opened by a relative path', () => {
  test('goes on in its own file when the process moves to another folder', async (t) => {
    const path = await pathFor(t)
    const elsewhere = await folderFor(t)
    for (const relative of [basename(path), join('..', basename(dirname(path)), basename(path))]) {
      const child = new Process(t, {
        kind: 'move',
        config: sqliteConfig(relative),
        from: dirname(path),
        to: elsewhere,
      })
      const [first, last, page] = (await child.hearAll()).map(Object)
      assert.deepEqual([first.kind, last.kind, page.kind], ['appended', 'appended', 'page'])
      assert.equal(page.head, last.revision)
      assert.ok(!existsSync(join(elsewhere, basename(path))))
      assert.equal(gives(await (await openFile(t, path)).read(whole), 'page').head, last.revision)
    }
  })
})

suite('a store that was opened over a link', () => {
  test('notices when the log beside the real file is removed or replaced', async (t) => {
    for (const harm of [
      (log: string) => rmSync(log),
      (log: string) => {
        // Written beside it first, so that it cannot get the same inode.
        writeFileSync(`${log}.other`, '')
        renameSync(`${log}.other`, log)
      },
    ]) {
      const { real, link } = await linked(t)
      const store = await openFile(t, link)
      await fill(store, 'a-1', 1)
      harm(`${real}-wal`)
      let outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event()] })
      // Within a second: the store looks at the log at most every 10 ms.
      for (const begun = performance.now(); outcome.kind === 'appended' && performance.now() - begun < 1_000;) {
        outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event()] })
      }
      const { failure, effect } = gives(outcome, 'failed')
      assert.deepEqual([failure, effect], ['corrupted', 'none'])
      assert.equal(gives(await store.read(whole), 'failed').failure, 'corrupted')
    }
  })

  test('goes on in the real file when the link is removed', async (t) => {
    const { real, link } = await linked(t)
    const store = await openFile(t, link)
    rmSync(link)
    await fill(store, 'a-1', 1)
    assert.equal(gives(await (await openFile(t, real)).read(whole), 'page').head, 1)
  })

  test('and one over the real path hear each other at once, however seldom they look for themselves', async (t) => {
    const { real, link } = await linked(t)
    const [one, other] = [await openFile(t, link, { pollMs: 600_000 }), await openFile(t, real, { pollMs: 600_000 })]
    for (const [writer, reader] of [
      [one, other],
      [other, one],
    ] as const) {
      const items = reader.subscribe(after(gives(await reader.read(whole), 'page').head + 1), {
        signal: null,
        // Long before they would poll.
        deadlineMs: 10_000,
      })
      assert.equal((await items.next()).value?.kind, 'caught_up')
      const waiting = items.next()
      const [made] = await fill(writer, 'a-1', 1)
      assert.equal(gives((await waiting).value ?? { kind: 'nothing' as const }, 'event').event.id, made?.id)
      await items.return?.()
    }
  })
})

const after = (position: number) => ({ after: position, filter: { streams: 'all', types: 'all' } }) as const

/** Makes a file with one event, and a link to it in another folder. */
const linked = async (t: TestContext): Promise<{ readonly real: string; readonly link: string }> => {
  const real = await pathFor(t)
  await makeFile(real, 1)
  const folder = join(await folderFor(t), 'links')
  mkdirSync(folder)
  const link = join(folder, 'link.db')
  symlinkSync(real, link)
  return { real, link }
}
