import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deposited } from '../account.ts'

/** Accounts in Emmett, with its SQLite store. */
export interface EmmettAccounts {
  readonly seed: (streams: readonly string[], events: number) => Promise<void>
  readonly handle: (streams: readonly string[], inFlight: number) => Promise<void>
  readonly close: () => void
}

interface Event {
  readonly type: string
  readonly data: { readonly amount: number }
}

/** The part of Emmett that this bench calls. */
interface Emmett {
  readonly CommandHandler: (options: {
    readonly evolve: (state: { readonly balance: number }, event: Event) => { readonly balance: number }
    readonly initialState: () => { readonly balance: number }
  }) => (store: Store, id: string, decide: (state: { readonly balance: number }) => Event) => Promise<unknown>
}

interface Store {
  readonly appendToStream: (stream: string, events: readonly Event[]) => Promise<unknown>
}

/** The part of Emmett's SQLite package that this bench calls. */
interface EmmettSqlite {
  readonly getSQLiteEventStore: (options: {
    readonly fileName: string
    readonly schema: { readonly autoMigration: 'CreateOrUpdate' }
  }) => Store
}

const load = async (peer: string, name: string): Promise<object> => {
  const loaded: object = await import(pathToFileURL(join(peer, 'node_modules', name, 'dist/index.js')).href)
  return loaded
}

/** Opens accounts in a file, with the packages that are installed in the folder `peer`. */
export const emmettAccounts = async (peer: string, fileName: string): Promise<EmmettAccounts> => {
  const { CommandHandler } = (await load(peer, '@event-driven-io/emmett')) as Emmett
  const { getSQLiteEventStore } = (await load(peer, '@event-driven-io/emmett-sqlite')) as EmmettSqlite
  const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' } })
  const handleCommand = CommandHandler({
    evolve: ({ balance }, { data }) => ({ balance: balance + data.amount }),
    initialState: () => ({ balance: 0 }),
  })
  const event = (amount: number): Event => ({ type: 'AmountDeposited', data: deposited(amount) })
  return {
    seed: async (streams, events) => {
      for (const stream of streams)
        await store.appendToStream(
          stream,
          Array.from({ length: events }, (_, i) => event(i)),
        )
    },
    handle: async (streams, inFlight) => {
      let next = 0
      const one = async (): Promise<void> => {
        for (let stream = streams[next++]; stream !== undefined; stream = streams[next++])
          await handleCommand(store, stream, () => event(1))
      }
      await Promise.all(Array.from({ length: inFlight }, one))
    },
    close: () => undefined,
  }
}
