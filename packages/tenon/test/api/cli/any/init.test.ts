import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { CONFIG_TEXT, configTemplate } from '../../../../src/api/cli/event/config-template.ts'
import { moduleSyntaxError } from '../../../../src/service/node/module/syntax.ts'
import { emptyFolder, ENVIRONMENT, jsonLines, MAIN, tenon, tenonAgain, tenonHere } from '../tenon.ts'

test('the config that init writes is loaded, and its store appends and reads', async (t) => {
  const folder = await emptyFolder(t)
  const made = await tenon(folder, 'init')
  assert.deepEqual([made.code, made.stdout], [0, `${join(folder, 'tenon.config.ts')}\n`])
  const appended = await tenonHere(
    folder,
    'append',
    'a-1',
    '--expected',
    'no_stream',
    '--type',
    'Made',
    '--data',
    '{"n":1}',
  )
  assert.equal(appended.code, 0, appended.stderr)
  assert.match(appended.stdout, /^appended {2}revision 0 {2}position 1 {2}id [0-9a-f-]{36}\n$/)
  const read = await tenonAgain(folder, 'read', 'a-1')
  assert.equal(read.code, 0)
  assert.match(read.stdout, /^ +0 +1 {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}Made {2}\{"n":1\}\n$/)
  assert.match(read.stderr, /^revision {2}position/)
})

test('init never overwrites a file, and writes where --config says', async (t) => {
  const folder = await emptyFolder(t)
  const first = await tenonHere(folder, 'init', '--config', 'other.config.js', '--json')
  assert.deepEqual(jsonLines(first.stdout), [
    { kind: 'initialised', config: join(folder, 'other.config.js'), created: true },
  ])
  const text = await readFile(join(folder, 'other.config.js'), 'utf8')
  const second = await tenonHere(folder, 'init', '--config', 'other.config.js')
  assert.deepEqual([second.code, second.stdout], [2, ''])
  assert.match(second.stderr, /other\.config\.js exports stores already, and is never overwritten/)
  assert.equal(await readFile(join(folder, 'other.config.js'), 'utf8'), text)
  const append = ['append', 'a-1', '--expected', 'any', '--type', 'Made', '--data', '1', '--config', 'other.config.js']
  const appended = await tenonHere(folder, ...append)
  assert.equal(appended.code, 0, appended.stderr)
  const nowhere = await tenonHere(folder, 'init', '--config', 'none/tenon.config.ts')
  assert.equal(nowhere.code, 2)
  assert.match(nowhere.stderr, /does not exist/)
})

test('the commands that init suggests can be run', { skip: process.platform === 'win32' }, async (t) => {
  const folder = await emptyFolder(t)
  for (const config of ['tenon.config.ts', "my store's.config.ts"]) {
    const { stderr } = await tenonHere(folder, 'init', '--config', config)
    const [title, ...commands] = stderr.trimEnd().split('\n')
    assert.deepEqual([title, commands.length], ['Next:', 2])
    // npx runs the command line of this repository.
    const shell = `npx() { shift; "${process.execPath}" --conditions=tenon-source "${MAIN}" "$@"; }; ${commands.join(' && ')}`
    const { stdout } = await promisify(execFile)('bash', ['-c', shell], { cwd: folder, env: ENVIRONMENT })
    assert.match(stdout, /^appended {2}revision 0[^]*OrderPlaced {2}\{"total":12\}\n$/)
    await rm(join(folder, 'events.db'))
  }
})

test('init suggests installing the package only if it cannot be imported', async (t) => {
  const folder = await emptyFolder(t)
  await rm(join(folder, 'node_modules'), { recursive: true })
  const { code, stderr } = await tenonHere(folder, 'init')
  assert.equal(code, 0)
  assert.match(stderr, /^Next:\n {2}npm install tenon\n {2}npx tenon append /)
})

