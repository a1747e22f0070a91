import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { styleText } from 'node:util'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { Output } from '../../../../src/api/cli/terminal/terminal.ts'
import { emptyFolder, storeFolder, tenon, tenonHere, tenonOnTerminal, tty } from '../tenon.ts'

const HARM = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

// Delete, C1 (a new line, the beginnings of sequences), and characters that reverse text.
const HOSTILE = '\u007f\u0085\u009b31m\u009d\u202e\u2066\u2028'

describe('on a terminal', () => {
  test('no stored event can move the cursor or reverse the text, not even in JSON', async (t) => {
    const folder = await storeFolder(t)
    const words = ['append', 'a-1', '--expected', 'any', '--type', 'Said', '--data', JSON.stringify({ text: HOSTILE })]
    assert.equal((await tenonHere(folder, ...words)).code, 0)
    for (const [i, command] of [
      ['read', 'a-1', '--json'],
      ['log', '--json'],
      ['export', '-'],
      ['read', 'a-1'],
    ].entries()) {
      // A closed binding cannot be opened again, and a process loads a config only once.
      await writeFile(join(folder, `${i}.ts`), CONFIG_TEXT)
      const { code, stdout, stderr } = await tenonOnTerminal(folder, 100, ...command, '--config', `${i}.ts`)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /u009b31m/)
      for (const line of stdout.trimEnd().split('\n')) assert.doesNotMatch(line, HARM)
      // Escaped JSON is still the same text.
      if (command.includes('--json')) assert.deepEqual(JSON.parse(stdout.split('\n')[0] ?? '').data, { text: HOSTILE })
    }
  })

  test('a pipe receives every byte as it is stored', async (t) => {
    const folder = await storeFolder(t)
    const words = ['append', 'a-1', '--expected', 'any', '--type', 'Said', '--data', JSON.stringify(HOSTILE)]
    await tenonHere(folder, ...words)
    assert.ok((await tenon(folder, 'export', '-')).stdout.includes(HOSTILE))
  })

  test('the styles that the command line writes are kept, and others are escaped', async () => {
    const sink = tty(100)
    const written = text(sink)
    const output = new Output(sink)
    const styled = (['bold', 'dim', 'red', 'cyan'] as const).map((style) =>
      styleText(style, 'told', { validateStream: false }),
    )
    await output.write(`\r${styled.join('\t')}\n`)
    await output.write('\u001b[8mhidden\u001b[2J\u001b]0;title\u0007\b')
    sink.end()
    assert.equal(await written, `\r${styled.join('\t')}\n\\u001b[8mhidden\\u001b[2J\\u001b]0;title\\u0007\\u0008`)
  })
})

test('control characters in a name on the command line are escaped in messages, on a terminal or not', async (t) => {
  const folder = await emptyFolder(t)
  const name = 'a\u001b]0;x\u0007\u009b'
  const told = [
    await tenonHere(folder, name),
    await tenonHere(folder, 'read', 'a', '--from', name),
    await tenonHere(folder, 'streams', '--config', name),
    await tenonHere(folder, 'init', '--config', `${name}/tenon.config.ts`),
  ]
  for (const { code, stderr } of told) {
    assert.equal(code, 2)
    assert.match(stderr, /a\\u001b\]0;x\\u0007\\u009b/)
    for (const line of stderr.split('\n')) assert.doesNotMatch(line, HARM)
  }
})
