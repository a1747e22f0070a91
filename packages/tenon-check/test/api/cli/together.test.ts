import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text as wholeOf } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { run } from '../../../src/api/cli/program.ts'
import { Terminal } from '../../../src/api/cli/terminal/terminal.ts'
import { checkHere } from './tenon-check.ts'
import { type Files, shop, write } from './shop.ts'

const PROPS = `export interface OrderProps {
  id: string
  total: number
  lines: string[]
}
`

/** Returns the first lines of the findings of a check: places and rules. */
const headsOf = (text: string): readonly string[] => text.match(/^src\S+ {2}\S+/gm) ?? []

describe('A declaration whose fields can be changed', () => {
  test('is one finding, and the summary counts the findings and those that --fix can fix', async (t) => {
    const folder = await shop(t, { 'src/domain/order.ts': PROPS, 'src/domain/now.ts': CLOCK })
    const { code, stdout, stderr } = await checkHere(folder)
    assert.equal(code, 1)
    assert.deepEqual(headsOf(stdout), [
      'src/domain/now.ts:1:34  ambient-technology',
      'src/domain/order.ts:1:18  frozen',
    ])
    assert.match(stdout, /^ {2}3 fields of OrderProps are mutable: id, total and lines\.$/m)
    assert.match(stderr, / 1 of 2 findings can be fixed by "tenon-check --fix"\.\n$/)
    const fixed = await checkHere(folder, '--fix')
    assert.match(fixed.stderr, / Fixed 4 places in src\/domain\/order\.ts\. 1 finding\.\n$/)
    assert.equal(
      await readFile(join(folder, 'src/domain/order.ts'), 'utf8'),
      PROPS.replaceAll(/^ {2}/gm, '  readonly ').replace('string[]', 'readonly string[]'),
    )
  })

  test('and that its methods change is fixed by --fix in part, and the summary says so', async (t) => {
    const text = `export class Cart {
  id: string
  paid: boolean
  constructor(id: string) {
    this.id = id
    this.paid = false
  }
  pay(): void {
    this.paid = true
  }
}
`
    const folder = await shop(t, { 'src/domain/cart.ts': text })
    const { stderr } = await checkHere(folder)
    assert.match(stderr, / 0 of 1 finding can be fixed by "tenon-check --fix", and 1 in part\.\n$/)
    const fixed = await checkHere(folder, '--fix')
    assert.equal(fixed.code, 1)
    assert.match(
      await readFile(join(folder, 'src/domain/cart.ts'), 'utf8'),
      /^ {2}readonly id: string\n {2}paid: boolean$/m,
    )
  })

  test('is excepted as a whole by a comment at the declaration, also above its decorators', async (t) => {
    const why = '// tenon-allow frozen: it is filled in by the reader\n'
    const folder = await shop(t, {
      'src/domain/order.ts': why + PROPS,
      'src/domain/row.ts': `${why}@sealed\nexport class Row {\n  id = 1\n  at = 2\n}\nfunction sealed(): void {}\n`,
    })
    const { stdout, stderr } = await checkHere(folder)
    assert.doesNotMatch(stdout, /frozen/)
    assert.match(stderr, /; 2 exceptions\./)
  })

  test('is excepted for one field by a comment at that field, and reported for the others', async (t) => {
    const folder = await shop(t, {
      'src/domain/order.ts': PROPS.replace('id: string', 'id: string // tenon-allow frozen: it is filled in later'),
    })
    const { stdout, stderr } = await checkHere(folder)
    assert.match(stdout, /^ {2}2 fields of OrderProps are mutable: total and lines\.$/m)
    assert.match(stderr, /; 1 exception\./)
  })

  test('that has been fixed makes an exception at the declaration a finding', async (t) => {
    const frozen = PROPS.replaceAll(/^ {2}/gm, '  readonly ').replace('string[]', 'readonly string[]')
    const folder = await shop(t, { 'src/domain/order.ts': `// tenon-allow frozen: it is filled in\n${frozen}` })
    assert.deepEqual(headsOf((await checkHere(folder)).stdout), ['src/domain/order.ts:1:1  unused-exception'])
  })

  test('is covered by a baseline field by field: a new field is reported, the old ones are not', async (t) => {
    const folder = await shop(t, { 'src/domain/order.ts': PROPS, 'tenon-baseline.json': OLD_BASELINE })
    assert.equal((await checkHere(folder)).code, 0)
    await write(folder, { 'src/domain/order.ts': PROPS.replace('}', '  note: string\n}') })
    const { stdout } = await checkHere(folder)
    assert.deepEqual(headsOf(stdout), ['src/domain/order.ts:5:3  frozen'])
    assert.match(stdout, /^ {2}note of OrderProps is mutable/m)
  })

  test('has each of its places in JSON and in SARIF', async (t) => {
    const folder = await shop(t, { 'src/domain/order.ts': PROPS })
    const json = JSON.parse((await checkHere(folder, '--format', 'json')).stdout)
    assert.equal(json.findings.length, 1)
    assert.deepEqual(
      json.findings[0].places.map((each: Record<string, unknown>) => [each['line'], each['subject']]),
      [
        [2, 'id'],
        [3, 'total'],
        [4, 'lines'],
        [4, 'string[]'],
      ],
    )
    assert.deepEqual(json.findings[0].places[0].edit, { start: 32, end: 32, text: 'readonly ' })
    const sarif = JSON.parse((await checkHere(folder, '--format', 'sarif')).stdout)
    const [{ locations, relatedLocations }] = sarif.runs[0].results
    assert.deepEqual([linesIn(locations), linesIn(relatedLocations)], [[1], [2, 3, 4, 4]])
  })
})

