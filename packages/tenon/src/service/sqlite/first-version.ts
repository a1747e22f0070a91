import type { FirstVersion } from './connection/part.ts'

/** The files of Tenon 0.1.0: they hold events and nothing else. */
export const firstVersion: FirstVersion = Object.freeze({
  capability: 'event_store',
  version: 1,
  table: 'store',
  make: 'CREATE TABLE store (dedupe TEXT NOT NULL) STRICT',
  write: "INSERT INTO store (dedupe) VALUES (json_extract(?, '$.dedupe'))",
  read: "SELECT json_object('dedupe', dedupe) FROM store",
})
