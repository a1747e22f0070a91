import { performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Policy } from 'tenon/bind'
import { pace, shown, tableOf } from './api/report.ts'
import { importDepartures } from './domain/import.ts'
import { readDataSet } from './service/data-set.ts'
import { readDelays } from './service/delays.ts'
import { configAt, delaysBeside, flightsOn, usualPlace } from './service/flights.ts'

const policy: Policy = {
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 10,
  maxBackoffMs: 1_000,
  concurrency: 64,
}

/** Imports the flights into a place, projects them, and shows the delay by airport. Returns the exit code. */
const main = async (place: string): Promise<number> => {
  const config = configAt(place, true)
  if (!config.fits) return fail(config.says)
  const dataSet = await readDataSet()
  if (dataSet.kind === 'unreadable') return fail(dataSet.says)
  const { departures } = dataSet

  await using binding = flightsOn(config.value, policy)
  const opened = await binding.open()
  if (opened.kind === 'shortfall') return fail(`This store falls short: ${JSON.stringify(opened.gaps)}`)
  if (opened.kind === 'failed') return fail(opened.says)
  const { store } = opened

  console.log(
    `${shown(departures.length)} flights into ${place}, one flight per append, each on disk before its append returns`,
  )
  const begun = performance.now()
  const imported = await importDepartures(store, departures, progress(departures.length))
  if (imported.kind !== 'imported') return fail(imported.says)
  const { appended, repeated } = imported
  const read = performance.now()
  console.log(`appended ${shown(appended)}, repeated ${shown(repeated)}: ${pace(appended + repeated, read - begun)}`)

  const delays = await readDelays(store, delaysBeside(place))
  if (delays.kind !== 'delays') return fail(delays.says)
  console.log(`projected ${shown(delays.events)}: ${pace(delays.events, performance.now() - read)}`)
  console.log(['', ...tableOf(delays.airports), '', ...NEXT].join('\n'))
  return 0
}

const NEXT = [
  'Try next: list the airports that begin with D, read the last departures from Detroit, and run this again, which finds every flight stored.',
  '  npm run --silent tenon -- streams --config examples/flights/tenon.config.ts --prefix airport-D',
  '  npm run --silent tenon -- read airport-DTW --config examples/flights/tenon.config.ts --direction backward --limit 3',
  '  npm start',
]

/** Counts on a terminal, and prints nothing elsewhere. */
const progress = (total: number): (() => void) => {
  let stored = 0
  return () => {
    stored += 1
    if (process.stderr.isTTY && (stored % 500 === 0 || stored === total))
      process.stderr.write(stored === total ? CLEARED : `${CLEARED}${shown(stored)} of ${shown(total)}`)
  }
}

const CLEARED = '\r\u001B[K'

const fail = (says: string): number => {
  process.stderr.write(`${process.stderr.isTTY ? CLEARED : ''}${says}\n`)
  return 1
}

process.exitCode = await main(process.argv[2] ?? usualPlace)
