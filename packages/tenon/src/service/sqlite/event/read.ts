import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { RecordedEvent } from '../../../domain/event/event.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Filter, ListStreams, Read, ReadAll } from '../../../domain/event/intent.ts'
import type { ReadAllResult, ReadResult, StreamsPage } from '../../../domain/event/result.ts'
import { byCodePoint } from '../../../domain/data/names.ts'
import { found } from '../failure.ts'
import type { File } from '../connection/file.ts'

/** The most positions that one filtered page of the whole log covers. */
const STRETCH = 10_000
/**
 * A page ends when it holds this many code units of text, because a page of a thousand of the largest events would fill
 * the memory.
 */
const MOST_TEXT = 8 * 1024 * 1024
/**
 * The most rows that one query fetches, and the most bytes of JSON that it fetches with a row: larger JSON is fetched
 * one by one.
 */
const CHUNK = 500
const LARGE_BYTES = 16 * 1024

const SMALL = `octet_length(data) + octet_length(metadata) <= ${LARGE_BYTES}`
const COLUMNS = `position, stream, revision, id, type, recorded_at, iif(${SMALL}, data, NULL), iif(${SMALL}, metadata, NULL)`

/** The operations that return events. */
type Reading = 'read' | 'read_all' | 'subscribe'

/** A row as an array, in the order of the columns. Large JSON is filled in once it has been fetched. */
type Row = [number, string, number, string, string, number, string | null, string | null]

/** The rows of a page, and whether they are the last. */
interface Fetched {
  readonly fetched: readonly Row[]
  readonly ended: boolean
}

/** Reads one file, a page at a time. */
export class Reader {
  readonly #path: string
  readonly #db: DatabaseSync
  readonly #filtered = new Map<string, StatementSync>()
  readonly #head: StatementSync
  readonly #logHead: StatementSync
  readonly #forward: StatementSync
  readonly #backward: StatementSync
  readonly #names: StatementSync
  readonly #large: StatementSync

  /** Prepares the statements that read a file. Throws SQLite's error if that fails. */
  static of(file: File): Reader {
    return new Reader(file)
  }

  private constructor({ path, db }: File) {
    this.#path = path
    this.#db = db
    this.#head = db.prepare('SELECT max(revision) AS head FROM events WHERE stream = ?')
    this.#logHead = db.prepare('SELECT max(position) AS head FROM events')
    this.#forward = rows(db, 'stream = ? AND revision >= ? AND revision <= ? ORDER BY revision LIMIT ?')
    this.#backward = rows(db, 'stream = ? AND revision <= ? AND revision >= ? ORDER BY revision DESC LIMIT ?')
    this.#names = db.prepare(NAMES)
    this.#names.setReturnArrays(true)
    this.#large = db.prepare('SELECT data, metadata FROM events WHERE position = ?')
  }

