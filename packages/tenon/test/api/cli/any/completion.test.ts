import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { namesFor } from '../../../../src/api/cli/any/completion/names.ts'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { ORDER, projectionsFolder } from '../run/orders.ts'
import { twoStoresFolder } from '../two-stores.ts'
import { emptyFolder, ENVIRONMENT, MAIN, seed, storeFolder, tenon, tenonHere } from '../tenon.ts'

const shells = { bash: ['bash'], zsh: ['zsh', '-f'], fish: ['fish', '--no-config'] } as const

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

/** Puts `tenon` on the PATH of a shell, and runs a script in the folder. Returns its output. */
const shellIn = async (folder: string, shell: keyof typeof shells, script: string): Promise<string> => {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(
    join(bin, 'tenon'),
    `#!/bin/sh\nexec "${process.execPath}" --conditions=tenon-source "${MAIN}" "$@"\n`,
  )
  await chmod(join(bin, 'tenon'), 0o755)
  const env = { ...ENVIRONMENT, PATH: `${bin}${delimiter}${process.env['PATH']}`, LC_ALL: 'C.UTF-8' }
  const [command, ...flags] = shells[shell]
  const { stdout, stderr } = await promisify(execFile)(command, [...flags, '-c', script], {
    cwd: folder,
    env,
    timeout: 60_000,
  })
  assert.equal(stderr, '')
  return stdout
}

/** The words of a command line, the last one incomplete, and what bash offers for it. */
type Case = readonly [words: readonly string[], says: readonly string[]]

/** Asserts what bash offers in each case. It sources the script once, as a shell does at its start. */
const offers = async (folder: string, cases: readonly Case[]): Promise<void> => {
  const each = cases.map(([words]) => `offered ${words.map((word) => `'${word}'`).join(' ')}`)
  const told = await shellIn(folder, 'bash', `source <(tenon completion bash)\n${OFFERED}\n${each.join('\n')}`)
  assert.deepEqual(
    told
      .trimEnd()
      .split('\n')
      .map((line, i) => [cases[i]?.[0], line.split('\t').slice(1)]),
    cases,
  )
}

const OFFERED = `offered() {
  COMP_WORDS=(tenon "$@"); COMP_CWORD=$#; _tenon
  printf '>'; for each in "\${COMPREPLY[@]}"; do printf '\\t%s' "$each"; done; printf '\\n'
}`

const shopFolder = async (t: TestContext): Promise<string> => {
  const folder = await storeFolder(t)
  await seed(folder, ['order-1', 'order-2', 'cart-1', 'a:b', 'a:c', 'with space'], 1)
  return folder
}

