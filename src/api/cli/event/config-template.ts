/** The imports of the config that `tenon init` writes. */
export const IMPORTS_TEXT = `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteEventExecutor } from 'tenon/sqlite'
`

/** The store of the config that `tenon init` writes: one, in an SQLite file beside it. It is TypeScript and JavaScript at once. */
export const STORES_TEXT = `// The least you can live with. A store that grants less is refused before it is touched.
const events = need(EventStore, {
  atomicity: 'stream', // an append is stored whole or not at all: event < stream
  order: 'global', // one order over all streams: stream < global
  dedupe: 'forever', // how far an event's id is recognised: expected < window < forever
  durability: 'power_loss', // what an answered append survives: none < process_crash < power_loss
  replication: 'single', // on how many servers it stands by then: single < quorum
  reach: 'machine', // who can share the store: process < machine < network
  retention: 'forever', // how long events are kept: bounded < forever
  max_event_bytes: 65_536, // the largest event you append: its data and metadata as JSON
  max_events_per_append: 100, // the most events you append at once
  dedupe_window_ms: 0, // how long an id must be recognised; it matters under dedupe: 'window'
})

export const stores = {
  events: bind(
    events,
    new SqliteEventExecutor({
      config: {
        path: \`\${import.meta.dirname}/events.db\`, // the file, beside this one
        create: true, // make the file when it is missing
        access: 'read_write', // or 'read_only'
        synchronous: 'full', // 'full' survives a power loss; 'normal' is faster and survives the process
        dedupe: 'forever', // written into the file, and never changed; 'expected' is smaller and faster
        busyTimeoutMs: 5_000, // how long to wait while another process writes
        pollMs: 50, // how often a subscription looks for what other processes wrote
      },
    }),
    {
      attempts: 3, // the most attempts of one call
      attemptMs: 10_000, // the most time of one attempt
      deadlineMs: 30_000, // the most time of one call, all its attempts and waits together
      backoffMs: 20, // the most to wait before the second attempt; it doubles with each
      maxBackoffMs: 1_000, // the most to wait between two attempts
      concurrency: 64, // the most calls at a time; the others wait in order
    },
  ),
}
`

/** The config that `tenon init` writes. */
export const CONFIG_TEXT = `${IMPORTS_TEXT}
${STORES_TEXT}`
