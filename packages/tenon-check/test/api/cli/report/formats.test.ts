import assert from 'node:assert/strict'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text as wholeOf } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { styleText } from 'node:util'
import { codeFrame, type Paint } from '../../../../src/api/cli/report/code-frame.ts'
import { githubLines } from '../../../../src/api/cli/report/github.ts'
import { nothingChecked } from '../../../../src/api/cli/report/report.ts'
import { run } from '../../../../src/api/cli/program.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import { rules } from '../../../../src/domain/rules/rules.ts'
import { checkHere } from '../tenon-check.ts'
import { BROKEN, shop, write } from '../shop.ts'

const TWICE = BROKEN.replace('\n', "\nimport { join } from 'node:path'\n").replace("'prices.csv'", "join('prices.csv')")

test('The text says what is wrong, with its line, why (once for each rule), and how to fix it', async (t) => {
  const folder = await shop(t, { 'src/domain/prices.ts': TWICE })
  const { stdout } = await checkHere(folder)
  const [first = '', second = ''] = stdout.split('\n\n')
  const why = rules.find(({ id }) => id === 'domain-imports')?.why ?? ''
  assert.match(
    first,
    /^src\/domain\/prices\.ts:1:\d+ {2}domain-imports\n {2}\S.*\n {2}> 1 \| import \{ readFileSync.*\n +\| +\^+\n {4}2 \| import/,
  )
  assert.ok(first.includes(`\n  why  ${why}\n  fix  `), first)
  assert.match(second, /^src\/domain\/prices\.ts:2:\d+ {2}domain-imports\n[^]*\n {2}fix {2}/)
  assert.doesNotMatch(second, / why {2}/)
})

const plain: Paint = (_style, text) => text
const colours: Paint = (style, text) => styleText(style, text, { validateStream: false })

/** A place in one line. */
const at = (line: number, column: number, length: number) => ({
  line,
  column,
  endLine: line,
  endColumn: column + length,
})

test('The text has colours only on a terminal that supports them', async (t) => {
  const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
  const written = async (terminal: object): Promise<string> => {
    const [output, notes] = [Object.assign(new PassThrough(), terminal), new PassThrough()]
    const { signal: interrupt } = new AbortController()
    await run([], {
      terminal: new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt }),
      name: 'tenon-check',
    })
    return wholeOf(output.end())
  }
  const colour = '\u001b['
  assert.ok((await written({ isTTY: true, columns: 60, getColorDepth: () => 8 })).includes(colour))
  assert.ok(!(await written({ isTTY: true, columns: 60, getColorDepth: () => 1 })).includes(colour))
  assert.ok(!(await written({ getColorDepth: () => 8 })).includes(colour))
})

describe('A code frame', () => {
  test('shows the line with carets, and one line before and after', () => {
    assert.deepEqual(codeFrame(['a', "import 'pg'", '', 'b'], at(2, 8, 4), 80, plain), [
      '  1 | a',
      "> 2 | import 'pg'",
      '    |        ^^^^',
      '  3 |',
    ])
  })

  test('puts the carets under the range, also after tabs, wide characters and a byte order mark', () => {
    const frame = codeFrame(["\uFEFF\tconst a = '😀'; x()"], at(1, 19, 3), 80, plain)
    assert.deepEqual(frame, ["> 1 |   const a = '😀'; x()", '    |                   ^^^'])
  })

  test('cuts a long line to the part around the range', () => {
    const line = `${'a'.repeat(5_000)}HERE${'b'.repeat(5_000)}`
    const [text = '', carets = ''] = codeFrame([line], at(1, 5_001, 4), 60, plain)
    assert.ok(text.length <= 60, text)
    assert.equal(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'HERE')
    assert.match(text, /…a+HEREb+…$/)
  })

  test('underlines the first line of a range of several lines, and one column of an empty range', () => {
    const several = { line: 1, column: 3, endLine: 4, endColumn: 1 }
    assert.deepEqual(codeFrame(['ab cd'], several, 80, plain), ['> 1 | ab cd', '    |   ^^^'])
    assert.deepEqual(codeFrame(['ab'], at(1, 3, 0), 80, plain), ['> 1 | ab', '    |   ^'])
  })

  test('escapes characters of the file that would move the cursor', () => {
    const [text] = codeFrame(['\u001b[2J\u202Eab\r'], at(1, 1, 1), 80, plain)
    assert.equal(text, String.raw`> 1 | \u001b[2J\u202eab`)
  })

  test('has colours if they are enabled', () => {
    assert.ok(
      codeFrame(['ab'], at(1, 1, 1), 80, colours)
        .join('\n')
        .includes('\u001b[31m^'),
    )
  })
})

