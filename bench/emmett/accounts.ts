import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deposited } from '../account.ts'

/** Accounts in Emmett, with its SQLite store. It opens a connection for each call. */
export interface EmmettAccounts {
  readonly seed: (streams: readonly string[], events: number) => Promise<void>
  /** Handles one command on each stream, one after the other: several at once end with SQLITE_BUSY. */
  readonly handle: (streams: readonly string[]) => Promise<void>
}

interface Event {
  readonly type: string
  readonly data: { readonly amount: number }
}

interface Connection {
  readonly command: (sql: string, values?: readonly unknown[]) => Promise<unknown>
  readonly close: () => void
}

/** A projection that runs in the transaction of the append. */
interface InlineProjection {
  readonly type: 'inline'
  readonly projection: {
    readonly canHandle: readonly string[]
    readonly handle: (events: readonly Event[], context: { readonly connection: Connection }) => Promise<void>
  }
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
    readonly projections: readonly InlineProjection[]
  }) => Store
  readonly sqliteConnection: (options: { readonly fileName: string }) => Connection
}

const balances: InlineProjection = {
  type: 'inline',
  projection: {
    canHandle: ['AmountDeposited'],
    handle: async (events, { connection }) => {
      for (const { data } of events)
        await connection.command(`INSERT INTO balances VALUES (1, ?) ${ADDING}`, [data.amount])
    },
  },
}

const ADDING = 'ON CONFLICT (account) DO UPDATE SET amount = amount + excluded.amount'

const event = (amount: number): Event => ({ type: 'AmountDeposited', data: deposited(amount) })

const load = async (peer: string, name: string): Promise<object> => {
  const loaded: object = await import(pathToFileURL(join(peer, 'node_modules', name, 'dist/index.js')).href)
  return loaded
}

const TRIES = 10

/** Calls Emmett again if it fails, as it does with SQLITE_BUSY while a pragma of its own is still running. */
const patiently = async (call: () => Promise<unknown>): Promise<void> => {
  for (let tried = 1; ; tried += 1) {
    try {
      await call()
      return
    } catch (error) {
      if (tried === TRIES) throw error
    }
  }
}

/**
 * Opens accounts in a file, with the packages that are installed in the folder `peer`. `inline`: with an inline
 * projection into a table.
 */
export const emmettAccounts = async (peer: string, fileName: string, inline: boolean): Promise<EmmettAccounts> => {
  const { CommandHandler } = (await load(peer, '@event-driven-io/emmett')) as Emmett
  const { getSQLiteEventStore, sqliteConnection } = (await load(peer, '@event-driven-io/emmett-sqlite')) as EmmettSqlite
  const connection = sqliteConnection({ fileName })
  await connection.command('CREATE TABLE balances (account INTEGER PRIMARY KEY, amount REAL NOT NULL)')
  connection.close()
  const projections = inline ? [balances] : []
  const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' }, projections })
  const handleCommand = CommandHandler({
    evolve: ({ balance }, { data }) => ({ balance: balance + data.amount }),
    initialState: () => ({ balance: 0 }),
  })
  return {
    seed: async (streams, events) => {
      const seeded = Array.from({ length: events }, (_, i) => event(i))
      for (const stream of streams) await patiently(() => store.appendToStream(stream, seeded))
    },
    handle: async (streams) => {
      for (const stream of streams) await patiently(() => handleCommand(store, stream, () => event(1)))
    },
  }
}
