import { basename, relative, resolve, sep } from 'node:path'
import { lineStartsOf } from '../../domain/facts/span.ts'
import type { Finding } from '../../domain/judgement/finding.ts'
import { healthFinding } from '../../domain/judgement/health-findings.ts'
import type { ConfigRead } from './config.ts'

/** Returns the errors of a config as findings. */
export const brokenConfig = (
  configPath: string,
  { text, troubles }: Extract<ConfigRead, { readonly kind: 'wrong' }>,
): readonly Finding[] => {
  const lined = { path: basename(configPath), lineStarts: lineStartsOf(text) }
  return troubles.map(({ key, says, unknown, start, end }) =>
    healthFinding(unknown ? 'unknown-config-key' : 'parse-error', lined, { start, end }, key, says, MEND_CONFIG),
  )
}

const MEND_CONFIG = 'Fix the config; "tenon-check --help" shows its form.'

/**
 * Returns the error of a project that cannot be opened as a finding. Such an error is about the project's
 * `package.json`, or about that of one of its packages. Throws any other error again.
 */
export const brokenProject = (root: string, error: unknown): Finding => {
  if (!(error instanceof Error)) throw error
  const refused: unknown = Reflect.get(error, 'path')
  const [, named, line = '1', column = '1', says] = BROKEN.exec(error.message) ?? []
  const broken = error instanceof SyntaxError ? (named ?? 'package.json') : refused
  if (typeof broken !== 'string') throw error
  const path = relative(root, resolve(root, broken)).split(sep).join('/')
  const what = named === undefined ? error.message : `It ${says}`
  const place = { line: Number(line), column: Number(column), endLine: Number(line), endColumn: Number(column) }
  const finding = healthFinding('parse-error', { path, lineStarts: [0] }, { start: 0, end: 0 }, '', what, MEND_JSON)
  return { ...finding, ...place, places: finding.places.map((each) => ({ ...each, ...place })) }
}

/** Matches an error message about one file: it begins with the file's path, and sometimes with a place in the file. */
const BROKEN = /^(\S[^:\n]*\.json)(?::(\d+):(\d+))? (cannot be [^]*)$/
const MEND_JSON = 'Fix the file: it is needed to resolve imports.'
