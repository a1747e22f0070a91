import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

test('Entries in memory do not keep a process alive that watches and has nothing else to do', () => {
  const script = `
    import { randomUUID } from 'node:crypto'
    import { runtime } from 'tenon/bind'
    import { MemoryKeyValueExecutor } from 'tenon/memory'
    const executor = new MemoryKeyValueExecutor({ clock: runtime })
    const attempt = { signal: new AbortController().signal, aborted: false }
    await executor.open(attempt)
    const put = { kind: 'put', id: randomUUID(), key: 'a', value: '1', expected: 'absent', lifetimeSeconds: 600 }
    await executor.execute(put, attempt)
    const items = executor.follow({ kind: 'watch', prefix: '', after: 'start' }, attempt)
    console.log((await items.next()).value.kind, (await items.next()).value.kind)
    items.next()
  `
  const args = ['--conditions=tenon-source', '--input-type=module', '--eval', script]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
  assert.deepEqual([stdout, stderr, status], ['value caught_up\n', '', 0])
})
