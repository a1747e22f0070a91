import { type Layer, layers } from '../../../domain/rules/layer.ts'
import { CONFIG_NAMES } from '../../../service/node/config-file.ts'
import type { Proposal } from './proposal.ts'
import { purePackages } from './pure-packages.ts'

/** Says what was decided for a project, and what to do next, line by line. */
export const proposalText = (proposal: Proposal, path: string, created: boolean): readonly string[] => {
  const { config, counts } = proposal
  return [
    created ? `${path} is written.` : `${path} exports check now; the rest of it is as it was.`,
    ...layers.map((layer) => layerLine(layer, config.layers[layer], counts[layer])),
    `  ignored  ${config.ignored.join(', ') || 'nothing'}`,
    `  pure     ${config.pure.map(reasoned).join(', ') || 'nothing'}`,
    ...impureLines(proposal),
    '',
    ...(counts.domain === 0 ? missingDomain(proposal, path) : next(path)),
  ]
}

const layerLine = (layer: Layer, patterns: readonly string[], count: number): string =>
  patterns.length === 0
    ? `  ${layer.padEnd(7)}  none`
    : `  ${layer.padEnd(7)}  ${patterns.join(', ')}  (${count} ${count === 1 ? 'file' : 'files'})`

const reasoned = (pattern: string): string => {
  const why = purePackages.find(({ name }) => pattern === name || pattern === `${name}/*`)?.why
  return why === undefined ? pattern : `${pattern} (${why})`
}

const impureLines = ({ impure, elsewhere }: Proposal): readonly string[] => [
  ...(impure.length === 0
    ? []
    : [
        `The domain also imports ${listed(impure)}. The check reports that; what does no I/O and reads no clock can be listed as pure.`,
      ]),
  ...(elsewhere.length === 0
    ? []
    : [
        `The domain also imports ${listed(elsewhere)}, outside of it. The check reports that; what is as free of technology as the domain can be listed as domain.`,
      ]),
]

const listed = (names: readonly string[]): string =>
  names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`

const MOST = 6

const next = (path: string): readonly string[] => {
  const named = CONFIG_NAMES.includes(path) ? '' : ` --config ${path}`
  return [
    `Look whether ${path} puts each file where it belongs. Next:`,
    `  npx tenon check${named}`,
    'When there is more than you can mend today:',
    `  npx tenon check baseline --reason 'from before the check'${named}`,
  ]
}

/** A check without a domain must not be taken for a clean one. */
const missingDomain = ({ candidates, counts }: Proposal, path: string): readonly string[] => [
  `There is no folder named domain, so no rule about the domain looks at anything${counts.service === 0 ? ', and "tenon check" ends with 2 until there is' : ''}.`,
  'The domain is what the business is about: its words, its rules, what it needs. It imports no technology.',
  ...candidates
    .slice(0, 2)
    .map(
      (folder) => `If that is ${folder}, say so in ${path}: domain: ['${folder}/**'], and take it out of the others.`,
    ),
  `${candidates.length === 0 ? 'Make' : 'Or make'} a folder src/domain, move into it what needs neither network nor disk nor clock, and name it:`,
  `  domain: ['src/domain/**']  in ${path}, then: npx tenon check`,
]
