import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { RecordedEvent } from 'tenon'
import { gives, sqliteConfig } from '../semantics/stores.ts'
import { openFile, pathFor } from './files.ts'
import { Process } from './process.ts'

/** What was found after processes were killed while they appended. */
export interface Aftermath {
  /** Batches whose append was answered. */
  readonly acknowledged: number
  /** Batches that stand in the file, answered or not. */
  readonly found: number
  /** Batches that were answered and do not stand in the file. */
  readonly missing: number
  /** Batches of which only a part stands in the file. */
  readonly torn: number
}

/** Events of a batch, all of which must stand side by side. */
const BATCH = 3

/** Kills so many processes, one after the other, each at a random moment of its appends to the same file; then reads what is there. */
export const killRounds = async (t: TestContext, rounds: number): Promise<Aftermath> => {
  const path = await pathFor(t)
  const acknowledged = new Set<unknown>()
  for (let round = 0; round < rounds; round += 1) {
    const config = sqliteConfig(path, { synchronous: round % 2 === 0 ? 'full' : 'normal' })
    const child = new Process(t, { kind: 'load', config, round })
    const most = Math.floor(Math.random() * 400)
    for (let i = 0; i <= most; i += 1) acknowledged.add(await child.hear())
    // In the middle of whatever it does now; what it has said until then still counts.
    const [, rest] = await Promise.all([child.kill(), child.hearAll()])
    for (const batch of rest) acknowledged.add(batch)
  }
  assert.ok(!acknowledged.has(undefined), 'a child ended before it was killed')
  const found = await batchesIn(t, path)
  const whole = [...found].filter(([, events]) => isWhole(events)).map(([batch]) => batch)
  const standing = new Set<unknown>(whole)
  return {
    acknowledged: acknowledged.size,
    found: found.size,
    missing: [...acknowledged].filter((batch) => !standing.has(batch)).length,
    torn: found.size - whole.length,
  }
}

const batchesIn = async (t: TestContext, path: string): Promise<Map<string, RecordedEvent[]>> => {
  const store = await openFile(t, path)
  const batches = new Map<string, RecordedEvent[]>()
  for await (const item of store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })) {
    if (item.kind === 'caught_up') break
    const { event } = gives(item, 'event')
    const batch = String(Object(event.data).batch)
    batches.set(batch, [...(batches.get(batch) ?? []), event])
  }
  return batches
}

const isWhole = (events: readonly RecordedEvent[]): boolean =>
  events.length === BATCH &&
  events.every(({ data, revision }, i) => Object(data).place === i && revision === (events[0]?.revision ?? 0) + i)
