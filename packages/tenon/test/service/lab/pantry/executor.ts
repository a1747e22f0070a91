import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { type FailedOf, type Grants, type Intent, type Limits, type Outcome } from 'tenon'
import { type Attempt, type Closed, type Executor, failed, type IfAbsent, type Ready } from 'tenon/bind'
import { limits, Pantry, type PantryCapability } from './pantry.ts'

export type Put = Intent<PantryCapability, 'put'>
export type Watch = Intent<PantryCapability, 'watch'>
export type Answer = Outcome<PantryCapability, 'put' | 'get'>
export type Item = Outcome<PantryCapability, 'watch'>
export type PantryExecutor = Executor<PantryCapability, Grants<PantryCapability>>

/** A pantry in a folder: a file with one line for each put. Every put is synced before its outcome is given. */
export class FilePantryExecutor implements PantryExecutor {
  readonly capability = Pantry
  readonly technology = { name: 'file', packages: [] }
  readonly grants: Grants<PantryCapability>
  readonly limits: Limits<PantryCapability> = limits
  readonly failures = ['flooded', 'not_found'] as const
  readonly #folder: string

  constructor(folder: string, granted: Grants<PantryCapability>) {
    this.#folder = folder
    this.grants = granted
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<PantryCapability>> {
    await turn()
    if (attempt.aborted) return failed('cancelled', 'none', 'open', 'open: it was called off.')
    if (ifAbsent === 'fail' && !existsSync(fileOf(this.#folder)))
      return failed('not_found', 'none', 'open', `open: there is no pantry in ${this.#folder}.`)
    mkdirSync(this.#folder, { recursive: true })
    return this.#dry('open', (): Ready => {
      store(this.#folder, '')
      return { kind: 'ready' }
    })
  }

  async execute(intent: Put | Intent<PantryCapability, 'get'>, attempt: Attempt): Promise<Answer> {
    await turn()
    if (attempt.aborted) return failed('cancelled', 'none', intent.kind, `${intent.kind}: it was called off.`)
    return this.#dry(intent.kind, () => (intent.kind === 'put' ? put(this.#folder, intent) : get(this.#folder, intent)))
  }

  async *follow(intent: Watch, attempt: Attempt): AsyncGenerator<Item, undefined, undefined> {
    let number = 0
    const found = this.#dry('watch', () => putsIn(this.#folder))
    if ('kind' in found) {
      yield found
      return
    }
    for (const { jars } of found)
      for (const { label } of jars) {
        number += 1
        if (number > intent.behind) yield { kind: 'jar', number, label }
      }
    await new Promise<void>((resolve) => {
      if (attempt.aborted) resolve()
      attempt.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  close(): Promise<Closed> {
    return Promise.resolve({ kind: 'closed' })
  }

  /** Does what needs the file. The floor is wet where the file should be and something else is. */
  #dry<A>(operation: 'put' | 'get' | 'watch' | 'open', work: () => A): A | FailedOf<PantryCapability> {
    try {
      return work()
    } catch {
      return failed('flooded', 'none', operation, `${operation}: the floor of ${this.#folder} is under water.`)
    }
  }
}

/** Where a pantry keeps its jars. */
export const fileOf = (folder: string): string => join(folder, 'jars')

/** Returns all puts. */
export const putsIn = (folder: string): readonly Put[] =>
  readFileSync(fileOf(folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** Adds a text to the file, and syncs it. */
export const store = (folder: string, text: string): void => {
  const handle = openSync(fileOf(folder), 'a')
  try {
    appendFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Returns whether there is something else where the file should be. */
export const isWet = (folder: string): boolean =>
  statSync(fileOf(folder), { throwIfNoEntry: false })?.isFile() === false

/** Returns whether a put is there already. */
export const isThere = (folder: string, { tag }: Put): boolean =>
  tag !== null && !isWet(folder) && putsIn(folder).some((other) => other.tag === tag)

/** Puts jars, unless a put with the same tag is there. */
export const put = (folder: string, intent: Put): Answer => {
  if (!isThere(folder, intent)) store(folder, `${JSON.stringify(intent)}\n`)
  return { kind: 'put', count: intent.jars.length }
}

const get = (folder: string, { label }: Intent<PantryCapability, 'get'>): Answer => ({
  kind: 'found',
  recipes: putsIn(folder).flatMap(({ jars }) => jars.filter((jar) => jar.label === label).map(({ recipe }) => recipe)),
})
