import type { DatabaseSync } from 'node:sqlite'

/** Returns the first value of the first row as a number. */
export const numberOf = (db: DatabaseSync, sql: string): number => Number(firstValue(db, sql))

/** Returns the first value of the first row as text. */
export const textOf = (db: DatabaseSync, sql: string): string => String(firstValue(db, sql))

const firstValue = (db: DatabaseSync, sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0]
