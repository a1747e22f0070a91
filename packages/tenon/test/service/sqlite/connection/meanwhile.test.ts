import assert from 'node:assert/strict'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import type { IfAbsent } from '../../../../src/service/binding/executor.ts'
import { preparePart } from '../../../../src/service/sqlite/connection/parts.ts'
import { eventPart, openFile } from '../../../../src/service/sqlite/event/schema.ts'
import { firstVersion } from '../../../../src/service/sqlite/first-version.ts'
import { openEntries } from '../../../../src/service/sqlite/key-value/schema.ts'
import { sqliteConfig } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { entriesConfig } from '../key-value/stores.ts'
import { oldFile } from './old-file.ts'

/** A connection that lets something happen once, before it makes its nth statement. */
class Interrupted extends DatabaseSync {
  #left = Number.POSITIVE_INFINITY
  #happens = (): unknown => undefined

  before(statement: number, happens: () => unknown): void {
    this.#left = statement
    this.#happens = happens
  }

  get happened(): boolean {
    return this.#left <= 0
  }

  override prepare(sql: string): StatementSync {
    this.#left -= 1
    if (this.#left === 0) this.#happens()
    return super.prepare(sql)
  }
}

/** Opens the events of a file in which another process does something before the nth read. Returns the failure. */
const opensWhile = (path: string, ifAbsent: IfAbsent, nth: number, happens: () => unknown) => {
  const db = new Interrupted(path)
  try {
    const config = sqliteConfig(path)
    db.before(nth, happens)
    const failure = preparePart(db, config, ifAbsent, eventPart(config), firstVersion)
    return { happened: db.happened, failure }
  } finally {
    db.close()
  }
}

suite('the opening of events', () => {
  test('finds no damage while another process moves the file to the next version', async (t) => {
    for (let nth = 1, happened = true; happened; nth += 1) {
      const path = await oldFile(t)
      const move = () => openEntries(entriesConfig(path), 'make', (file) => file.close())
      const opened = opensWhile(path, 'fail', nth, move)
      happened = opened.happened
      assert.equal(opened.failure?.says, undefined, `before read ${nth}`)
    }
  })

  test('finds no other program while another process makes the file', async (t) => {
    for (let nth = 1, happened = true; happened; nth += 1) {
      const path = await pathFor(t)
      const make = () => openFile(sqliteConfig(path), 'make', (file) => file.close())
      const opened = opensWhile(path, 'make', nth, make)
      happened = opened.happened
      assert.equal(opened.failure?.says, undefined, `before read ${nth}`)
    }
  })
})
