import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { ended } from '../../api/cli/tenon-check.ts'

const PARSER = new URL('../../../src/service/eslint/parser.ts', import.meta.url).href

/** Parses a text as ESLint does, in a separate process, which must not crash. */
const parsed = async (text: string): Promise<string> => {
  const script = `import { text } from 'node:stream/consumers'
import { parser } from ${JSON.stringify(PARSER)}
try {
  console.log(parser.parse(await text(process.stdin), { filePath: 'deep.ts' }).comments.length + ' comments')
} catch (error) {
  console.log(error.name + ': ' + error.message)
}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  child.stdin.on('error', () => undefined).end(text)
  const { code, stdout, stderr } = await ended(child)
  assert.equal(code, 0, stderr)
  return stdout
}

const nestings = {
  'objects in objects': `// one\na = ${'{a:'.repeat(50_000)}`,
  'a sum on one line': `// one\na = 1${' + 1'.repeat(500_000)}`,
  brackets: `// one\na = ${'['.repeat(200_000)}`,
  'types in types': `// one\ntype A = ${'Array<'.repeat(50_000)}`,
  'a namespace of many names': `// one\nnamespace a${'.b'.repeat(500_000)} {}`,
  'a chain of conditions, each on its line': `// one\na = ${'b ? 1 :\n'.repeat(50_000)}1`,
}
for (const [name, text] of Object.entries(nestings))
  test(`A text that nests too deep does not crash the linter: ${name}`, async () => {
    assert.match(await parsed(text), /^SyntaxError: It nests deeper/)
  })

test('The comments of a text that nests deep, as generated code does, are read', async () => {
  assert.equal(await parsed(`// one\na = ${'b ? 1 :\n'.repeat(20_000)}1 // two\n`), '2 comments\n')
})
