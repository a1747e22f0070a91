import { startServer } from './server.ts'

// A process that is killed while its server runs. It prints what must be gone afterwards, and waits.
const { pid, folder } = await startServer({ series: '2.15' })
process.stdout.write(`${JSON.stringify({ pid, folder })}\n`)
process.stdin.resume()
