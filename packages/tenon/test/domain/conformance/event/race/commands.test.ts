import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { EventStore } from 'tenon'
import { handle } from '../../../../../src/domain/decider/handle.ts'
import { handleFromSnapshot } from '../../../../../src/domain/decider/snapshot.ts'
import { Broken } from '../../../../../src/domain/conformance/expect.ts'
import { streamOf } from '../../../../../src/domain/conformance/event/given/events.ts'
import {
  type Commands,
  type Handles,
  judgeCommands,
  sendAll,
  TallyState,
} from '../../../../../src/domain/conformance/event/race/commands.ts'
import { folderFor, openStore, settings } from '../../../../service/semantics/stores.ts'
import { openEntries } from '../../../../service/sqlite/key-value/stores.ts'

/** Handles commands without looking for their events: in what it reads, no event has an id that it knows. */
const blind: Handles = (store, ...rest) =>
  handle(
    {
      ...store,
      read: async (read, options) => {
        const page = await store.read(read, options)
        if (page.kind !== 'page') return page
        return { ...page, events: page.events.map((event) => ({ ...event, id: randomUUID() })) }
      },
    },
    ...rest,
  )

/** Says of every repeat that it was decided now. */
const boastful: Handles = async (...given) => {
  const outcome = await handle(...given)
  return outcome.kind === 'repeated' ? { ...outcome, kind: 'decided' } : outcome
}

/** Returns the events of a repeat as they would be decided now. */
const forgetful: Handles = async (...given) => {
  const outcome = await handle(...given)
  if (outcome.kind !== 'repeated') return outcome
  return { ...outcome, events: outcome.events.map((event) => ({ ...event, data: { ...event.data, after: 99 } })) }
}

const commandsOf = (many: number, strict: boolean): Commands => ({
  stream: 'tally-1',
  ids: Array.from({ length: many }, () => randomUUID()),
  senders: 3,
  most: 3,
  strict,
  patienceMs: null,
})

/** Returns what a case uses of its context, for a store that is at no place. */
const contextOf = (store: EventStore) => ({
  store,
  id: () => randomUUID(),
  now: () => performance.now(),
  place: { folder: '/nowhere', name: 'nowhere' },
})

for (const setting of settings)
  suite(`The law one_decision on ${setting.name}`, () => {
    test('is kept by handle', async (t) => {
      const { store } = await openStore(t, setting)
      const commands = commandsOf(20, true)
      const sent = await sendAll(contextOf(store), commands, handle)
      await judgeCommands(store, commands, sent, handle)
      assert.ok(sent.some(({ kind }) => kind === 'decided'))
      assert.ok(sent.some(({ kind }) => kind === 'repeated'))
    })

    for (const [what, handles, strict] of [
      ['that never looks for the events of a command', blind, false],
      ['that never looks, although a second decision rejects', blind, true],
      ['that says again that it has decided', boastful, true],
      ['that returns other events than the stored ones', forgetful, true],
    ] as const)
      test(`is broken by a handle ${what}`, async (t) => {
        const { store } = await openStore(t, setting)
        const commands = commandsOf(12, strict)
        const context = contextOf(store)
        const judged = sendAll(context, commands, handles).then((sent) => judgeCommands(store, commands, sent, handles))
        await assert.rejects(judged, Broken)
      })
  })

test('The law one_decision is broken by snapshots that recognise too few repeats, where dedupe is expected', async (t) => {
  const setting = settings.find(({ dedupe }) => dedupe === 'expected')
  assert.ok(setting !== undefined)
  const { store } = await openStore(t, setting)
  const entries = await openEntries(t, join(await folderFor(t), 'entries.db'))
  const snapshots = { entries, state: TallyState, every: 1, recognise: 1 }
  const handles: Handles = (...[on, ...rest]) => handleFromSnapshot(on, snapshots, ...rest)
  const commands = commandsOf(20, false)
  const sent = await sendAll(contextOf(store), commands, handles)
  await assert.rejects(judgeCommands(store, commands, sent, handles), Broken)
})

test('A handle that never looks for the events of a command decides every repeated command again, where dedupe is expected', async (t) => {
  const setting = settings.find(({ dedupe }) => dedupe === 'expected')
  assert.ok(setting !== undefined)
  const { store } = await openStore(t, setting)
  const commands = { ...commandsOf(60, false), senders: 6 }
  await sendAll(contextOf(store), commands, blind)
  const beginnings = (await streamOf(store, commands.stream))
    .map(({ data }) => Object(data))
    .filter(({ place }) => place === 0)
  const times = commands.ids.map((id) => beginnings.filter(({ command }) => command === id).length)
  assert.deepEqual(
    times.filter((many) => many < 2),
    [],
  )
})
