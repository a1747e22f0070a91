import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { Events } from './events.ts'
import { ourAppend, ourScan, ourStore } from './ours.ts'

/** Measures the memory that scanning a million events takes, in a process that does nothing else. */
const EVENTS = process.argv.includes('--quick') ? 100_000 : 1_000_000
const [, , given] = process.argv

if (given?.endsWith('.db') === true) {
  const { binding, store } = await ourStore(given)
  const events = await ourScan(store, 500)
  await binding.close()
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`scanning ${events.toLocaleString('en')} events: ${megabytes} MB resident at most`)
} else {
  const folder = mkdtempSync(join(process.env.TENON_BENCH_DIR ?? tmpdir(), 'tenon-bench-'))
  try {
    const path = join(folder, 'scanned.db')
    const { binding, store } = await ourStore(path)
    const events = new Events()
    for (let done = 0; done < EVENTS; done += 10_000) await ourAppend(store, events.next(10_000).appends, 256)
    await binding.close()
    await once(fork(import.meta.filename, [path]), 'exit')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
