import process from 'node:process'
import { project, reached } from 'tenon/run'
import { listening, pageServer } from './api/server.ts'
import { takeForm } from './api/take-form.ts'
import { followOrders } from './service/follow-orders.ts'
import { playOpeningDay } from './service/opening-day.ts'
import { bookSettings, orderBookIn, usualBook } from './service/order-book.ts'
import { policy } from './service/policy.ts'
import { readOrderBook } from './service/read-order-book.ts'
import { configAt, shopOn, usualPlace } from './service/shop.ts'

/** Runs the shop until it is interrupted. Returns the exit code. */
const main = async (place: string, file: string, port: number): Promise<number> => {
  const config = configAt(place, true)
  if (!config.fits) return fail(config.says)
  await using binding = shopOn(config.value, policy)
  const opened = await binding.open()
  if (opened.kind === 'shortfall') return fail(`This store falls short: ${JSON.stringify(opened.gaps)}`)
  if (opened.kind === 'failed') return fail(opened.says)
  const { store: shop } = opened

  const interrupted = interruption()
  const day = await playOpeningDay(shop, interrupted)
  if (day.kind === 'stopped') return fail(day.says)
  const { decided, repeated } = day.count
  console.log(`The opening day: ${decided} commands decided, ${repeated} repeated.`)

  await using ending = new AsyncDisposableStack()
  const book = orderBookIn(file)
  const made = await book.open()
  if (made.kind === 'failed') return fail(made.says)
  ending.defer(async () => void (await book.close()))
  const run = project(shop, [book], bookSettings)
  run.start()
  ending.defer(() => run.stop())
  // The page reads the tables, so they must be there.
  if (day.position !== 'start')
    await Promise.race([reached(book, day.position, { signal: interrupted, deadlineMs: null }), run.ended])

  const server = pageServer({ book: () => readOrderBook(file), take: (form) => takeForm(shop, book, form) })
  const found = await listening(server, port)
  if (found === null)
    return fail(`Port ${port} is taken. State another one: npm run orders -- ${place} ${file} ${port + 1}`)
  ending.defer(() => void server.close())
  console.log([`The order book is at http://127.0.0.1:${found}/`, '', ...NEXT].join('\n'))

  const why = await Promise.race([
    followOrders(shop, day.position, 'stopped', interrupted).then((end) => ('says' in end ? end.says : '')),
    run.ended.then(([state]) => state?.end?.says ?? ''),
  ])
  return interrupted.aborted ? 0 : fail(why)
}

const NEXT = [
  'Try next, while it runs: the story of an order, what its first event caused, its state now and as it was placed, and the order book made anew beside the live one.',
  ...[
    'read order-1001',
    'event order-1001@0',
    'state order-1001 --decider order',
    'state order-1001 --decider order --at 0',
    'project orders --rebuild --once',
  ].map((words) => `  npm run --silent tenon -- ${words} --config examples/orders/tenon.config.ts`),
  'Ctrl-C ends it. Run it again, and every command of the opening day is repeated: nothing happens twice.',
]

/** Returns a signal that fires when the process is asked to end. */
const interruption = (): AbortSignal => {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort())
  return controller.signal
}

const fail = (says: string): number => {
  process.stderr.write(`${says}\n`)
  return 1
}

const USAGE = `npm run orders -- [place of the events] [file of the order book] [port]
The usual ones are ${usualPlace}, ${usualBook} and 4280.`

const words = process.argv.slice(2)
const [place = usualPlace, file = usualBook, port = '4280'] = words
const isClear = !words.some((word) => word.startsWith('-')) && /^\d{1,4}$|^[1-5]\d{4}$/.test(port)
process.exitCode = isClear ? await main(place, file, Number(port)) : fail(USAGE)
