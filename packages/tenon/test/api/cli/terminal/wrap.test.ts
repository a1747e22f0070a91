import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { hanging, wrapped } from '../../../../src/api/cli/terminal/wrap.ts'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { emptyFolder, tenonHere, tenonOnTerminal } from '../tenon.ts'

const COLUMNS = 60

const words = (text: string): readonly string[] => text.split(/\s+/)

/** Returns the lines that are too long for the terminal although they could be broken between two words. */
const tooLong = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.length > COLUMNS && !line.startsWith('  '))

describe('on a narrow terminal no word is broken', () => {
  for (const command of [[], ['check'], ['doctor'], ['conform'], ['completion']])
    test(`in the help of ${command[0] ?? 'the program'}, nor in the text at its end`, async () => {
      const { stdout } = await tenonOnTerminal(tmpdir(), COLUMNS, ...command, '--help')
      assert.deepEqual(tooLong(stdout), [])
      // Commands are shown as they are typed.
      assert.match(stdout, /^Examples:\n(?: {2}\S.*\n)+/m)
    })

  test('in a sentence on the standard error, which a pipe receives as one line', async (t) => {
    const folder = await emptyFolder(t)
    const [narrow, piped] = [await tenonOnTerminal(folder, COLUMNS, 'streams'), await tenonHere(folder, 'streams')]
    assert.deepEqual(tooLong(narrow.stderr), [])
    assert.ok(narrow.stderr.trimEnd().includes('\n'))
    assert.equal(piped.stderr.trimEnd().split('\n').length, 1)
    assert.deepEqual(words(narrow.stderr), words(piped.stderr))
  })

  test('in the findings of check and of doctor', async (t) => {
    const folder = await emptyFolder(t)
    await mkdir(join(folder, 'src/domain'), { recursive: true })
    await writeFile(join(folder, 'src/domain/a.ts'), "import 'node:fs'\n")
    await writeFile(
      join(folder, 'tenon.config.ts'),
      `${CONFIG_TEXT}
export const check = {
  layers: { domain: ['src/**'], service: [], api: [], test: [] }, ignored: ['*.ts'], pure: [], technologies: [],
}`,
    )
    const found = await tenonOnTerminal(folder, COLUMNS, 'check')
    assert.equal(found.code, 1, found.stderr)
    const sentences = found.stdout.split('\n').slice(1)
    assert.deepEqual(
      sentences.filter((line) => line.length > COLUMNS),
      [],
    )
    assert.match(found.stdout, /^ {2}why {2}\S.*\n {7}\S/m)
    const doctor = await tenonOnTerminal(folder, COLUMNS, 'doctor')
    assert.deepEqual(
      doctor.stdout.split('\n').filter((line) => line.length > COLUMNS),
      [],
    )
    assert.match(doctor.stdout, /^ {2}claimed {2}\S.*\n {11}\S/m)
  })
})

test('a long line is broken between words, and nowhere else', () => {
  assert.equal(hanging('  fix  one two three four', 14, 7), '  fix  one two\n       three\n       four')
  assert.equal(wrapped('aaaa bb\n  npx tenon read order-7\ncccc', 4), 'aaaa\nbb\n  npx tenon read order-7\ncccc')
  assert.equal(wrapped('a-word-that-is-longer b', 5), 'a-word-that-is-longer\nb')
  assert.equal(wrapped('aaaa bb', null), 'aaaa bb')
  assert.equal(wrapped('aaaa bb', 7), 'aaaa bb')
  assert.equal(wrapped('\u001b[2maaaa bb\u001b[22m', 7), '\u001b[2maaaa bb\u001b[22m')
})
