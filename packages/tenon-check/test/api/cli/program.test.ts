import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { run } from '../../../src/api/cli/program.ts'
import { Terminal } from '../../../src/api/cli/terminal/terminal.ts'
import type { Ran } from './tenon-check.ts'
import { BROKEN, shop } from './shop.ts'

/** Runs the checker's own program in this process, under a name. */
const ran = async (folder: string, name: string, args: readonly string[]): Promise<Ran> => {
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const [stdout, stderr] = [text(output), text(notes)]
  const { signal: interrupt } = new AbortController()
  const code = await run(args, {
    terminal: new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt }),
    name,
  })
  output.end()
  notes.end()
  return { code, stdout: await stdout, stderr: await stderr }
}

describe("The checker's own program", () => {
  for (const name of ['tenon check', 'tenon-check'])
    test(`shows the name that it is called by in its help: ${name}`, async () => {
      const whole = await ran('/', name, ['--help'])
      assert.deepEqual([whole.code, whole.stderr], [0, ''])
      assert.ok(whole.stdout.startsWith(`Usage: ${name} [options] [command] [paths...]\n`), whole.stdout)
      const below = await ran('/', name, ['init', '--help'])
      assert.ok(below.stdout.startsWith(`Usage: ${name} init [options]\n`), below.stdout)
    })

  for (const option of ['-V', '--version'])
    test(`prints its version and nothing else: ${option}`, async () => {
      const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
      for (const name of ['tenon check', 'tenon-check'])
        assert.deepEqual(await ran('/', name, [option]), { code: 0, stdout: `${version}\n`, stderr: '' })
    })

  test('returns the exit code of the check', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    const { code, stdout } = await ran(folder, 'tenon-check', [])
    assert.equal(code, 1)
    assert.match(stdout, /^src\/domain\/prices\.ts:1:\d+ {2}domain-imports$/m)
  })

  test('returns 2 for words that it does not know, and says so as JSON too', async () => {
    const { code, stdout, stderr } = await ran('/', 'tenon-check', ['baseline', '--nope', '--json'])
    assert.equal(code, 2)
    assert.match(stderr, /^tenon-check: unknown option '--nope'\n/)
    assert.deepEqual(JSON.parse(stdout), { kind: 'usage', says: "unknown option '--nope'" })
  })
})
