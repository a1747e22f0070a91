import { startServer } from './server.ts'

// A process that is killed while its server runs: it says what is to be gone then, and waits.
const { pid, folder } = await startServer({ series: '2.15' })
process.stdout.write(`${JSON.stringify({ pid, folder })}\n`)
process.stdin.resume()
