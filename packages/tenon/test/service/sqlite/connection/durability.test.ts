import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { sqliteConfig } from '../../semantics/stores.ts'
import { makeFile, pathFor } from '../files.ts'
import { Process } from '../processes/process.ts'

suite('an answered append', () => {
  for (const synchronous of ['full', 'normal'] as const) {
    const what = synchronous === 'full' ? 'has been synced to the log of the file' : 'may wait for its sync'
    test(`${what} under synchronous: ${synchronous}`, async (t) => {
      try {
        execFileSync('strace', ['-V'], { stdio: 'ignore' })
      } catch {
        return t.skip('unproved: there is no strace here')
      }
      const path = await pathFor(t)
      await makeFile(path, 1)
      const trace = join(dirname(path), 'trace')
      const config = sqliteConfig(path, { synchronous })
      const task = { kind: 'append', config, stream: 'a-1', expected: 'any', appends: 5, inFlight: 1 } as const
      const calls = 'trace=write,pwrite64,fsync,fdatasync'
      const child = new Process(t, task, ['strace', '-f', '-y', '-e', calls, '-o', trace])
      assert.equal(await child.hear(), 'ready')
      child.go()
      assert.notEqual(await child.hear(), undefined)
      await child.hearAll()
      const { writes, unsynced } = synced(readFileSync(trace, 'utf8'), `${path}-wal`)
      t.diagnostic(`${writes} writes to the log in ${synchronous}, ${unsynced} of them not synced when it was answered`)
      assert.ok(writes > 0)
      if (synchronous === 'full') assert.equal(unsynced, 0)
      else assert.ok(unsynced > 0)
    })
  }
})

/** How many times a log was written, and how many of these writes were not synced before the last line was printed. */
const synced = (trace: string, log: string): { readonly writes: number; readonly unsynced: number } => {
  let writes = 0
  let unsynced = 0
  for (const line of trace.slice(0, trace.lastIndexOf('worstDelayMs')).split('\n')) {
    if (!line.includes(`<${log}>`)) continue
    if (line.includes('pwrite64(')) {
      writes += 1
      unsynced += 1
    } else if (line.includes('sync(')) {
      unsynced = 0
    }
  }
  return { writes, unsynced }
}