interface Located {
  readonly physicalLocation: { readonly region: { readonly startLine: number } }
}

const linesIn = (all: readonly Located[]): readonly number[] =>
  all.map(({ physicalLocation }) => physicalLocation.region.startLine)

const CLOCK = 'export const now = (): number => Date.now()\n'

const entry = (rule: string, path: string, within: string, subject: string) => ({
  rule,
  path,
  within,
  subject,
  count: 1,
  reason: 'from before the check',
  since: '2026-01-31',
})

/** A baseline from when each field was a finding. */
const OLD_BASELINE = JSON.stringify({
  version: 1,
  entries: ['id', 'total', 'lines', 'string[]'].map((each) =>
    entry('frozen', 'src/domain/order.ts', 'OrderProps', each),
  ),
})

const importing = (comment: string): string =>
  `import { ok } from '../../shared/result.ts'${comment}\n\nexport const fine = ok\n`

/** Three files of the domain that import one of the api. */
const KERNEL: Files = {
  'tenon.config.ts': `export const check = {
  layers: {
    domain: ['src/domain/**'],
    service: ['src/service/**'],
    api: ['src/main.ts', 'src/shared/**'],
    test: ['test/**'],
  },
  ignored: [],
  pure: [],
  technologies: [],
}
`,
  'src/shared/result.ts': 'export const ok = true\n',
  'src/domain/a/a.ts': importing(''),
  'src/domain/b/b.ts': importing(''),
  'src/domain/c/c.ts': importing(''),
}

test('A declaration is reported to an agent once', async (t) => {
  const folder = await shop(t, { 'src/domain/order.ts': PROPS })
  const event = JSON.stringify({ file_path: 'src/domain/order.ts', cwd: folder })
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const { signal: interrupt } = new AbortController()
  const input = () => Readable.from([Buffer.from(event)])
  assert.equal(
    await run(['--hook'], { terminal: new Terminal({ folder, input, output, notes, interrupt }), name: 'tenon-check' }),
    2,
  )
  assert.deepEqual(headsOf(await wholeOf(notes.end())), ['src/domain/order.ts:1:18  frozen'])
})

describe('A file of the api that the domain shares', () => {
  test('is one finding, at its first importer', async (t) => {
    const { stdout, stderr } = await checkHere(await shop(t, KERNEL))
    assert.deepEqual(headsOf(stdout), ['src/domain/a/a.ts:1:20  domain-imports'])
    assert.match(
      stdout,
      /^ {2}3 imports in 3 files of the domain lead to src\/shared\/result\.ts, a file of the api: src\/domain\/a\/a\.ts:1, src\/domain\/b\/b\.ts:1 and src\/domain\/c\/c\.ts:1\.$/m,
    )
    assert.match(stderr, /1 broken\. 1 finding\.\n$/)
  })

  test('is reported once within the selected files', async (t) => {
    const folder = await shop(t, KERNEL)
    const { stdout } = await checkHere(folder, 'src/domain/b', 'src/domain/c')
    assert.deepEqual(headsOf(stdout), ['src/domain/b/b.ts:1:20  domain-imports'])
    assert.match(stdout, /^ {2}2 imports in 2 files/m)
    const one = await checkHere(folder, 'src/domain/c/c.ts')
    assert.match(one.stdout, /^ {2}The domain imports ok from src\/shared\/result\.ts, a file of the api\.$/m)
  })

  test('is still reported for the other importers if one has an exception', async (t) => {
    const allowed = importing(' // tenon-allow domain-imports: it moves in spring')
    const { stdout, stderr } = await checkHere(await shop(t, { ...KERNEL, 'src/domain/a/a.ts': allowed }))
    assert.deepEqual(headsOf(stdout), ['src/domain/b/b.ts:1:20  domain-imports'])
    assert.match(stdout, /^ {2}2 imports in 2 files/m)
    assert.match(stderr, /; 1 exception\./)
  })

  test('counts an exception for each importer that has one', async (t) => {
    const allowed = importing(' // tenon-allow domain-imports: it moves in spring')
    const folder = await shop(t, { ...KERNEL, 'src/domain/a/a.ts': allowed, 'src/domain/b/b.ts': allowed })
    assert.match((await checkHere(folder)).stderr, /; 2 exceptions\./)
  })

  test('is covered by a baseline for each importer: a new one is reported, and a fixed one changes nothing', async (t) => {
    const folder = await shop(t, KERNEL)
    const made = await checkHere(folder, 'baseline', '--reason', 'from before the check')
    assert.match(made.stdout, /^tenon-baseline\.json: 3 entries\./)
    const { code, stderr } = await checkHere(folder)
    assert.equal(code, 0)
    assert.match(stderr, /; 3 in the baseline\./)
    await write(folder, { 'src/domain/0/new.ts': importing('') })
    const { stdout } = await checkHere(folder)
    assert.deepEqual(headsOf(stdout), ['src/domain/0/new.ts:1:20  domain-imports'])
    assert.match(stdout, /^ {2}The domain imports ok from/m)
  })

  test('has a red arrow from each importer in the map', async (t) => {
    const { stdout } = await checkHere(await shop(t, KERNEL), '--format', 'mermaid')
    assert.match(stdout, /^ +linkStyle 0,1,2 stroke:#d00/m)
  })

  test('and a new baseline asks for a reason for as many findings as the check reports', async (t) => {
    const { stderr } = await checkHere(await shop(t, KERNEL), 'baseline')
    assert.match(stderr, /why is it right to accept 1 finding\?/)
  })
})
