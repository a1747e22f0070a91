import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import {
  foreignFile,
  type Harmed,
  missingFile,
  replacedFile,
  shortenedFile,
} from '../../../../src/service/lab/faults/harmed-file.ts'
import { missingFolder } from '../../../../src/service/lab/faults/missing-folder.ts'
import { KEPT, met, under } from './under.ts'

const harmed: Harmed = { ...met, name: 'harmed', says: 'A file is harmed.', strikes: 'calls', file: 'kept' }

const read = (path: string): string => readFileSync(path, 'utf8')

/** What each fault leaves of a file whose inode is known. */
const harms = {
  missing: { fault: missingFile(harmed), looks: (path: string) => assert.ok(!existsSync(path)) },
  replaced: {
    fault: replacedFile(harmed),
    looks: (path: string, inode: number) => {
      assert.equal(read(path), KEPT)
      assert.notEqual(statSync(path).ino, inode)
    },
  },
  foreign: {
    fault: foreignFile(harmed),
    looks: (path: string, inode: number) => {
      assert.match(read(path), /^Not what was expected/)
      assert.notEqual(statSync(path).ino, inode)
    },
  },
  shortened: {
    fault: shortenedFile(harmed),
    looks: (path: string, inode: number) => {
      assert.equal(read(path), KEPT.slice(0, KEPT.length / 2))
      assert.equal(statSync(path).ino, inode)
    },
  },
}

suite('a file', () => {
  for (const [name, { fault, looks }] of Object.entries(harms)) {
    test(`that is ${name} is so until it is healed, and then is the very same file`, async (t) => {
      await under(t, fault, async ({ folder }, { strike, heal }) => {
        const path = join(folder, 'kept')
        const { ino } = statSync(path)
        await strike()
        looks(path, ino)
        await heal()
        assert.equal(read(path), KEPT)
        assert.equal(statSync(path).ino, ino)
      })
    })
  }
})

suite('a folder that is missing', () => {
  test('comes back when it is healed', async (t) => {
    await under(t, missingFolder(met), async ({ folder }, { strike, heal }) => {
      await strike()
      assert.ok(!existsSync(folder))
      await heal()
      assert.equal(read(join(folder, 'kept')), KEPT)
    })
  })

  test('comes back at the end if it was not healed', async (t) => {
    let where = ''
    await under(t, missingFolder(met), async ({ folder }, { strike }) => {
      where = folder
      await strike()
      // The test looks for it at its usual path.
      await assert.rejects(rename(folder, `${folder}.other`), { code: 'ENOENT' })
    })
    assert.ok(!existsSync(`${where}.aside`))
  })
})