describe('init writes a config that loads without a warning', () => {
  const types = { module: 'ts', commonjs: 'mts', unstated: 'mts' }
  for (const [type, ending] of Object.entries(types))
    test(`if the package.json says ${type}`, async (t) => {
      const folder = await emptyFolder(t)
      await writeFile(join(folder, 'package.json'), type === 'unstated' ? '{}' : JSON.stringify({ type }))
      const made = await tenonHere(folder, 'init')
      assert.deepEqual([made.code, made.stdout], [0, `${join(folder, `tenon.config.${ending}`)}\n`])
      assert.doesNotMatch(made.stderr, /--config/)
      const { code, stderr } = await tenon(folder, 'append', ...EVENT)
      assert.deepEqual([code, stderr], [0, ''])
    })

  test('if only a package.json above states the type of modules', async (t) => {
    const folder = await emptyFolder(t)
    await mkdir(join(folder, 'shop'))
    assert.equal((await tenonHere(join(folder, 'shop'), 'init')).stdout, `${join(folder, 'shop/tenon.config.ts')}\n`)
  })
})

const EVENT = ['a-1', '--expected', 'any', '--type', 'T', '--data', '1'] as const

describe('init adds a store to an existing config', () => {
  for (const [language, type] of [
    ['ts', 'module'],
    ['js', 'module'],
    ['ts', 'commonjs'],
  ] as const)
    test(`which "check init" wrote in ${language} under "type": "${type}", and both still work`, async (t) => {
      const folder = await emptyFolder(t)
      await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
      for (const layer of ['domain', 'service']) {
        await mkdir(join(folder, layer))
        await writeFile(join(folder, layer, `a.${language}`), 'export {}\n')
      }
      const config = join(folder, `tenon.config.${type === 'module' ? '' : 'm'}${language}`)
      assert.equal((await tenonHere(folder, 'check', 'init')).code, 0)
      const before = await readFile(config, 'utf8')
      const made = await tenonHere(folder, 'init', '--json')
      assert.deepEqual(jsonLines(made.stdout), [{ kind: 'initialised', config, created: false }])
      const check = before.slice(before.indexOf('/**')).trimEnd()
      assert.ok((await readFile(config, 'utf8')).includes(check))
      assert.equal((await tenonHere(folder, 'check')).code, 0)
      const { code, stderr } = await tenon(folder, 'append', ...EVENT)
      assert.deepEqual([code, stderr], [0, ''])
    })

  const refused: readonly (readonly [name: string, text: string, says: RegExp])[] = [
    ['exports stores', 'export const stores = {}\n', /exports stores already, and is never overwritten/],
    ['exports stores by name', 'const stores = 1\nexport { stores }\n', /exports stores already/],
    [
      'has a name that the store needs',
      "import { bind } from 'x'\nconst need = 1\n",
      /has need, bind already|bind, need/,
    ],
    ['has a type of a name that the store needs', 'interface need { a: 1 }\n', /has need already/],
    ['imports a type by a name that the store needs', "import type { a, bind } from 'x'\n", /has bind already/],
    ['renames a type to a name that the store needs', "import { type a as stores } from 'x'\n", /has stores already/],
    ['cannot be parsed', 'export const (\n', /cannot be parsed/],
  ]
  for (const [name, text, says] of refused)
    test(`unless it ${name}; then it is left as it is`, async (t) => {
      const folder = await emptyFolder(t)
      const config = join(folder, 'tenon.config.ts')
      await writeFile(config, text)
      const { code, stdout, stderr } = await tenonHere(folder, 'init')
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, says)
      assert.equal(await readFile(config, 'utf8'), text)
    })

  test('also if a comment mentions a type and a name that the store needs', async (t) => {
    const folder = await emptyFolder(t)
    const text = '// The type of events you need.\n/** interface of bind */\nexport const a = 1\n'
    await writeFile(join(folder, 'tenon.config.ts'), text)
    assert.equal((await tenonHere(folder, 'init')).code, 0)
  })

  test('and knows every name that the store needs', async () => {
    const words = new Set(CONFIG_TEXT.match(/[A-Za-z_]\w*/g))
    const declared: string[] = []
    for (const word of words)
      if (/already been declared/.test((await moduleSyntaxError(`${CONFIG_TEXT}\n;let ${word}`)) ?? ''))
        declared.push(word)
    assert.deepEqual(declared.toSorted(), configTemplate.declares.toSorted())
  })

  test('unless Node would read the result as CommonJS', async (t) => {
    const folder = await emptyFolder(t)
    await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}')
    await writeFile(join(folder, 'tenon.config.ts'), '// ours\n')
    const { code, stderr } = await tenonHere(folder, 'init')
    assert.equal(code, 2)
    assert.match(stderr, /Nothing is added to tenon\.config\.ts\. .*Rename it to tenon\.config\.mts/)
  })
})
