import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmod, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { type Ran, ended, ENVIRONMENT, MAIN, tenonCheck, checkHere } from './tenon-check.ts'
import { BROKEN, config, type Files, LAYERS, shop } from './shop.ts'

/** Checks a shop with some more files. */
const checked = async (t: TestContext, files: Files, ...words: readonly string[]): Promise<Ran> =>
  checkHere(await shop(t, files), ...words)

/** Asserts that a check cannot be trusted and says why. */
const distrusted = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  assert.match(stdout + stderr, says)
  assert.equal(code, 2, stdout + stderr)
  assert.doesNotMatch(stdout + stderr, /\n {4}at |defect of tenon-check/)
}

const DEPTH = 10_000
/** The depth that generated code may have. */
const DEEP = 2_500
/** Deeper than the largest stack on which a text is read allows. */
const DEEPEST = 50_000

describe('A source file that cannot be read ends the check with 2 and a sentence', () => {
  test('a syntax error, at its place', async (t) => {
    const ran = await checked(t, { 'src/domain/order.ts': 'export const a = 1\nexport const = 2\n' })
    distrusted(ran, /^src\/domain\/order\.ts:2:14 {2}parse-error\n {2}It cannot be parsed: /m)
    assert.match(ran.stderr, /This check cannot be trusted: \d+ parse-error\./)
  })

  test('one of 5 MB', async (t) => {
    const ran = await checked(t, { 'src/service/data.ts': `export const data = '${'x'.repeat(5_000_000)}'\n` })
    distrusted(ran, /It is larger than 2,097,152 characters/)
  })

  test('a binary one', async (t) => {
    const bytes = Uint8Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256)
    distrusted(await checked(t, { 'src/domain/video.ts': bytes }), /video\.ts:1:1 {2}parse-error\n {2}It is not UTF-8/)
    distrusted(
      await checked(t, { 'src/domain/nul.ts': 'export {}\0\n' }),
      /nul\.ts:1:10 {2}parse-error\n {2}It contains a NUL/,
    )
  })

  test('one in UTF-16, of either order', async (t) => {
    const text = Buffer.from('\uFEFFexport const a = 1\n', 'utf16le')
    distrusted(await checked(t, { 'src/domain/order.ts': text }), /It is UTF-16\. Save it as UTF-8\./)
    distrusted(await checked(t, { 'src/domain/order.ts': text.swap16() }), /It is UTF-16/)
  })

  test('one in Latin-1', async (t) => {
    const text = Buffer.from("export const name = 'Zoë'\n", 'latin1')
    const ran = await checked(t, { 'src/service/name.ts': text })
    distrusted(ran, /It is not UTF-8\. Save it as UTF-8\.$/m)
    // Only ignoring it would be a finding too.
    assert.match(ran.stdout, /list it under "ignored" and exclude it from the patterns of the service\.$/m)
  })

  const nestings = {
    parentheses: `export const a = ${'('.repeat(DEEPEST)}1${')'.repeat(DEEPEST)}\n`,
    'unclosed parentheses': `export const a = ${'('.repeat(DEEPEST)}`,
    'a list of lists on many lines': `export const a = ${'[\n'.repeat(DEEPEST)}1${']\n'.repeat(DEEPEST)}\n`,
    'calls on lines that begin with their names': `export const a = ${'f(\n'.repeat(DEEPEST)}1${')\n'.repeat(DEEPEST)}`,
    types: `export type A = ${'B<'.repeat(DEEPEST)}1${'>'.repeat(DEEPEST)}\n`,
    templates: `export const a = ${'`${'.repeat(DEEPEST)}1${'}`'.repeat(DEEPEST)}\n`,
    'lists of templates that look like the top of a module': `export const a = ${'[`\nexport `,'.repeat(DEEPEST)}`,
    'arrows, each on its line': `export const a = ${'() =>\n'.repeat(DEEPEST)}1\n`,
    'a chain of conditions, each on its line': `export const a = ${'b ? 1 :\n'.repeat(DEEPEST)}1\n`,
    'a chain of conditional types': `export type A = ${'B extends C ? 1 :\n'.repeat(DEEPEST * 2)}1\n`,
    'else after else': `if (a) b\n${'else if (a) b\n'.repeat(DEEPEST * 2)}`,
    'one assignment after the other': `a =\n${'a =\n'.repeat(DEEPEST)}1\n`,
    negations: `export const a = ${'!'.repeat(DEEPEST * 10)}1\n`,
    'a sum on one line': `export const a = 1${' + 1'.repeat(DEEPEST * 10)}\n`,
  }
  for (const [name, text] of Object.entries(nestings))
    test(`one that nests too deep, and the others are checked: ${name}`, async (t) => {
      const folder = await shop(t, { 'src/domain/deep.ts': text, 'src/domain/prices.ts': BROKEN })
      // The parser uses the stack of the process, so this test needs a separate process.
      const ran = await tenonCheck(folder)
      distrusted(ran, /deep\.ts:\d+:\d+ {2}parse-error\n {2}It nests deeper/)
      assert.match(ran.stdout, /^src\/domain\/prices\.ts:1:\d+ {2}domain-imports$/m)
    })
})

