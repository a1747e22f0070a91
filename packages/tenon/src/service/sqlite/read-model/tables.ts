import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { BuildId } from '../../../domain/projection/build.ts'
import type { File } from '../connection/file.ts'

/** Returns the name that a build has for a table, an index, a view or a trigger of the user's. */
export type TableNames = (name: string) => string

/** What the user's code made for each build, and the views that show the live one. */
export class Tables {
  readonly #db: DatabaseSync
  readonly #names: StatementSync
  readonly #add: StatementSync
  readonly #remove: StatementSync
  readonly #typeOf: StatementSync

  /** Prepares its statements. Throws SQLite's error if that fails. */
  static of(file: File): Tables {
    return new Tables(file)
  }

  private constructor({ db }: File) {
    this.#db = db
    const one = 'WHERE version = :version AND number = :number'
    this.#names = db.prepare(`SELECT name FROM tenon_tables ${one} ORDER BY place`)
    this.#add = db.prepare('INSERT INTO tenon_tables (version, number, name) VALUES (:version, :number, :name)')
    this.#remove = db.prepare(`DELETE FROM tenon_tables ${one}`)
    this.#typeOf = db.prepare('SELECT type FROM sqlite_schema WHERE name = ? COLLATE NOCASE')
  }

  /** Returns the names that the user's code asked for when a build was made, in their order. */
  namesOf({ version, number }: BuildId): readonly string[] {
    return this.#names.all({ version, number }).map(({ name }) => String(name))
  }

  /**
   * Keeps the names that the user's code asked for. Returns what is wrong with one of them: nothing was made under it, or
   * the name of its view is taken by something else. `shown` are the names that have a view now.
   */
  keep({ version, number }: BuildId, names: readonly string[], shown: readonly string[]): string | undefined {
    for (const name of names) {
      const made = madeName({ version, number }, name)
      if (this.#type(made) === undefined)
        return `asked for table('${name}'), but made nothing with the name ${made}. Make it, or do not ask for it`
      const taken = this.#type(name)
      if (taken !== undefined && !shown.some((each) => sameName(each, name)))
        return `asked for table('${name}'), but there is ${taken === 'index' ? 'an' : 'a'} ${taken} with the name ${name} already, so that the live build cannot be shown under it. Use another name`
      this.#add.run({ version, number, name })
    }
    return undefined
  }

  /** Shows a build to readers instead of the one that they saw. */
  show(build: BuildId, instead: BuildId | undefined): void {
    if (instead !== undefined)
      for (const name of this.namesOf(instead)) this.#db.exec(`DROP VIEW IF EXISTS ${quoted(name)}`)
    for (const name of this.namesOf(build)) {
      const made = madeName(build, name)
      if (SHOWN.has(this.#type(made) ?? ''))
        this.#db.exec(`CREATE VIEW ${quoted(name)} AS SELECT * FROM ${quoted(made)}`)
    }
  }

  /** Removes what the user's code made for a build. */
  remove(build: BuildId): void {
    // Tables may refer to each other in either direction.
    this.#db.exec('PRAGMA defer_foreign_keys = ON')
    for (const name of this.namesOf(build).toReversed()) {
      const made = madeName(build, name)
      const type = this.#type(made)
      if (type !== undefined) this.#db.exec(`DROP ${type} ${quoted(made)}`)
    }
    const { version, number } = build
    this.#remove.run({ version, number })
  }

  /** Returns the type of what has a name in the database: `table`, `view`, `index` or `trigger`. */
  #type(name: string): string | undefined {
    const row = this.#typeOf.get(name)
    return row === undefined ? undefined : String(row.type)
  }
}

/** Only these can be read through a view. */
const SHOWN: ReadonlySet<string> = new Set(['table', 'view'])

/** Returns the names of a build for user's code that makes it, and adds each that is asked for to `asked`. */
export const namesToMake =
  (build: BuildId, asked: string[]): TableNames =>
  (name) => {
    const mistake = mistakeIn(name, asked)
    if (mistake !== undefined) throw new TypeError(mistake)
    if (!asked.includes(name)) asked.push(name)
    return madeName(build, name)
  }

/** Returns the names of a build for user's code that fills it. */
export const namesMade = (build: BuildId, names: readonly string[]): TableNames => {
  const made = new Map(names.map((name) => [name, madeName(build, name)]))
  return (name) => {
    const found = made.get(name)
    if (found !== undefined) return found
    throw new TypeError(
      `table('${name}'): create did not ask for this name when the build was made. It asked for: ${names.join(', ') || 'none'}.`,
    )
  }
}

const madeName = ({ version, number }: BuildId, name: string): string => `${name}_v${version}_${number}`

const mistakeIn = (name: unknown, asked: readonly string[]): string | undefined => {
  if (typeof name !== 'string' || !/^[a-z_]\w{0,99}$/i.test(name))
    return `table(${JSON.stringify(name)}): a name has 1 to 100 letters, digits and underscores, and does not begin with a digit.`
  if (/^(tenon|sqlite)_/i.test(name)) return `table('${name}'): names that begin with tenon_ or sqlite_ are reserved.`
  if (/_v\d+_\d+$/i.test(name)) return `table('${name}'): names that end like those of builds are reserved.`
  const other = asked.find((each) => each !== name && sameName(each, name))
  return other === undefined ? undefined : `table('${name}') and table('${other}') are the same name to SQLite.`
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const quoted = (name: string): string => `"${name}"`
