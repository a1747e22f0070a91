import type { Finding } from '../../../domain/judgement/finding.ts'
import type { Report } from './report.ts'

/**
 * Returns a report as one JSON value. `root` is the path from the user's folder to the project; all other paths are
 * relative to it.
 */
export const reportJson = (report: Report, root: string): object => {
  const { extent, files, edges, layers, rules, trusted, findings, allowed, baselined, mended } = report
  return {
    version: 1,
    root,
    extent,
    trusted,
    files,
    edges,
    layers,
    rules,
    findings: findings.map(findingJson),
    allowed: allowed.map(findingJson),
    baselined: baselined.map(findingJson),
    mended,
  }
}

/** Returns a finding with lines and columns only. Offsets are useful only to a program that has the text. */
const findingJson = ({ start: _start, end: _end, places, ...rest }: Finding): object => ({
  ...rest,
  places: places.map(({ start: _from, end: _to, ...place }) => place),
})