describe('An odd file that can be read is read', () => {
  test('a UTF-8 file with a byte order mark, and its places', async (t) => {
    const ran = await checked(t, { 'src/domain/order.ts': `\uFEFF${BROKEN}` }, '--format', 'json')
    assert.equal(ran.code, 1, ran.stderr)
    assert.match(ran.stdout, /"line": 1,/)
  })

  test('many brackets and apostrophes in texts, comments and templates are not deep', async (t) => {
    const odd = Array.from({ length: 3_000 }, (_, i) => `export const a${i} = '(((' // don't {{{`).join('\n')
    const ran = await checked(t, {
      'src/service/odd.ts': `${odd}\nexport const b = \`\n${"don't (((\n".repeat(900)}\`\n`,
    })
    assert.deepEqual([ran.stdout, ran.code], ['', 0])
  })

  const deep = {
    'a chain of conditions': `export const a = (b: number) => ${'b === 1 ? 2 :\n'.repeat(DEEP)}3\n`,
    'a sum': `export const a = 1${'\n  + 1'.repeat(DEEP)}\n`,
    'a list of lists': `export const a = ${'['.repeat(DEEP)}1${']'.repeat(DEEP)} as const\n`,
  }
  for (const [name, text] of Object.entries(deep))
    test(`one that nests deep, as generated code does: ${name}`, async (t) => {
      const ran = await tenonCheck(await shop(t, { 'src/service/deep.ts': text }))
      assert.deepEqual([ran.stdout, ran.code], ['', 0], ran.stderr)
      const broken = await tenonCheck(await shop(t, { 'src/domain/deep.ts': `import 'node:fs'\n${text}` }))
      assert.match(broken.stdout, /^src\/domain\/deep\.ts:1:\d+ {2}domain-imports$/m)
    })

  test('an empty file, one of comments, and one with Windows line ends', async (t) => {
    const files = { 'src/domain/a.ts': '', 'src/domain/b.ts': '// nothing', 'src/service/c.ts': 'export {}\r\n\r\n' }
    const ran = await checked(t, files)
    assert.deepEqual([ran.stdout, ran.code], ['', 0])
  })

  test('many thousand imports, each a statement', async (t) => {
    const text = Array.from({ length: DEPTH }, (_, i) => `import { round as r${i} } from './round.ts'`).join('\n')
    // Exhausting the parser's memory ends the process, so this test needs a separate process.
    const ran = await tenonCheck(await shop(t, { 'src/service/many.ts': text }))
    assert.deepEqual([ran.stdout, ran.code], ['', 0], ran.stderr)
  })

  test('functions that call each other, ten thousand in a row', async (t) => {
    const chain = Array.from({ length: DEPTH }, (_, i) => `const f${i} = (): number => f${i + 1}()`).join('\n')
    const text = `${chain}\nconst f${DEPTH} = (): number => 1\nexport const a = f0()\n`
    const ran = await checked(t, { 'src/service/chain.ts': text })
    assert.deepEqual([ran.stdout, ran.code], ['', 0], ran.stderr)
  })

  test('a project without tsconfig.json or package.json', async (t) => {
    const ran = await checked(t, { 'package.json': null })
    assert.deepEqual([ran.stdout, ran.code], ['', 0])
  })

  test('links that lead in a circle of folders', async (t) => {
    const folder = await shop(t, {})
    await symlink('..', join(folder, 'src/domain/up'))
    await symlink('.', join(folder, 'src/service/here'))
    const { code, stdout } = await checkHere(folder)
    assert.deepEqual([code, stdout], [0, ''])
  })
})

