import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

/**
 * Holds the lock of a file on demand: the lock of writers, the exclusive lock, or that of a writer who commits at the
 * end. The last argument is SQL that writes and changes nothing.
 */
const [path = '', from = '', write = ''] = process.argv.slice(2)

const BEGIN: { readonly [from: string]: string } = {
  writers: 'BEGIN IMMEDIATE',
  everybody: `PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ${write}`,
  late: `BEGIN IMMEDIATE; ${write}`,
}
const END: { readonly [from: string]: string } = { writers: 'ROLLBACK', everybody: 'ROLLBACK', late: 'COMMIT' }

let db: DatabaseSync | undefined
console.log('ready')
for await (const told of createInterface({ input: process.stdin })) {
  if (told === 'take') {
    db = new DatabaseSync(path, { timeout: 5_000 })
    db.exec(BEGIN[from] ?? '')
    console.log('taken')
  } else {
    db?.exec(END[from] ?? '')
    db?.close()
    console.log('released')
  }
}
