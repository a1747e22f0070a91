import type { Finding } from '../../../../domain/rules/judgement/finding.ts'
import type { Report } from './report.ts'

/** A report as one JSON value. `root` is where the project stands from the folder of whoever asks; all paths begin there. */
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

/** A finding by lines and columns; offsets are for programs that have the text. */
const findingJson = ({ start: _start, end: _end, places, ...told }: Finding): object => ({
  ...told,
  places: places.map(({ start: _from, end: _to, ...place }) => place),
})
