import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
import { leastNeed } from '../../semantics/stores.ts'
import { connectionTo, streamConfig } from '../configs.ts'

// A program that opens a store, prints the outcome, closes it on demand, and does nothing else.
const [settings, policy, ends] = process.argv.slice(2).map((text): object => JSON.parse(text))
const connection = { ...connectionTo(['nats://127.0.0.1:1']), ...settings }
const limits = { attempts: 1, attemptMs: 10_000, deadlineMs: 10_000, backoffMs: 1, maxBackoffMs: 1, concurrency: 1 }
const executor = new NatsEventExecutor({ config: streamConfig('orders'), connection })
const binding = bind(need(EventStore, leastNeed.requires), executor, { ...limits, ...policy })
const end = async (): Promise<void> => {
  await binding.close()
  process.stdout.write('closed\n')
}

if (ends !== undefined) process.once('SIGTERM', end)
process.stdout.write('begun\n')
const outcome = await binding.open()
process.stdout.write(`${outcome.kind === 'failed' ? outcome.failure : outcome.kind}\n`)
if (ends === undefined) await end()
