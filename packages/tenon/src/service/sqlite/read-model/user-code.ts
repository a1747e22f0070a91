import { constants, type DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../../domain/data/message-of.ts'
import { isOfTheFile } from '../failure.ts'

/** Runs the user's own code on a database, inside a transaction that the code can neither end nor outlive. */
export class UserCode {
  readonly #db: DatabaseSync
  #running = false
  /** What the running code tried and may not do. */
  #refused: string | undefined

  /** Takes over a database, and decides from now on what code may do to it. */
  static of(db: DatabaseSync): UserCode {
    const userCode = new UserCode(db)
    // Node has it from 24.10 on. Without it, the end of the transaction is noticed only afterwards.
    if ('setAuthorizer' in db) db.setAuthorizer((action, name, value) => userCode.#authorize(action, name, value))
    return userCode
  }

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /**
   * Runs code. Returns what it did wrong, such as `threw: …`, or nothing. After a mistake, roll back and close the
   * database: the code may go on with it later. Throws the errors that are not the code's fault, such as that of a full
   * disk.
   */
  run(code: () => unknown): string | undefined {
    this.#refused = undefined
    this.#running = true
    try {
      const returned = code()
      return this.#refused ?? promised(returned) ?? this.#ended()
    } catch (error) {
      if (this.#refused !== undefined) return this.#refused
      if (isOfTheFile(error)) throw error
      return `threw: ${messageOf(error)}`
    } finally {
      this.#running = false
    }
  }

  #ended(): string | undefined {
    return this.#db.isTransaction
      ? undefined
      : 'ended the transaction of its step. What it stored until then may have stayed: begin a new build'
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
