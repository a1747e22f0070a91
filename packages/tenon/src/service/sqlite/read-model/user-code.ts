import { constants, type DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../../domain/data/message-of.ts'
import { isOfTheFile } from '../failure.ts'

/** Runs the user's own code on a database, inside a transaction that the code can neither end nor outlive. */
export class UserCode {
  readonly #db: DatabaseSync
  /** Whether Node can refuse what code tries. It can from 24.10 on. */
  readonly #refuses: boolean
  #running = false
  /** What the running code tried and may not do. */
  #refused: string | undefined

  /** Takes over a database, and decides from now on what code may do to it. */
  static of(db: DatabaseSync): UserCode {
    const userCode = new UserCode(db)
    if (userCode.#refuses) db.setAuthorizer((action, name, value) => userCode.#authorize(action, name, value))
    return userCode
  }

  private constructor(db: DatabaseSync) {
    this.#db = db
    this.#refuses = 'setAuthorizer' in db
  }

  /**
   * Runs code. Returns what it did wrong, such as `threw: …`, or nothing. After a mistake, roll back and close the
   * database: the code may go on with it later. Throws the errors that are not the code's fault, such as that of a full
   * disk.
   */
  run(code: () => unknown): string | undefined {
    if (!this.#refuses) this.#db.exec('SAVEPOINT tenon_step')
    this.#refused = undefined
    this.#running = true
    try {
      const mistake = promised(code())
      return this.#refused ?? mistake ?? this.#ended()
    } catch (error) {
      if (this.#refused !== undefined) return this.#refused
      if (isOfTheFile(error)) throw error
      return `threw: ${messageOf(error)}`
    } finally {
      this.#running = false
    }
  }

  /** Where Node cannot refuse COMMIT, the savepoint is gone after one. */
  #ended(): string | undefined {
    try {
      if (!this.#refuses) this.#db.exec('RELEASE tenon_step')
      if (this.#db.isTransaction) return undefined
    } catch {
      // There is no such savepoint, or the database is closed.
    }
    return 'ended the transaction that Tenon began. What it stored until then may be there: begin a new build'
  }

  #authorize(action: number, name: string | null, value: string | null): number {
    if (!this.#running) return constants.SQLITE_OK
    const refused = refusalOf(action, name, value)
    if (refused === undefined) return constants.SQLITE_OK
    this.#refused ??= refused
    return constants.SQLITE_DENY
  }
}

const refusalOf = (action: number, name: string | null, value: string | null): string | undefined => {
  if (action === constants.SQLITE_TRANSACTION)
    return `ran ${name}. It runs inside a transaction that Tenon begins and ends`
  if (action === constants.SQLITE_PRAGMA && value !== null && MARKS.has(name ?? ''))
    return `set ${name}, by which Tenon knows the file`
  if (action !== constants.SQLITE_READ && name?.startsWith('tenon_') === true)
    return `changed ${name}. What begins with tenon_ belongs to Tenon`
  return undefined
}

const MARKS: ReadonlySet<string> = new Set(['application_id', 'user_version'])

/** A promise would go on after the transaction. */
const promised = (returned: unknown): string | undefined => {
  if (typeof Object(returned).then !== 'function') return undefined
  // What it fails with is of no interest any more, and must not end the process.
  Promise.resolve(returned).catch(() => undefined)
  return 'returned a promise. It must do everything before it returns'
}