describe('bash completes', { skip: !has('bash') }, () => {
  test('commands, subcommands, options, and the values of options', async (t) => {
    await offers(await emptyFolder(t), [
      [['rea'], ['read']],
      // A command that only scripts run is not offered.
      [['comp'], ['completion']],
      [['check', 'ex'], ['explain']],
      [['check', 'init', '--js'], ['--json']],
      [
        ['read', 'order-1', '--direction', ''],
        ['forward', 'backward'],
      ],
      [['read', 'order-1', '--direction', 'b'], ['backward']],
      [['check', '--format', 'm'], ['mermaid']],
      [
        ['conform', '--effort', ''],
        ['plain', 'short', 'full'],
      ],
      [
        ['completion', ''],
        ['bash', 'zsh', 'fish'],
      ],
      [['append', 'x', '--data', ''], []],
      [['read', '--', '--js'], []],
      // As bash splits it.
      [['read', 'x', '--direction', '=', 'f'], ['forward']],
    ])
  })

  test('files, if a file is expected', async (t) => {
    const folder = await emptyFolder(t)
    await writeFile(join(folder, 'orders.ndjson'), '')
    await offers(folder, [
      [['import', 'ord'], ['orders.ndjson']],
      [['import', 'orders.ndjson', '--config', 'pack'], ['package.json']],
      [['check', 'pack'], ['package.json']],
    ])
  })

  test('the stores of the config, and the streams of a store, including names that a shell would split', async (t) => {
    const folder = await shopFolder(t)
    await writeFile(join(folder, 'other.ts'), CONFIG_TEXT.replace('events: bind', 'other: 1, events: bind'))
    await offers(folder, [
      [
        ['read', 'ord'],
        ['order-1', 'order-2'],
      ],
      [['log', '--prefix', 'c'], ['cart-1']],
      [['append', '--expected', 'any', 'wi'], ['with\\ space']],
      // Bash splits the line at a colon, and replaces only the part after it.
      [
        ['read', 'a', ':', ''],
        ['b', 'c'],
      ],
      [['read', 'a', ':', 'c'], ['c']],
      [['doctor', '--store', ''], ['events']],
      [['doctor', '--store', '=', 'ev'], ['events']],
      [
        ['read', '--config', 'other.ts', '--store', ''],
        ['other', 'events'],
      ],
      [['read', '--config', 'other.ts', '--store', 'events', 'cart'], ['cart-1']],
    ])
  })

  test('the projections and deciders of a config', async (t) => {
    const folder = await projectionsFolder(t)
    await writeFile(join(folder, 'other.ts'), `${ORDER}export const deciders = { order }\n`)
    await seed(folder, ['order-1'], 1)
    await offers(folder, [
      [
        ['project', ''],
        ['lines', 'paid'],
      ],
      [['project', 'lines', 'p'], ['paid']],
      [['state', 'ord'], ['order-1']],
      [['state', '--config', 'other.ts', '--decider', ''], ['order']],
      [
        ['call', ''],
        ['events', 'runs'],
      ],
    ])
  })

  test('the stores, operations, options and words of a call', async (t) => {
    await offers(await twoStoresFolder(t), [
      [['call', 'ja'], ['jars']],
      [
        ['call', 'jars', ''],
        ['put', 'get', 'watch'],
      ],
      [
        ['call', 'jars', 'put', '--tag', 'x', '--'],
        ['--config', '--json', '--fields', '--help', '--shelf', '--jars'],
      ],
      [
        ['call', 'events', 'read', '--direction', ''],
        ['forward', 'backward'],
      ],
    ])
  })
})

test('complete knows the stores, operations, options and words of a call, and the names of capabilities', async (t) => {
  const folder = await twoStoresFolder(t)
  const cases: readonly (readonly [kind: string, line: string, names: readonly string[]])[] = [
    ['stores', 'call ', ['jars', 'events']],
    ['operations', 'call --json jars g', ['get']],
    ['operations', 'call --config tenon.config.ts events app', ['append']],
    ['fields', 'call jars put --', ['--shelf', '--tag', '--jars']],
    ['fields', 'call jars put --shelf top --tag x --', ['--jars']],
    ['fields', 'call jars watch --l', ['--limit']],
    ['fields', 'call events read --stream a --from e', ['end']],
    ['fields', 'call events read --stream ', []],
    ['fields', 'call --fields {} jars put --s', ['--shelf']],
    ['fields', 'call jars fill --', []],
    ['capabilities', 'describe --capability ', ['event_store', 'key_value', 'runs', 'pantry']],
  ]
  for (const [what, line, names] of cases)
    assert.deepEqual(await namesFor({ what, folder, words: line.split(' ') }), names, line)
  for (const [what, line] of [
    ['operations', 'call cellar '],
    ['fields', 'call cellar get --'],
  ] as const)
    await assert.rejects(namesFor({ what, folder, words: line.split(' ') }), /exports no store cellar/)
})

