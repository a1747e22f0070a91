import { dirname, join, relative, sep } from 'node:path'
import type { Finding } from '../../domain/judgement/finding.ts'
import { judge } from '../../domain/judgement/judge.ts'
import { grouped } from '../../domain/judgement/grouping.ts'
import type { FileRule } from '../../domain/rules/rule.ts'
import { rules } from '../../domain/rules/rules.ts'
import { BASELINE, type BaselineFile, applyBaselineFile, readBaseline } from '../project/baseline-file.ts'
import { brokenProject } from '../project/config-findings.ts'
import { configAbove, readConfig } from '../project/config.ts'
import { Project } from '../project/project.ts'

/** The rules that a linter can run: those that need only one file and the places where its references lead. */
export const lintRules: readonly FileRule[] = Object.freeze(rules.filter((rule) => rule.reads === 'file'))

/** A project and its baseline. */
interface Known {
  readonly project: Project
  readonly baseline: BaselineFile | null
}

/** The result of linting one file. */
export type Linted =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  /** There is no config, or it is invalid. */
  | { readonly kind: 'untrusted'; readonly says: string }

/**
 * Checks the files that a linter passes, one at a time. A project is kept while files arrive in quick succession. After
 * a pause it is read again, so an editor sees what has changed on disk in the meantime.
 */
export class Linting {
  readonly #now: () => number
  /** The projects by the paths of their configs; a message in place of a project that cannot be trusted. */
  readonly #projects = new Map<string, Known | string>()
  #usedAt = Number.NEGATIVE_INFINITY

  /** `now` returns the time in Unix milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Returns the findings in a file. `path` is absolute, and `text` is the text that the linter has. */
  lint(path: string, text: string): Linted {
    if (this.#now() - this.#usedAt > PAUSE_MS) this.#projects.clear()
    const linted = this.#linted(path, text)
    this.#usedAt = this.#now()
    return linted
  }

  #linted(path: string, text: string): Linted {
    const config = configAbove(dirname(path))
    if (config.kind === 'several') return { kind: 'untrusted', says: config.says }
    if (config.kind === 'none')
      return {
        kind: 'untrusted',
        says: 'There is no tenon.config.ts with an export "check" above this file. Run "npx tenon-check init".',
      }
    const { path: configPath } = config
    const known = this.#known(configPath)
    if (typeof known === 'string') return { kind: 'untrusted', says: known }
    const { project, baseline } = known
    const place = relative(dirname(configPath), path).split(sep).join('/')
    const reading = project.readText(place, text)
    const [trouble] = reading.unread
    // An import that may be an alias is not judged until the alias can be followed.
    if (trouble !== undefined && reading.views.some(({ edges, facts }) => edges.length < facts.references.length))
      return { kind: 'untrusted', says: `${join(dirname(configPath), trouble.path)} ${WRONG}` }
    const { findings } = judge(reading, rules, 'files')
    if (baseline === null) return { kind: 'findings', findings: grouped(findings) }
    return { kind: 'findings', findings: grouped(applyBaselineFile(baseline, findings, new Set([place])).findings) }
  }

  #known(configPath: string): Known | string {
    const before = this.#projects.get(configPath)
    if (before !== undefined) return before
    const known = open(configPath)
    this.#projects.set(configPath, known)
    return known
  }
}

const open = (configPath: string): Known | string => {
  const config = readConfig(configPath)
  if (config.kind !== 'config') return `${configPath} ${WRONG}`
  const root = dirname(configPath)
  const baseline = readBaseline(root)
  if (baseline.kind === 'wrong') return `${join(root, BASELINE)} ${WRONG}`
  try {
    const project = Project.open({ configPath, config: config.config, texts: new Map() })
    const [trouble] = project.troubles
    if (trouble !== undefined) return `${join(root, trouble.path)} ${WRONG}`
    return { project, baseline: baseline.kind === 'file' ? baseline.file : null }
  } catch (error) {
    return `${join(root, brokenProject(root, error).path)} ${WRONG}`
  }
}

const WRONG = 'is invalid. Run "npx tenon-check" to see why.'

const PAUSE_MS = 1_000
