import { readFileSync } from 'node:fs'
import { health } from '../src/domain/rules/health/health.ts'
import type { Rule } from '../src/domain/rules/rules/rule.ts'
import { grouped } from '../src/domain/rules/judgement/grouping.ts'
import { rules } from '../src/domain/rules/rules/rules.ts'
import { type Fixture, fixturesOf } from '../test/domain/rules/fixture.ts'
import { findingsIn } from '../test/domain/rules/found.ts'
import { patternTable, rulesOf } from '../test/domain/rules/pattern-table.ts'

/** What the pages under `docs/rules` say, by file name: one for each rule, and the table of all. */
export const rulePages = (): ReadonlyMap<string, string> =>
  new Map([['README.md', table()], ...rules.map((rule) => [`${rule.id}.md`, page(rule)] as const)])

/** The command that writes the pages. */
export const command = 'npm run docs:rules'

const GENERATED = `<!-- Written by \`${command}\` from src/domain/rules and test/domain/rules/fixtures. -->`

const page = (rule: Rule): string => {
  const fixtures = fixturesOf(rule.id)
  const broken = fixtures.filter(({ verdict }) => verdict === 'broken')
  const kept = fixtures.filter(({ verdict }) => verdict === 'kept')
  return `# ${rule.id}

${GENERATED}

${rule.what}

|  |  |
|---|---|
| In the [constraint table](README.md) | ${cell(rule.cell)} |
| Looks at | ${rule.layers.join(', ')} |
| Runs in | ${rule.reads === 'file' ? 'the command line, ESLint, oxlint' : 'the command line'} |

## Why

${rule.why}

## How to mend it

${rule.how}

An exception is a comment with its reason, behind the line or above it. It is reported once nothing there breaks the rule.

\`\`\`ts
// tenon-allow ${rule.id}: <reason>
\`\`\`
${broken.some(isWithoutComments) ? '\nA folder, or a file that can hold no comment, is kept in the baseline: `tenon check baseline`.\n' : ''}
## What breaks it

The tests run each of these as a small project of its own. \`// broken\` stands where the rule speaks, and below is what it says; a rule that is named
there speaks as well.

${broken.map((fixture) => shown(fixture) + said(fixture)).join('\n')}
## What is kept

These look like it, and give no finding.

${kept.map(shown).join('\n')}`
}

const HOME = new URL('../test/domain/rules/fixtures/', import.meta.url)

/** A fixture as a reader sees it: a title, and its files with their paths as comments. */
const shown = ({ rule, verdict, name }: Fixture): string => {
  const text = readFileSync(new URL(`${rule}/${verdict}/${name}.ts`, HOME), 'utf8').trimEnd()
  const code = text
    .replaceAll(/^\/\/@ (\S+) (broken.*)$/gm, '//@ $1 // $2')
    .replaceAll(/^\/\/@ (\S+\/)(?= |$)/gm, (_, path: string) => `//@ ${path} ${folder(path, text)}`)
    .replaceAll(/\n*^\/\/@ /gm, (_, at: number) => (at === 0 ? '// ' : '\n\n// '))
  return `### ${title(name)}\n\n\`\`\`ts\n${code}\n\`\`\`\n`
}

/** Whether the rule speaks there of something that is no source file. */
const isWithoutComments = ({ rule, expected }: Fixture): boolean =>
  expected.some((at) => at.startsWith(`${rule} `) && !/\.[cm]?[jt]sx?:\d+$/.test(at))

/** What a folder of a fixture is: with files of it further on, or empty. */
const folder = (path: string, text: string): string =>
  text.split(`//@ ${path}`).some((rest, i) => i > 0 && /^\S/.test(rest)) ? '(the folder)' : '(an empty folder)'

/** What the rule says of a fixture, each sentence once. */
const said = (fixture: Fixture): string => {
  const own = grouped(findingsIn(fixture)).filter(({ rule }) => rule === fixture.rule)
  const items = own.map(({ what, fix }) => `- ${literal(what)} ${literal(fix)}\n`)
  return `\n${[...new Set(items)].join('')}`
}

/** A sentence as Markdown shows it unchanged. */
const literal = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[\\*<[]/g, '\\$&') : part))
    .join('`')

const title = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

const table = (): string => `# The rules of \`tenon check\`

${GENERATED}

The domain says what it needs, and the service says which technology meets the need. Each rule decides a cell of the table that says so, or stands
beside one. Its page shows what breaks it, what only looks like it, and how to mend it; \`tenon check explain <rule>\` tells the same in a terminal.

## The constraint table

| required | forbidden |
|---|---|
${patternTable.map(({ required, forbidden }) => row(decided(required), decided(forbidden))).join('\n')}

It is the pattern's own, whose first words are Python: read \`StrEnum\` as a constant object with its union, and \`import nats\` as \`@nats-io/*\`.

## The rules

| rule | cell | looks at | in one sentence |
|---|---|---|---|
${rules.map(({ id, cell: of, layers, what }) => row(link(id), of, layers.join(', '), what)).join('\n')}

## Making an exception

\`\`\`ts
// tenon-allow <rule>: <reason>
\`\`\`

behind a line, or above it, lets the rule's findings on that line stand. At a field it lets that field stand; at a declaration, all that \`frozen\` or
\`explicit-fields\` tells of it. At an import it lets that import stand, and not those of other files. Without a reason it allows nothing. One that nothing needs is a finding itself.
What was there before the check is kept apart: \`tenon check baseline\`.

## What else is found

None of these can be switched off. All but \`unused-exception\` say that the check itself cannot be trusted, and end it with exit code 2.

| finding | what it means | why it is told | how to mend it |
|---|---|---|---|
${health.map(({ id, what, why, how }) => row(`\`${id}\``, what, why, how)).join('\n')}

## Where each rule runs

A linter sees one file at a time, so a file that several files import is told of in each of them; the command line tells of it once.

<!-- hosts: generated -->
| rule | command line | ESLint | oxlint |
|---|---|---|---|
${rules.map((rule) => row(link(rule.id), 'same findings', inLinters(rule), inLinters(rule))).join('\n')}
<!-- /hosts -->
`

/** A cell of the constraint table, and the rules that decide it. */
const decided = (of: string): string =>
  `${of}<br>${rulesOf(of)
    .map(({ id }) => link(id))
    .join(', ')}`

const link = (id: string): string => `[${id}](${id}.md)`

const inLinters = (rule: Rule): string =>
  rule.reads === 'file' ? 'same findings' : `not in this host: ${rule.notInLinters}`