test('complete answers silently: it prints no error, creates no store, and does not wait', async (t) => {
  const folder = await storeFolder(t)
  const configs = [
    'while (true) {}',
    'process.exit(3)',
    'console.log(1)\nthrow null',
    'await new Promise(() => {})',
    '(',
  ]
  for (const [i, config] of configs.entries()) await writeFile(join(folder, `${i}.ts`), config)
  const files = await readdir(folder)
  const begun = performance.now()
  const answers = await Promise.all([
    tenonHere(folder, 'complete', 'streams', '--', 'read', ''),
    tenonHere(folder, 'complete', 'streams', '--', 'read', '--config', 'none.ts', ''),
    tenonHere(folder, 'complete', 'nonsense', '--', '--json'),
    tenon(folder, 'complete'),
    ...configs.map((_, i) => tenon(folder, 'complete', 'stores', '--', 'read', '--config', `${i}.ts`, '--store', '')),
  ])
  for (const answer of answers) assert.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
  // A config that blocks would take for ever.
  assert.ok(performance.now() - begun < 30_000)
  assert.deepEqual(await readdir(folder), files)
})

test('zsh completes commands, values of options, and streams, as they are typed', { skip: !has('zsh') }, async (t) => {
  const folder = await shopFolder(t)
  const cases = {
    'tenon rea': 'read',
    'tenon call ev': 'call|events',
    'tenon call events app': 'call|events|append',
    'tenon call events read --dir': 'call|events|read|--direction',
    'tenon call events read --direction f': 'call|events|read|--direction|forward',
    'tenon describe --capability ev': 'describe|--capability|event_store',
    'tenon check exp': 'check|explain',
    'tenon check --format sa': 'check|--format|sarif',
    'tenon read car': 'read|cart-1',
    'tenon doctor --store=': 'doctor|--store=events',
    'tenon read wi': 'read|with space',
  }
  const lines = Object.keys(cases).map((line) => `'${line}'`)
  const told = await shellIn(folder, 'zsh', `set -- ${lines.join(' ')}\n${await readFile(DRIVER, 'utf8')}`)
  assert.deepEqual(told.trimEnd().split('\n'), Object.values(cases))
})

const DRIVER = new URL('completion.zsh', import.meta.url)

test(
  'fish completes commands, options, their values, files, and the streams of a store',
  { skip: !has('fish') },
  async (t) => {
    const folder = await shopFolder(t)
    await writeFile(join(folder, 'orders.ndjson'), '')
    const cases: readonly (readonly [line: string, says: readonly string[]])[] = [
      ['tenon rea', ['read']],
      ['tenon check ex', ['explain']],
      ['tenon check init --js', ['--json']],
      ['tenon read x --direction ', ['backward', 'forward']],
      ['tenon read ord', ['order-1', 'order-2']],
      ['tenon doctor --store ', ['events']],
      ['tenon call ', ['events']],
      ['tenon call events re', ['read', 'read_all']],
      ['tenon call events read --dir', ['--direction']],
      ['tenon call events read --direction ', ['backward', 'forward']],
      ['tenon describe --capability e', ['event_store']],
      ['tenon import ord', ['orders.ndjson']],
      ['tenon completion ', ['bash', 'fish', 'zsh']],
    ]
    const asked = cases.map(([line]) => `complete -C '${line}'; echo '${NEXT}'`)
    const told = await shellIn(folder, 'fish', ['tenon completion fish | source', ...asked].join('\n'))
    const offered = told
      .split(`${NEXT}\n`)
      .slice(0, -1)
      .map((lines) => lines.split('\n').filter((each) => each !== ''))
    assert.deepEqual(
      offered.map((lines, i) => [cases[i]?.[0], lines.map((each) => each.split('\t')[0]).toSorted()]),
      cases,
    )
  },
)

/** The line after each answer of fish. */
const NEXT = '-- next --'

test('there is a script for three shells, and other shells are refused with a sentence', async (t) => {
  const folder = await emptyFolder(t)
  const { code, stderr } = await tenonHere(folder, 'completion', 'tcsh')
  assert.equal(code, 2)
  assert.match(stderr, /Allowed choices are bash, zsh, fish/)
})