test('The map goes to standard output, and the reason why it cannot be drawn goes to the notes', async (t) => {
  const map = await checkHere(await shop(t, {}), '--format', 'mermaid')
  assert.equal(map.code, 0)
  assert.match(map.stdout, /^flowchart /)
  const wrong = await checkHere(await shop(t, { 'tenon.config.ts': 'export const check = 1\n' }), '--format', 'mermaid')
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(wrong.stderr, /"check" must be an object/)
})

test('JSON is one object with the counts, the rules and each finding', async (t) => {
  const folder = await shop(t, { 'src/domain/prices.ts': TWICE })
  const { code, stdout, stderr } = await checkHere(folder, '--format', 'json')
  assert.equal(code, 1)
  assert.match(stderr, /1 broken/)
  const report: Record<string, unknown> = JSON.parse(stdout)
  const { findings, rules: told, ...rest } = report
  assert.deepEqual(rest, {
    version: 1,
    root: '.',
    extent: 'project',
    trusted: true,
    files: 5,
    edges: 4,
    layers: { domain: 2, service: 1, api: 1, test: 1 },
    allowed: [],
    baselined: [],
    mended: [],
  })
  assert.deepEqual(Reflect.get(Object(told), 'broken'), ['domain-imports'])
  assert.ok(Array.isArray(findings))
  assert.deepEqual(Object.keys(Object(findings[0])), [
    'rule',
    'path',
    'line',
    'column',
    'endLine',
    'endColumn',
    'within',
    'subject',
    'what',
    'fix',
    'places',
  ])
  const wrong = await checkHere(await shop(t, { 'tenon.config.ts': 'export const check = 1\n' }), '--format', 'json')
  assert.equal(wrong.code, 2)
  assert.equal(Reflect.get(JSON.parse(wrong.stdout), 'trusted'), false)
})

test('SARIF has what its schema requires, rules with explanations, and identities that survive a moved line', async (t) => {
  const allowed = BROKEN.replace("'node:fs'", "'node:fs' // tenon-allow domain-imports: they come with the release")
  const folder = await shop(t, { 'src/domain/prices list.ts': TWICE, 'src/domain/allowed.ts': allowed })
  const sarifOf = async (): Promise<Sarif> => JSON.parse((await checkHere(folder, '--format', 'sarif')).stdout)
  const sarif = await sarifOf()
  assert.equal(sarif.version, '2.1.0')
  assert.match(sarif.$schema, /sarif-2\.1\.0\.json$/)
  const [only] = sarif.runs
  assert.ok(only !== undefined)
  assert.equal(only.tool.driver.name, 'tenon-check')
  assert.equal(only.columnKind, 'utf16CodeUnits')
  for (const { id, shortDescription, help } of only.tool.driver.rules) {
    assert.match(id, /^[a-z-]+$/)
    assert.ok(shortDescription.text !== '' && help.text !== '' && help.markdown.includes('**How to fix it.**'))
  }
  for (const { ruleId, ruleIndex, message, locations, partialFingerprints } of only.results) {
    assert.equal(only.tool.driver.rules[ruleIndex]?.id, ruleId)
    assert.ok(message.text.length > 10)
    const [{ physicalLocation } = assert.fail()] = locations
    assert.match(physicalLocation.artifactLocation.uri, /^src\/domain\/(?:prices%20list|allowed)\.ts$/)
    const { startLine, startColumn, endLine, endColumn } = physicalLocation.region
    assert.ok(startLine >= 1 && startColumn >= 1 && (endLine > startLine || endColumn >= startColumn))
    assert.match(partialFingerprints['tenon/v1'] ?? '', /^[\da-f]{64}:\d+$/)
  }
  assert.deepEqual(
    only.results.map(({ suppressions }) => suppressions),
    [[], [], [{ kind: 'inSource' }]],
  )
  assert.equal(new Set(prints(sarif).map((each) => JSON.stringify(each))).size, 3)
  await write(folder, { 'src/domain/prices list.ts': `// moved\n\n${TWICE}` })
  assert.deepEqual(prints(await sarifOf()), prints(sarif))
})

