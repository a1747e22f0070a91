import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { byCodePoint } from '../../../domain/data/names.ts'
import { isOver } from '../../../domain/key-value/decide.ts'
import type { Get, ListKeys } from '../../../domain/key-value/intent.ts'
import type {
  GetResult,
  KeysPage,
  RemovedItem,
  ValueItem,
  WatchAhead,
  WatchTruncated,
} from '../../../domain/key-value/result.ts'
import type { ChangesPage, ReadChanges } from '../../../domain/key-value/watch.ts'
import { found, type SqliteFailed } from '../failure.ts'
import type { File } from '../connection/file.ts'
import { type ArrayStatement, withArrays } from './array-statement.ts'

/** The most entries that one page of changes covers if it is not of all keys. */
const STRETCH = 10_000
/**
 * A page ends when it holds this many code units of text, because a page of a hundred of the largest values would block
 * the event loop.
 */
const MOST_TEXT = 8 * 1024 * 1024

/** The value, revision, id and end of an entry. */
type ValueRow = readonly [value: string | null, revision: number, id: string, until: number | null]

/** Reads the entries of one file. */
export class EntryReader {
  readonly #path: string
  readonly #db: DatabaseSync
  readonly #value: ArrayStatement<ValueRow>
  readonly #keysFrom: StatementSync
  readonly #keysAfter: StatementSync
  readonly #state: StatementSync
  readonly #stretch: StatementSync
  readonly #changes: StatementSync

  /** Prepares the statements that read a file. Throws SQLite's error if that fails. */
  static of(file: File): EntryReader {
    return new EntryReader(file)
  }

  private constructor({ path, db }: File) {
    this.#path = path
    this.#db = db
    this.#value = withArrays(db.prepare('SELECT value, revision, id, until FROM entries WHERE key = ?'))
    this.#keysFrom = db.prepare(keysWhere('key >= ?'))
    this.#keysAfter = db.prepare(keysWhere('key > ?'))
    this.#state = db.prepare('SELECT head, forgotten FROM entries_state')
    this.#stretch = db.prepare('SELECT revision FROM entries WHERE revision > ? ORDER BY revision LIMIT 1 OFFSET ?')
    this.#changes = db.prepare(
      'SELECT revision, key, kind, id, until, value FROM entries WHERE revision > ? AND revision <= ? AND substr(key, 1, ?) = ? ORDER BY revision',
    )
  }

  get({ key }: Get): GetResult | SqliteFailed<'get'> {
    const row = this.#value.get(key)
    if (row === undefined || row[0] === null || isPast(row[3])) return { kind: 'absent' }
    const [text, revision, id] = row
    try {
      return { kind: 'value', value: JSON.parse(text), revision, id }
    } catch {
      return this.#unreadable(key, 'get')
    }
  }

  keys({ prefix, after, limit }: ListKeys): KeysPage {
    const inside = after !== null && byCodePoint(after, prefix) >= 0
    // One more than the limit shows whether there is a next page.
    const listed = (inside ? this.#keysAfter : this.#keysFrom)
      .all(inside ? after : prefix, Date.now(), limit + 1)
      .map(({ key, revision }) => ({ key: String(key), revision: Number(revision) }))
      .filter(({ key }) => key.startsWith(prefix))
    const keys = listed.slice(0, limit)
    return { kind: 'page', keys, next: listed.length > limit ? (keys.at(-1)?.key ?? null) : null }
  }

  /** Reads one page of changes, from one state of the file. */
  changes(page: ReadChanges): ChangesPage | WatchTruncated | WatchAhead | SqliteFailed<'watch'> {
    this.#db.exec('BEGIN')
    try {
      return this.#page(page)
    } finally {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    }
  }

  #page({ prefix, after, removedAfter, limit }: ReadChanges): ReturnType<EntryReader['changes']> {
    const state = this.#state.get()
    if (state === undefined)
      return found('corrupted', 'watch', `${this.#path} lacks its last revision. Stop, and restore the file.`)
    const [last, forgotten] = [Number(state.head), Number(state.forgotten)]
    const head = last === 0 ? 'start' : last
    const begin = after === 'start' ? 0 : after
    if (begin > last) return { kind: 'ahead', head }
    const removed = removedAfter === 'start' ? last : removedAfter
    if (removed < forgotten) return { kind: 'truncated', first: forgotten + 1 }
    const end = prefix === '' ? last : Number(this.#stretch.get(begin, STRETCH)?.revision ?? last)
    const items: (ValueItem | RemovedItem)[] = []
    let [text, reached] = [0, end]
    for (const row of this.#changes.iterate(begin, end, [...prefix].length, prefix)) {
      const item = itemOf(row, removed)
      if (item === 'unreadable') return this.#unreadable(String(row.key), 'watch')
      if (item !== undefined) items.push(item)
      text += typeof row.value === 'string' ? row.value.length : 0
      reached = Number(row.revision)
      if (items.length === limit || text >= MOST_TEXT) break
      reached = end
    }
    const next = reached === 0 ? 'start' : reached
    return { kind: 'page', items, next, head, caughtUp: next === head }
  }

  #unreadable<Operation extends string>(key: string, operation: Operation): SqliteFailed<Operation> {
    return found(
      'corrupted',
      operation,
      `the value of ${JSON.stringify(key)} is not JSON in ${this.#path}. Stop, and restore the file.`,
    )
  }
}

type Row = Readonly<Record<string, unknown>>

/**
 * Returns the item of a watch for a row, or nothing if the reader need not hear of it: a removal that it cannot miss, or
 * a value whose life is over, which will be a removal of its own.
 */
const itemOf = (row: Row, removed: number): ValueItem | RemovedItem | 'unreadable' | undefined => {
  const [key, revision] = [String(row.key), Number(row.revision)]
  if (row.kind !== 'put') return revision > removed ? { kind: 'removed', key, revision } : undefined
  if (isPast(row.until)) return undefined
  const value = parse(row.value)
  return value === undefined ? 'unreadable' : { kind: 'value', key, ...value, revision, id: String(row.id) }
}

const isPast = (until: unknown): boolean => typeof until === 'number' && isOver(until, Date.now())

/** Returns the value of a text, or nothing if it is not JSON. */
const parse = (text: unknown): Pick<ValueItem, 'value'> | undefined => {
  try {
    return { value: JSON.parse(String(text)) }
  } catch {
    return undefined
  }
}

const keysWhere = (begin: string): string =>
  `SELECT key, revision FROM entries WHERE ${begin} AND kind = 'put' AND (until IS NULL OR until > ?) ORDER BY key LIMIT ?`
