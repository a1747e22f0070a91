const IMPORTS_TEXT = `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteEventExecutor } from 'tenon/sqlite'
`

/** Valid both as TypeScript and as JavaScript. */
const STORES_TEXT = `// The least that you need. A store that grants less is refused before it is touched.
const events = need(EventStore, {
  atomicity: 'stream', // an append is stored as a whole or not at all: event < stream
  order: 'global', // one order over all streams: stream < global
  dedupe: 'forever', // how long an event's id is recognised: expected < window < forever
  durability: 'power_loss', // what an appended event survives: none < process_crash < power_loss
  replication: 'single', // on how many servers it is stored by then: single < quorum
  reach: 'machine', // who can share the store: process < machine < network
  retention: 'forever', // how long events are kept: bounded < forever
  max_event_bytes: 65_536, // the largest event that you append: its data and metadata as JSON
  max_events_per_append: 100, // the most events that you append at once
  dedupe_window_ms: 0, // how long an id must be recognised; used only with dedupe: 'window'
})

export const stores = {
  events: bind(
    events,
    new SqliteEventExecutor({
      config: {
        path: \`\${import.meta.dirname}/events.db\`, // the file, in the folder of this config
        create: true, // create the file if it does not exist
        access: 'read_write', // or 'read_only'
        synchronous: 'full', // 'full' survives a power loss; 'normal' is faster and survives the process
        dedupe: 'forever', // fixed when the file is created; 'expected' is smaller and faster
        busyTimeoutMs: 5_000, // how long to wait while another process writes
        pollMs: 50, // how often a subscription looks for events of other processes
      },
    }),
    {
      attempts: 3, // the most attempts per call
      attemptMs: 10_000, // the most time for one attempt
      deadlineMs: 30_000, // the most time for one call, including all its attempts and waits
      backoffMs: 20, // the longest wait before the second attempt; it doubles with each further attempt
      maxBackoffMs: 1_000, // the longest wait between two attempts
      concurrency: 64, // the most calls at a time; the rest wait in order
    },
  ),
}
`

/** The config that `tenon init` writes: one store in an SQLite file beside it. */
export const configTemplate = Object.freeze({
  /** What the config has, for the help. */
  says: 'one store in an SQLite file',
  imports: IMPORTS_TEXT,
  stores: STORES_TEXT,
  declares: Object.freeze(['EventStore', 'need', 'bind', 'SqliteEventExecutor', 'events', 'stores']),
  /** The words of commands to try next. */
  next: Object.freeze([`append order-1 --expected no_stream --type OrderPlaced --data '{"total":12}'`, 'read order-1']),
})

/** The text of a new config. */
export const CONFIG_TEXT = `${IMPORTS_TEXT}
${STORES_TEXT}`