test('The paths of SARIF are relative to the folder of the config, wherever it is run, and SARIF names that folder', async (t) => {
  const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
  const { stdout } = await checkHere(join(folder, 'src/domain'), '--format', 'sarif')
  const sarif: Sarif = JSON.parse(stdout)
  const [only] = sarif.runs
  assert.deepEqual(
    only?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation),
    [{ uri: 'src/domain/prices.ts', uriBaseId: '%SRCROOT%' }],
  )
  assert.deepEqual(only?.originalUriBaseIds, { '%SRCROOT%': { uri: `${pathToFileURL(folder).href}/` } })
})

const prints = (of: Sarif): readonly unknown[] =>
  of.runs.flatMap(({ results }) => results.map((each) => each.partialFingerprints))

interface Sarif {
  readonly $schema: string
  readonly version: string
  readonly runs: readonly {
    readonly columnKind: string
    readonly originalUriBaseIds: { readonly [id: string]: { readonly uri: string } }
    readonly tool: {
      readonly driver: {
        readonly name: string
        readonly rules: readonly {
          readonly id: string
          readonly shortDescription: { readonly text: string }
          readonly help: { readonly text: string; readonly markdown: string }
        }[]
      }
    }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly message: { readonly text: string }
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string }
          readonly region: {
            readonly startLine: number
            readonly startColumn: number
            readonly endLine: number
            readonly endColumn: number
          }
        }
      }[]
      readonly partialFingerprints: { readonly [name: string]: string }
      readonly suppressions: readonly unknown[]
    }[]
  }[]
}

test('A GitHub command has no control characters, whatever the name and the content of a file', () => {
  const place = { start: 0, end: 9, line: 1, column: 1, endLine: 1, endColumn: 1, within: '', subject: '', places: [] }
  const finding = {
    ...place,
    rule: 'parse-error',
    path: 'a\u001b]0;x\u0007.ts',
    what: 'b\u009b',
    fix: '\u202e',
  } as const
  const [line = ''] = githubLines(
    nothingChecked([finding]),
    (path) => path,
    () => 'It is so.',
  )
  assert.doesNotMatch(line, /[\p{Cc}\p{Bidi_Control}]/u)
  assert.match(line, /file=a\\u001b\]0;x\\u0007\.ts,.*::b\\u009b%0A\\u202e%0A/)
})

test('A GitHub command is one line, whatever the message of the finding', async (t) => {
  const ran = await checkHere(await shop(t, { 'src/domain/prices.ts': BROKEN }), '--format', 'github')
  assert.match(
    ran.stdout,
    /^::error file=src\/domain\/prices\.ts,line=1,endLine=1,col=\d+,endColumn=\d+,title=domain-imports::[^\n]*%0A[^\n]*\n$/,
  )
  const place = { start: 0, end: 9, line: 1, column: 1, endLine: 2, endColumn: 1, within: '', subject: '', places: [] }
  const finding = {
    ...place,
    rule: 'parse-error',
    path: 'a,b:c.ts',
    what: '100% wrong\r\nhere: ::error::',
    fix: 'Mend.',
  } as const
  assert.deepEqual(
    githubLines(
      nothingChecked([finding, { ...finding, line: 2, what: 'Wrong.' }]),
      (path) => path,
      () => 'It is so.',
    ),
    [
      '::error file=a%2Cb%3Ac.ts,line=1,endLine=2,title=parse-error::100%25 wrong%0D%0Ahere: ::error::%0AMend.%0AWhy: It is so.',
      '::error file=a%2Cb%3Ac.ts,line=2,endLine=2,col=1,endColumn=1,title=parse-error::Wrong.%0AMend.',
    ],
  )
})