/**
 * Checks a folder as a user other than root, who can read everything. Returns `null` if that user cannot even read this
 * package.
 */
const checkedBySomebody = async (folder: string): Promise<Ran | null> => {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const { NODE_COMPILE_CACHE: _ours, ...env } = ENVIRONMENT
  const words = ['--conditions=tenon-source', MAIN]
  const ran = await ended(spawn(process.execPath, words, { cwd: folder, env, ...user }))
  return /Cannot find module|EACCES[^]*main\.ts|permission denied/.test(ran.stderr) ? null : ran
}

describe('A file or folder that cannot be read ends the check with 2 and a sentence', () => {
  test('a dangling link, and one that leads to itself', async (t) => {
    const folder = await shop(t, {})
    await symlink('nowhere.ts', join(folder, 'src/domain/gone.ts'))
    await symlink('self.ts', join(folder, 'src/domain/self.ts'))
    const ran = await checkHere(folder)
    distrusted(ran, /src\/domain\/gone\.ts:1:1 {2}parse-error\n {2}The link cannot be read: it does not exist/)
    distrusted(ran, /src\/domain\/self\.ts:1:1 {2}parse-error\n {2}The link cannot be read: its links lead in a circle/)
  })

  const skip = process.platform === 'win32' ? 'Windows has other permissions' : false

  test('a folder and a file without permission to read', { skip }, async (t) => {
    const folder = await shop(t, { 'src/domain/shut/order.ts': 'export {}\n', 'src/service/shut.ts': 'export {}\n' })
    await chmod(folder, 0o755)
    await chmod(join(folder, 'src/domain/shut'), 0)
    await chmod(join(folder, 'src/service/shut.ts'), 0)
    const ran = await checkedBySomebody(folder)
    await chmod(join(folder, 'src/domain/shut'), 0o700)
    if (ran === null) return t.skip('the other user may not read this package')
    distrusted(ran, /src\/domain\/shut:1:1 {2}parse-error\n {2}The folder cannot be read: permission denied/)
    distrusted(ran, /src\/service\/shut\.ts:1:1 {2}parse-error\n {2}The file cannot be read: permission denied/)
  })

  test('a broken package.json, and a broken tsconfig.json', async (t) => {
    distrusted(
      await checked(t, { 'package.json': '{ "name": ' }),
      /package\.json:1:\d+ {2}parse-error\n {2}It cannot be read as JSON/,
    )
    distrusted(
      await checked(t, { 'tsconfig.json': '{ "compilerOptions": [ }' }),
      /tsconfig\.json:1:\d+ {2}parse-error\n {2}It cannot be read/,
    )
  })

  test('a broken tsconfig.json in a folder below, and one that extends a missing file', async (t) => {
    const files = { 'src/service/tsconfig.json': '{ "compilerOptions": [', 'src/service/a.ts': "import 'pg'\n" }
    distrusted(
      await checked(t, files),
      /^src\/service\/tsconfig\.json:1:\d+ {2}parse-error\n {2}It cannot be read: EOF/m,
    )
    const ran = await checked(t, { 'tsconfig.json': '{ "extends": "@tsconfig/nowhere" }' })
    distrusted(ran, /^tsconfig\.json:1:14 {2}parse-error\n {2}It extends or refers to "@tsconfig\/nowhere"/m)
  })

  test('a tsconfig.json that extends a package that is not installed, once for all files, and the rest is checked', async (t) => {
    const many = Array.from({ length: 50 }, (_, i) => [`packages/tax/domain/a${i}.ts`, "import '@tax/rate'\n"])
    const layers = { ...LAYERS, domain: ['src/domain/**', 'packages/*/domain/**'] }
    const folder = await shop(t, {
      'tenon.config.ts': config({ layers }),
      'packages/tax/tsconfig.json': '{ "extends": "@tsconfig/node24/tsconfig.json" }\n',
      ...Object.fromEntries(many),
      'packages/tax/domain/prices.ts': BROKEN,
    })
    const ran = await checkHere(folder)
    distrusted(ran, /^packages\/tax\/tsconfig\.json:1:14 {2}parse-error\n {2}It extends or refers to "@tsconfig/m)
    assert.match(ran.stdout, / fix {2}Fix the file, or install what it extends\. It is needed to resolve aliases/)
    assert.match(ran.stdout, /^packages\/tax\/domain\/prices\.ts:1:\d+ {2}domain-imports/m)
    assert.match(ran.stderr, /This check cannot be trusted: 1 parse-error\.$/m)
    assert.equal(ran.stdout.match(/domain-imports/g)?.length, 1, ran.stdout)
    const why = await checkHere(folder, 'why', 'packages/tax/domain/a1.ts', '@tax/rate')
    assert.equal(why.code, 2)
    assert.match(why.stdout, /It is unknown where "@tax\/rate" leads\. packages\/tax\/tsconfig\.json: It extends/)
  })

  test('a package.json, and a tsconfig.json, that is a folder', async (t) => {
    for (const name of ['package.json', 'tsconfig.json']) {
      const folder = await shop(t, { 'package.json': null })
      await mkdir(join(folder, name))
      const says = new RegExp(
        `^${name.replace('.', '\\.')}:1:1 {2}parse-error\n {2}It cannot be read: it is a folder`,
        'm',
      )
      distrusted(await checkHere(folder), says)
      await rm(join(folder, 'tenon.config.ts'))
      const init = await checkHere(folder, 'init')
      distrusted(init, new RegExp(`${name.replace('.', '\\.')} cannot be read: it is a folder`))
    }
  })

  test('a folder that may be listed but not entered', { skip }, async (t) => {
    const folder = await shop(t, { 'src/domain/shut/below/order.ts': 'export {}\n' })
    await chmod(folder, 0o755)
    await chmod(join(folder, 'src/domain/shut'), 0o444)
    const ran = await checkedBySomebody(folder)
    await chmod(join(folder, 'src/domain/shut'), 0o700)
    if (ran === null) return t.skip('the other user may not read this package')
    distrusted(ran, /src\/domain\/shut\/below:1:1 {2}parse-error\n {2}The folder cannot be read: permission denied/)
  })

  test('a file of the domain or the service with code in a form that is not read', async (t) => {
    for (const name of ['a.vue', 'a.svelte', 'a.astro', 'a.coffee', 'a.mdx', 'a.marko', 'a.civet']) {
      const ran = await checked(t, { [`src/domain/${name}`]: '<script></script>\n' })
      distrusted(ran, /^src\/domain\/a\.\w+:1:1 {2}parse-error\n {2}It contains code that the checker does not read\./m)
      assert.match(ran.stdout, /Move the logic to a \.ts file, or list it under "ignored"\./)
    }
    const files = { 'src/service/cart/Cart.vue': '<script></script>\n' }
    distrusted(await checked(t, files), /^src\/service\/cart\/Cart\.vue:1:1 {2}parse-error/m)
    distrusted(await checked(t, files, 'src/service'), /^src\/service\/cart\/Cart\.vue:1:1 {2}parse-error/m)
  })

  test('but not such a file in another layer, one that is ignored, or one without code', async (t) => {
    const ran = await checked(t, {
      'tenon.config.ts': config({
        layers: { ...LAYERS, api: ['src/main.ts', 'src/api/**'] },
        ignored: ['src/domain/old/**'],
      }),
      'src/api/page.ts': 'export {}\n',
      'src/api/Cart.vue': '<script></script>\n',
      'src/domain/old/Cart.svelte': '<script></script>\n',
      'src/domain/README.md': '# Domain\n',
      'pages/Home.vue': '<script></script>\n',
    })
    assert.deepEqual([ran.stdout, ran.code], ['', 0], ran.stderr)
  })

  test('an import that leads nowhere', async (t) => {
    const ran = await checked(t, { 'src/main.ts': "import { a } from './nowhere.ts'\n\nconsole.log(a)\n" })
    distrusted(ran, /src\/main\.ts:1:\d+ {2}unresolved-import/)
  })

  test('but not one that is listed under "pure", as the fix says', async (t) => {
    const files = { 'src/service/icons.ts': "import home from '~icons/home'\n\nexport const icon: unknown = home\n" }
    distrusted(await checked(t, files), /If only a bundler can resolve the name, list it under "pure"\./)
    const ran = await checked(t, { ...files, 'tenon.config.ts': config({ pure: ['~icons/*'] }) })
    assert.deepEqual([ran.stdout, ran.code], ['', 0], ran.stderr)
  })

  test('a file in no layer', async (t) => {
    distrusted(await checked(t, { 'tools/build.ts': 'export {}\n' }), /tools\/build\.ts:1:1 {2}unlayered-file/)
  })
})

describe('A config that is invalid ends the check with 2 and a sentence', () => {
  test('no config, here or above', async (t) => {
    distrusted(
      await checked(t, { 'tenon.config.ts': null }),
      /There is no tenon\.config\.ts in .* or above\. Create one/,
    )
    distrusted(await checked(t, {}, '--config', 'other.config.ts'), /other\.config\.ts does not exist/)
  })

  test('one without check, and a folder of its name', async (t) => {
    const ran = await checked(t, { 'tenon.config.ts': 'export const stores = {} // no check\n' })
    distrusted(ran, /tenon\.config\.ts exports no "check"/)
    const folder = await shop(t, { 'tenon.config.ts': null })
    await mkdir(join(folder, 'tenon.config.ts'))
    distrusted(await checkHere(folder), /tenon\.config\.ts:1:1 {2}parse-error\n.*it is a folder/)
  })

  test('a syntax error', async (t) => {
    distrusted(
      await checked(t, { 'tenon.config.ts': 'export const check = {\n' }),
      /tenon\.config\.ts:\d:\d+ {2}parse-error/,
    )
  })

  test('one that nests too deep, and a package.json that does', async (t) => {
    const deep = `${'['.repeat(DEPTH)}1${']'.repeat(DEPTH)}\n`
    const folder = await shop(t, { 'tenon.config.ts': `export const check = ${deep}` })
    distrusted(await tenonCheck(folder), /tenon\.config\.ts:1:\d+ {2}parse-error\n.*It nests deeper/)
    const other = await shop(t, { 'package.json': deep })
    distrusted(await tenonCheck(other), /package\.json:1:\d+ {2}parse-error\n.*It nests deeper/i)
  })

  test('an unknown key, at its place and with the known keys', async (t) => {
    const text = config({ layers: { ...LAYERS, adapters: [] }, strict: true })
    const ran = await checked(t, { 'tenon.config.ts': text })
    distrusted(
      ran,
      /tenon\.config\.ts:\d+:3 {2}unknown-config-key\n {2}"strict" is an unknown key; expected one of layers, /,
    )
    distrusted(ran, /tenon\.config\.ts:\d+:5 {2}unknown-config-key\n {2}"layers\.adapters" is an unknown key/)
  })

  test('a key that is missing, and values of another kind', async (t) => {
    const ran = await checked(t, {
      'tenon.config.ts': 'export const check = { layers: { domain: 7 }, ignored: [1], pure: [] }\n',
    })
    distrusted(ran, /"technologies" is missing/)
    distrusted(ran, /"layers\.domain" must be a list/)
    distrusted(ran, /"layers\.service" is missing/)
    distrusted(ran, /1:\d+ {2}parse-error\n {2}"ignored\.0" must be a string/)
  })

  test('computed parts, at their place; no code of the config is run', async (t) => {
    const text = `const globs = ['src/domain/**']
process.exit(9)
export const check = { layers: { domain: globs, service: [], api: [], test: [] }, ignored: [], pure: [], technologies: [] }
`
    const ran = await checked(t, { 'tenon.config.ts': text })
    distrusted(ran, /tenon\.config\.ts:3:\d+ {2}parse-error\n {2}"layers\.domain" is computed/)
  })

  test('but a check that is declared first and exported later is read', async (t) => {
    const text = `${config({}).replace('export ', '')}export { check }\n`
    assert.equal((await checked(t, { 'tenon.config.ts': text })).code, 0)
  })

  test('invalid patterns', async (t) => {
    const wrong = {
      'src/[': /is not a glob pattern/,
      'src/]*': /is not a glob pattern/,
      'src/a)': /is not a glob pattern/,
      '../shop/**': /leads out of the folder/,
      '/src/**': /is an absolute path/,
      'C:\\src\\**': /is an absolute path/,
      'src\\domain\\**': /contains backslashes/,
      '!src/domain/**': /begins with "!": list what it leaves out under "ignored"/,
      'src/domain/': /matches a folder but none of its files: write src\/domain\/\*\*/,
      '': /must be a string that is not empty/,
    }
    for (const [pattern, says] of Object.entries(wrong)) {
      const layers = { ...LAYERS, domain: [pattern] }
      distrusted(await checked(t, { 'tenon.config.ts': config({ layers }) }), says)
    }
    distrusted(await checked(t, { 'tenon.config.ts': config({ ignored: ['dist/['] }) }), /is not a glob pattern/)
  })

  test('a pattern that matches nothing, at its place', async (t) => {
    const layers = { ...LAYERS, domain: ['src/domain/**', 'lib/domain/**'] }
    const ran = await checked(t, { 'tenon.config.ts': config({ layers }) })
    distrusted(
      ran,
      /tenon\.config\.ts:5:7 {2}empty-layer\n {2}The pattern "lib\/domain\/\*\*" puts no file into the layer domain/,
    )
  })

  test('a pattern that matches a folder, with the pattern to write instead', async (t) => {
    const layers = { ...LAYERS, domain: ['src/domain'] }
    const ran = await checked(t, { 'tenon.config.ts': config({ layers }) })
    distrusted(ran, /empty-layer\n {2}The pattern "src\/domain" puts no file into the layer domain/)
    assert.match(ran.stdout, /It matches a folder but not the files in it: write src\/domain\/\*\* instead\./)
  })

  test('a pattern whose files are in another layer', async (t) => {
    const layers = { ...LAYERS, domain: ['src/**'] }
    distrusted(
      await checked(t, { 'tenon.config.ts': config({ layers }) }),
      /empty-layer\n {2}The pattern "src\/service\/\*\*" puts no file into the layer service/,
    )
  })

  test('nothing to check: no files at all, or none that a rule applies to', async (t) => {
    const layers = { domain: [], service: [], api: [], test: [] }
    distrusted(
      await checked(t, { 'tenon.config.ts': config({ layers, ignored: ['**'] }) }),
      /The domain has no source files/,
    )
    const served = { ...layers, api: ['**'] }
    distrusted(await checked(t, { 'tenon.config.ts': config({ layers: served }) }), /The domain has no source files/)
  })
})

test('A test beside the file that it tests is a test', async (t) => {
  const layers = { ...LAYERS, test: ['test/**', '**/*.test.ts'] }
  const files = { 'tenon.config.ts': config({ layers }), 'src/domain/money.test.ts': "import 'node:fs'\n" }
  assert.equal((await checked(t, files)).code, 0)
})
