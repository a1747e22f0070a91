import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { EventStore, EventStoreFailed, Item, ReadAll, RecordedEvent } from 'tenon'
import { openFile, pathFor } from '../sqlite/files.ts'
import { fill, nth, openStore, settings } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { flawIn, logOf, projectionOf, started, until } from './runs.ts'

/** A writer whose event has its position before it can be seen. */
interface SlowWriter {
  /** Writes one event and keeps its transaction open. */
  begin(): Promise<void>
  commit(): Promise<void>
}

/** The law `slow_writer`: an event that becomes visible late is not skipped. */
const slowWriter = async (
  t: TestContext,
  store: EventStore,
  read: EventStore,
  slow: SlowWriter,
): Promise<string | undefined> => {
  await fill(store, 'a', 10)
  const model = new KeptModel(projectionOf())
  const run = started(t, read, [model])
  await until(run, ({ events }) => events === 10)
  await slow.begin()
  const others = [fill(store, 'b', 1), fill(store, 'c', 1)]
  // The run looks at the log meanwhile.
  await read.read_all({ after: 10, filter: { streams: 'all', types: 'all' }, limit: 10 })
  await until(run, ({ phase }) => phase === 'live')
  await slow.commit()
  await Promise.all(others)
  const [last] = await fill(store, 'a', 1)
  await until(run, () => model.ids().at(-1) === last?.id)
  return flawIn(model.ids(), await logOf(store))
}

/** Another process that writes an event to a file with SQL. */
const inFile = (t: TestContext, path: string): SlowWriter => {
  const holder = fileURLToPath(new URL('../sqlite/processes/holder.ts', import.meta.url))
  const child = spawn(process.execPath, [holder, path, 'late', INSERT], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const hear = async (line: string): Promise<void> => assert.equal((await lines.next()).value, line)
  const ready = hear('ready')
  return {
    begin: async () => {
      await ready
      child.stdin.write('take\n')
      await hear('taken')
    },
    commit: async () => {
      child.stdin.write('let go\n')
      await hear('released')
    },
  }
}

const INSERT = `
  INSERT INTO events (position, stream, revision, id, type, data, metadata, recorded_at)
  SELECT max(position) + 1, 'slow', 0, '00000000-0000-4000-8000-000000000000', 'Happened', '{"n":0}', '{}', 0 FROM events
`

/** A store that shows later events while an earlier one is still hidden, as one does that counts before it commits. */
const hurried = (store: EventStore): { readonly store: EventStore; readonly slow: SlowWriter } => {
  let hidden: string | undefined
  const shown = ({ id }: RecordedEvent): boolean => id !== hidden
  return {
    slow: {
      begin: async () => {
        hidden = nth(await fill(store, 'slow', 1), 0).id
      },
      commit: async () => {
        hidden = undefined
      },
    },
    store: {
      ...store,
      read_all: async (read: ReadAll) => {
        const page = await store.read_all(read)
        return page.kind === 'page' ? { ...page, events: page.events.filter(shown) } : page
      },
      subscribe: async function* hurrying(fields): AsyncGenerator<Item | EventStoreFailed, undefined> {
        for await (const item of store.subscribe(fields)) if (item.kind !== 'event' || shown(item.event)) yield item
        return undefined
      },
    },
  }
}

describe('The law `slow_writer`', () => {
  test('is kept on a file while another process holds its transaction open', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    await fill(store, 'first', 0)
    assert.equal(await slowWriter(t, store, store, inFile(t, path)), undefined)
  })

  test('is broken by a store that shows later events before an earlier one', async (t) => {
    const { store } = await openStore(t, nth(settings, 0))
    const lying = hurried(store)
    assert.match(
      (await slowWriter(t, store, lying.store, lying.slow)) ?? 'kept',
      /^event 10 of the log was not taken in its place$/,
    )
  })
})
