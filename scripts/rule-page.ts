import { readFileSync } from 'node:fs'
import { health } from '../packages/tenon-check/src/domain/health/health.ts'
import type { Rule } from '../packages/tenon-check/src/domain/rules/rule.ts'
import { grouped } from '../packages/tenon-check/src/domain/judgement/grouping.ts'
import { rules } from '../packages/tenon-check/src/domain/rules/rules.ts'
import { type Fixture, fixturesOf } from '../packages/tenon-check/test/domain/fixture.ts'
import { findingsIn } from '../packages/tenon-check/test/domain/found.ts'
import { patternTable, rulesOf } from '../packages/tenon-check/test/domain/pattern-table.ts'

/** The text of the pages under `docs/rules`, by file name: one for each rule, and the table of all rules. */
export const rulePages = (): ReadonlyMap<string, string> =>
  new Map([['README.md', table()], ...rules.map((rule) => [`${rule.id}.md`, page(rule)] as const)])

/** The command that writes the pages. */
export const command = 'npm run docs:rules'

const GENERATED = `<!-- Written by \`${command}\` from the rules and their fixtures. -->`

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

## How to fix it

${rule.how}

To make an exception, write a comment with the reason at the end of the line or on the line above. The comment is reported when it no longer suppresses anything.

\`\`\`ts
// tenon-allow ${rule.id}: <reason>
\`\`\`
${broken.some(isWithoutComments) ? '\nA folder, or a file that cannot contain a comment, goes into the baseline: `tenon-check baseline`.\n' : ''}
## What breaks it

The tests run each of these as a small project. \`// broken\` marks the lines that the rule reports; its messages are below. If the comment names another
rule, that rule reports the line too.

${broken.map((fixture) => shown(fixture) + said(fixture)).join('\n')}
## What is allowed

These look similar, and give no finding.

${kept.map(shown).join('\n')}`
}

const HOME = new URL('../packages/tenon-check/test/domain/fixtures/', import.meta.url)

/** A fixture as a reader sees it: a title, and its files with their paths as comments. */
const shown = ({ rule, verdict, name }: Fixture): string => {
  const text = readFileSync(new URL(`${rule}/${verdict}/${name}.ts`, HOME), 'utf8').trimEnd()
  const code = text
    .replaceAll(/^\/\/@ (\S+) (broken.*)$/gm, '//@ $1 // $2')
    .replaceAll(/^\/\/@ (\S+\/)(?= |$)/gm, (_, path: string) => `//@ ${path} ${folder(path, text)}`)
    .replaceAll(/\n*^\/\/@ /gm, (_, at: number) => (at === 0 ? '// ' : '\n\n// '))
  return `### ${title(name)}\n\n\`\`\`ts\n${code}\n\`\`\`\n`
}

/** Whether the rule reports something that is not a source file. */
const isWithoutComments = ({ rule, expected }: Fixture): boolean =>
  expected.some((at) => at.startsWith(`${rule} `) && !/\.[cm]?[jt]sx?:\d+$/.test(at))

/** Describes a folder of a fixture: with files listed further on, or empty. */
const folder = (path: string, text: string): string =>
  text.split(`//@ ${path}`).some((rest, i) => i > 0 && /^\S/.test(rest)) ? '(the folder)' : '(an empty folder)'

/** The messages of the rule for a fixture, without duplicates. */
const said = (fixture: Fixture): string => {
  const own = grouped(findingsIn(fixture)).filter(({ rule }) => rule === fixture.rule)
  const items = own.map(({ what, fix }) => `- ${literal(what)} ${literal(fix)}\n`)
  return `\n${[...new Set(items)].join('')}`
}

/** Escapes a sentence so that Markdown shows it unchanged. */
const literal = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[\\*<[]/g, '\\$&') : part))
    .join('`')

const title = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

const table = (): string => `# The rules of \`tenon-check\`

${GENERATED}

The domain says what it needs, and the service says which technology meets the need. Each rule decides a cell of the table of constraints, or adds to
one. Its page shows what breaks it, what only looks similar, and how to fix it; \`tenon-check explain <rule>\` shows the same in a terminal.

## The constraint table

| required | forbidden |
|---|---|
${patternTable.map(({ required, forbidden }) => row(decided(required), decided(forbidden))).join('\n')}

The table is part of the pattern, which was first written down for Python: read \`StrEnum\` as a constant object with its union, and \`import nats\` as \`@nats-io/*\`.

## The rules

| rule | cell | looks at | in one sentence |
|---|---|---|---|
${rules.map(({ id, cell: of, layers, what }) => row(link(id), of, layers.join(', '), what)).join('\n')}

## Making an exception

\`\`\`ts
// tenon-allow <rule>: <reason>
\`\`\`

at the end of a line, or on the line above, accepts the rule's findings on that line. At a field it covers that field; at the name of a declaration, everything that \`frozen\` or
\`explicit-fields\` reports about it. At an import it covers that import, and not those of other files. Without a reason it has no effect. An exception that suppresses nothing is a finding itself.
For findings from before the first check there is the baseline: \`tenon-check baseline\`.

## What else is found

None of these can be switched off. All except \`unused-exception\` mean that the check itself cannot be trusted, and end it with exit code 2.

| finding | what it means | why it is reported | how to fix it |
|---|---|---|---|
${health.map(({ id, what, why, how }) => row(`\`${id}\``, what, why, how)).join('\n')}

## Where each rule runs

A linter sees one file at a time, so it reports a file that several files import in each of them; the command line reports it once.

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
