import { pathToFileURL } from 'node:url'
import { type Finding, identityOf, type Site } from '../../../domain/judgement/finding.ts'
import { health } from '../../../domain/health/health.ts'
import { rules } from '../../../domain/rules/rules.ts'
import { canonicalHash } from '../../../service/node/hash.ts'
import type { Report } from './report.ts'

/**
 * Returns a report as a SARIF 2.1.0 log. Its paths are relative to `root`, the folder of the config. Excepted findings
 * are marked as suppressed.
 */
export const reportSarif = (report: Report, version: string, root: string): object => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'tenon-check',
          version,
          informationUri: 'https://www.npmjs.com/package/tenon-check',
          rules: DESCRIPTORS,
        },
      },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
      invocations: [{ executionSuccessful: report.trusted }],
      results: resultsOf(report),
    },
  ],
})

/** The name for the folder that paths are relative to. */
const ROOT = '%SRCROOT%'

interface Described {
  readonly id: string
  readonly what: string
  readonly why: string
  readonly how: string
}

const descriptor = ({ id, what, why, how }: Described): object => ({
  id,
  shortDescription: { text: what },
  fullDescription: { text: why },
  help: { text: `${why}\n\n${how}`, markdown: `${why}\n\n**How to fix it.** ${how}` },
  defaultConfiguration: { level: 'error' },
})

const DESCRIBED: readonly Described[] = [...rules, ...health]
const DESCRIPTORS = DESCRIBED.map(descriptor)

const resultsOf = ({ findings, allowed, baselined }: Report): readonly object[] => {
  const seen = new Map<string, number>()
  const result = (finding: Finding, suppressions: readonly object[]): object => {
    const identity = identityOf(finding)
    const nth = seen.get(identity) ?? 0
    seen.set(identity, nth + 1)
    return {
      ...resultOf(finding),
      partialFingerprints: { 'tenon/v1': `${canonicalHash(identity)}:${nth}` },
      suppressions,
    }
  }
  return [
    ...findings.map((finding) => result(finding, [])),
    ...allowed.map((finding) => result(finding, [{ kind: 'inSource' }])),
    ...baselined.map((finding) => result(finding, [{ kind: 'external', justification: 'It is in the baseline.' }])),
  ]
}

const resultOf = (finding: Finding): object => {
  const { rule, what, fix, places } = finding
  return {
    ruleId: rule,
    ruleIndex: DESCRIBED.findIndex(({ id }) => id === rule),
    level: 'error',
    message: { text: `${what} ${fix}` },
    locations: [{ physicalLocation: locationOf(finding) }],
    ...(places.length < 2
      ? {}
      : {
          relatedLocations: places.map((each, id) => ({
            id,
            message: { text: each.subject },
            physicalLocation: locationOf(each),
          })),
        }),
  }
}

const locationOf = ({ path, line, column, endLine, endColumn }: Omit<Site, 'subject' | 'edit'>): object => ({
  artifactLocation: { uri: uriOf(path), uriBaseId: ROOT },
  region: { startLine: line, startColumn: column, endLine, endColumn },
})

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
