import { type Layer, layers } from '../../../domain/config/layer.ts'
import { CONFIG_NAMES } from '../../../service/node/config-file.ts'
import type { LeftOut, Proposal } from './proposal.ts'
import { purePackages } from './pure-packages.ts'
import { type Report, summaryOf } from '../report/report.ts'

/** The config that was written. */
interface Written {
  readonly path: string
  readonly created: boolean
  /** The report of the first check with it. */
  readonly report: Report
}

/** Returns the lines that tell the user what was decided for a project, and what to do next. */
export const proposalText = (proposal: Proposal, { path, created, report }: Written): readonly string[] => {
  const { config, counts, leftOut } = proposal
  return [
    created ? `Created ${path}.` : `Added the export check to ${path}; the rest is unchanged.`,
    ...layers.map((layer) => layerLine(layer, config.layers[layer], counts[layer])),
    `  ignored  ${leftOut.map(leftOutText).join(', ') || 'nothing'}`,
    `  pure     ${config.pure.map(reasoned).join(', ') || 'nothing'}`,
    ...kernelLines(proposal),
    ...impureLines(proposal),
    '',
    ...(counts.domain === 0 ? missingDomain(proposal, path) : next(path, report)),
  ]
}

const layerLine = (layer: Layer, patterns: readonly string[], count: number): string =>
  patterns.length === 0
    ? `  ${layer.padEnd(7)}  none`
    : `  ${layer.padEnd(7)}  ${patterns.join(', ')}  (${counted(count, 'file')})`

const leftOutText = ({ pattern, because, files }: LeftOut): string =>
  `${pattern} (${files === 0 ? 'nothing there yet' : `${counted(files, 'file')}, ${WHY_LEFT_OUT[because]}`})`

const WHY_LEFT_OUT: { readonly [because in LeftOut['because']]: string } = {
  git: 'none tracked by git',
  gitignore: 'named in a .gitignore',
  compiled: 'the output folder of tsconfig.json',
  named: 'named like build output, and without TypeScript',
  aside: 'not part of the program',
}

const reasoned = (pattern: string): string => {
  const why = purePackages.find(({ name }) => pattern === name || pattern === `${name}/*`)?.why
  return why === undefined ? pattern : `${pattern} (${why})`
}

const kernelLines = ({ kernel }: Proposal): readonly string[] =>
  kernel.length === 0
    ? []
    : [
        `Also domain: ${listed(kernel)}. The domain imports it, and everything it reaches imports only the domain and pure packages.`,
      ]

const impureLines = ({ impure, elsewhere, blocks }: Proposal): readonly string[] => [
  ...(impure.length === 0
    ? []
    : [
        `The domain also imports ${listed(impure)}. The check reports that. A package that does no I/O and reads no clock can be listed as pure.`,
      ]),
  ...(elsewhere.length === 0
    ? []
    : [
        `The domain also imports ${counted(elsewhere.length, 'file')} outside the domain, and the check reports that. They cannot be domain because:`,
        ...blocks.slice(0, MOST).map(({ path, says, keepsOut }) => `  ${path} ${says}${keptOut(path, keepsOut)}`),
        ...(blocks.length > MOST ? [`  and ${blocks.length - MOST} more, which --json lists.`] : []),
      ]),
]

/** Names the other files that a file keeps from being domain. */
const keptOut = (path: string, keepsOut: readonly string[]): string => {
  const others = keepsOut.filter((each) => each !== path)
  return others.length === 0 ? '' : `, which also keeps out ${listed(others)}`
}

const listed = (names: readonly string[]): string =>
  names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

const MOST = 6

const next = (path: string, report: Report): readonly string[] => {
  const named = CONFIG_NAMES.includes(path) ? '' : ` --config ${path}`
  return [
    `First check: ${summaryOf(report)}`,
    `Make sure that ${path} puts each file in the right layer. Next:`,
    `  npx tenon-check${named}`,
    ...(report.findings.length === 0
      ? []
      : [
          'If there is more than you can fix today:',
          `  npx tenon-check baseline --reason 'from before the check'${named}`,
        ]),
  ]
}

/** A check without a domain must not be mistaken for a clean one. */
const missingDomain = ({ candidates, counts }: Proposal, path: string): readonly string[] => [
  `There is no folder named domain, so the rules about the domain check nothing${counts.service === 0 ? ', and "tenon-check" exits with 2 until there is one' : ''}.`,
  'The domain is what the business is about: its words, its rules, its needs. It imports no technology.',
  ...(candidates.length === 0
    ? []
    : [`It may be ${listed(candidates)}. If so, write in ${path}: domain: ['${candidates[0]}/**']`]),
  `${candidates.length === 0 ? 'Create' : 'Or create'} a folder src/domain, move the code into it that needs no network, disk or clock, and add it:`,
  `  domain: ['src/domain/**']  in ${path}, then: npx tenon-check`,
]