  read({ stream, from, direction, limit }: Read): ReadResult | EventStoreFailed {
    const head = this.#head.get(stream)?.head
    if (typeof head !== 'number') return { kind: 'no_stream' }
    const step = direction === 'forward' ? 1 : -1
    const asked = from === 'start' ? 0 : from === 'end' ? head : from
    const first = step === 1 ? asked : Math.min(asked, head)
    const [sql, bound] = step === 1 ? [this.#forward, head] : [this.#backward, 0]
    const { fetched } = this.#fetch(limit, (last, most) => {
      const next = last === undefined ? first : last[2] + step
      return sql.all(stream, next, bound, most)
    })
    const events = this.#parse(fetched, 'read')
    if (!Array.isArray(events)) return events
    const misplaced = events.find(({ revision }, i) => revision !== first + i * step)
    if (misplaced !== undefined)
      return this.#corrupted(`${stream} has no event at a revision before ${misplaced.revision}`, 'read')
    const next = first + events.length * step
    return { kind: 'page', events, next: next < 0 || next > head ? 'done' : next, head }
  }

  readAll({ after, filter, limit }: ReadAll, operation: 'read_all' | 'subscribe'): ReadAllResult | EventStoreFailed {
    const newest = this.#logHead.get()?.head
    const last = typeof newest === 'number' ? newest : 0
    const head = last === 0 ? 'start' : last
    const begin = after === 'start' ? 0 : after
    if (begin > last) return { kind: 'ahead', head }
    const whole = filter.streams === 'all' && filter.types === 'all'
    const end = whole ? last : Math.min(begin + STRETCH, last)
    const [sql, values] = this.#filter(filter)
    const { fetched, ended } = this.#fetch(limit, (row, most) =>
      sql.all(row === undefined ? begin : row[0], end, ...values, most),
    )
    const events = this.#parse(fetched, operation)
    if (!Array.isArray(events)) return events
    const final = events.at(-1)?.position ?? begin
    // A full page may be the last one although events follow, if none of them passes the filter.
    const exhausted = ended || (!whole && sql.get(final, end, ...values, 1) === undefined)
    const reached = exhausted ? end : final
    const next = reached === 0 ? 'start' : reached
    return { kind: 'page', events, next, head, caughtUp: next === head }
  }

  list({ prefix, after, limit }: ListStreams): StreamsPage {
    const inside = after !== null && byCodePoint(after, prefix) >= 0
    const begin = inside ? after : prefix
    // One more than the limit shows whether there is a next page.
    const listed = this.#names
      .all(inside ? 1 : 0, begin, begin, limit + 1)
      .map(nameRow)
      .filter(({ stream }) => stream.startsWith(prefix))
    const streams = listed.slice(0, limit)
    return { kind: 'page', streams, next: listed.length > limit ? (streams.at(-1)?.stream ?? null) : null }
  }

  /** Fetches rows in chunks until the limit, the most text of a page, or the last row. */
  #fetch(limit: number, chunk: (last: Row | undefined, most: number) => unknown[]): Fetched {
    const fetched: Row[] = []
    let text = 0
    for (;;) {
      const most = Math.min(CHUNK, limit - fetched.length)
      // The columns are STRICT, and named in the order of the type.
      const some = chunk(fetched.at(-1), most) as unknown[] as Row[]
      for (const row of some) {
        if (row[6] === null) [row[6], row[7]] = this.#json(row[0])
        text += row[6].length + (row[7]?.length ?? 0)
        fetched.push(row)
        if (text >= MOST_TEXT || fetched.length === limit) return { fetched, ended: false }
      }
      if (some.length < most) return { fetched, ended: true }
    }
  }

  /** Returns the JSON of one event, which may be large. */
  #json(position: number): [data: string, metadata: string] {
    const { data, metadata } = this.#large.get(position) ?? {}
    return [String(data), String(metadata)]
  }

  /** Parses the JSON of a whole page at once, which is almost twice as fast as one parse for each event. */
  #parse(fetched: readonly Row[], operation: Reading): RecordedEvent[] | EventStoreFailed {
    const parsed = parseAll(fetched)
    if (parsed === undefined) return this.#unreadable(fetched, operation)
    return fetched.map(([position, stream, revision, id, type, recordedAt], i) => ({
      id,
      type,
      data: parsed[2 * i],
      metadata: parsed[2 * i + 1],
      stream,
      revision,
      position,
      recordedAt,
    })) as RecordedEvent[]
  }

  #unreadable(fetched: readonly Row[], operation: Reading): EventStoreFailed {
    const row = fetched.find((one) => parseAll([one]) === undefined)
    return this.#corrupted(`the event at position ${row?.[0] ?? 'unknown'} is not JSON`, operation)
  }

  #corrupted(what: string, operation: Reading): EventStoreFailed {
    return found('corrupted', operation, `${what} in ${this.#path}. Stop, and restore the file.`)
  }

  #filter({ streams, types }: Filter): readonly [StatementSync, (string | number)[]] {
    const conditions = ['position > ? AND position <= ?']
    const values: (string | number)[] = []
    if (streams !== 'all') {
      conditions.push('substr(stream, 1, ?) = ?')
      values.push([...streams.prefix].length, streams.prefix)
    }
    if (types !== 'all') {
      conditions.push('type IN (SELECT value FROM json_each(?))')
      values.push(JSON.stringify(types))
    }
    const where = conditions.join(' AND ')
    const known = this.#filtered.get(where) ?? rows(this.#db, `${where} ORDER BY position LIMIT ?`)
    this.#filtered.set(where, known)
    return [known, values]
  }
}

const rows = (db: DatabaseSync, where: string): StatementSync => {
  const statement = db.prepare(`SELECT ${COLUMNS} FROM events WHERE ${where}`)
  statement.setReturnArrays(true)
  return statement
}

/**
 * Steps through the index from one stream's name to the next, so that the cost depends on the number of streams and not
 * of events. Its parameters are not numbered, because Node binds numbered ones only from 22.20 on.
 */
const NAMES = `
  WITH RECURSIVE names (name) AS (
    SELECT CASE ?
      WHEN 0 THEN (SELECT min(stream) FROM events WHERE stream >= ?)
      ELSE (SELECT min(stream) FROM events WHERE stream > ?)
    END
    UNION ALL
    SELECT (SELECT min(stream) FROM events WHERE stream > name) FROM names WHERE name IS NOT NULL
    LIMIT ?
  )
  SELECT name, (SELECT max(revision) FROM events WHERE stream = name) FROM names WHERE name IS NOT NULL
`

const nameRow = (row: unknown): { stream: string; revision: number } => {
  const [stream, revision] = Array.isArray(row) ? row : []
  return { stream: String(stream), revision: Number(revision) }
}

/** Returns the data and metadata of rows in turn, or nothing if one of the texts is not a single JSON value. */
const parseAll = (fetched: readonly Row[]): unknown[] | undefined => {
  try {
    const parsed: unknown = JSON.parse(`[${fetched.map((row) => `${row[6]},${row[7]}`).join(',')}]`)
    return Array.isArray(parsed) && parsed.length === 2 * fetched.length ? parsed : undefined
  } catch {
    return undefined
  }
}
