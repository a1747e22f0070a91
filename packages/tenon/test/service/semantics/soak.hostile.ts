import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { bind, type Policy } from 'tenon/bind'
import { NatsEventExecutor } from 'tenon/nats'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { connectionTo, streamConfig } from '../nats/configs.ts'
import { nats } from '../nats/servers/binaries.ts'
import { startServer } from '../nats/servers/server.ts'
import type { Size } from './soak/run.ts'
import { soak } from './soak/soak.ts'
import { folderFor, leastNeed, sqliteConfig } from './stores.ts'

/** How long both soaks take together: `TENON_SOAK_MS`, or ten minutes. Shorter ones are smaller by as much. */
const MS = Number(process.env['TENON_SOAK_MS'] ?? 600_000)

const sized = (size: Size): Size => {
  const part = Math.min(1, MS / 600_000)
  const scaled = (most: number): number => Math.ceil(most * part)
  return {
    ms: size.ms * (MS / 600_000),
    events: scaled(size.events),
    streams: scaled(size.streams),
    subscribers: size.subscribers,
    openings: scaled(size.openings),
  }
}

const SEED = process.env['TENON_SEED'] ?? randomUUID().slice(0, 8)

const POLICY: Policy = {
  attempts: 3,
  attemptMs: 30_000,
  deadlineMs: 60_000,
  backoffMs: 10,
  maxBackoffMs: 500,
  concurrency: 64,
}

test('A SQLite file under load for minutes loses, skips and doubles nothing, and its memory and handles stay level', async (t) => {
  const config = sqliteConfig(join(await folderFor(t), 'events.db'))
  const size = sized({ ms: 450_000, events: 1_000_000, streams: 100_000, subscribers: 100, openings: 10_000 })
  await soak(t, { size, bind: () => bind(leastNeed, new SqliteEventExecutor({ config }), POLICY) }, SEED)
})

test(
  'A NATS server under load for minutes loses, skips and doubles nothing, and its memory and handles stay level',
  nats,
  async (t) => {
    await using server = await startServer({ series: '2.15' })
    const config = streamConfig('soak')
    const connection = connectionTo([server.url])
    const size = sized({ ms: 150_000, events: 200_000, streams: 20_000, subscribers: 100, openings: 1_000 })
    await soak(t, { size, bind: () => bind(leastNeed, new NatsEventExecutor({ config, connection }), POLICY) }, SEED)
  },
)
