import type { Finding } from '../../domain/judgement/finding.ts'
import { editsOf } from '../../domain/judgement/grouping.ts'
import type { FileRule } from '../../domain/rules/rule.ts'
import { type Linted, Linting, lintRules } from './linting.ts'

/** The parts of a linter's context that a rule uses. ESLint and oxlint both provide them. */
interface LintContext {
  readonly filename: string
  /** It has a field `text`, the text of the file. */
  readonly sourceCode: object
  report(descriptor: LintReport): void
}

/** One report to a linter. Lines count from 1, columns from 0. */
interface LintReport {
  readonly message: string
  readonly loc: { readonly start: LintPlace; readonly end: LintPlace }
  readonly fix: ((fixer: LintFixer) => LintFix[]) | null
}

/** A place as linters count it. */
interface LintPlace {
  readonly line: number
  readonly column: number
}

/** The object with which a rule makes changes. */
interface LintFixer {
  replaceTextRange(range: [number, number], text: string): LintFix
}

/** A change in the form that linters expect. */
interface LintFix {
  range: [number, number]
  text: string
}

/** A rule in the form that ESLint and oxlint expect. */
interface LintRule {
  readonly meta: {
    readonly type: 'problem'
    readonly docs: { readonly description: string }
    readonly fixable: 'code'
    readonly schema: []
  }
  create(context: LintContext): { Program(): void }
}

/** A plugin in the form that ESLint and oxlint expect. */
export interface LintPlugin {
  readonly meta: { readonly name: string; readonly namespace: string }
  readonly rules: { readonly [id: string]: LintRule }
  /** `recommended` switches on every rule as an error. */
  readonly configs: { readonly recommended: { readonly rules: { [id: string]: 'error' } } }
}

/** Creates the plugin. `now` returns the time in Unix milliseconds. Nothing is read until a linter passes a file. */
export const lintPlugin = (now: () => number): LintPlugin => {
  const host = new Host(new Linting(now))
  return Object.freeze({
    meta: Object.freeze({ name: 'tenon', namespace: 'tenon' }),
    rules: Object.freeze(Object.fromEntries(lintRules.map((rule) => [rule.id, lintRule(rule, host)]))),
    configs: Object.freeze({
      recommended: { rules: Object.fromEntries(lintRules.map(({ id }) => [`tenon/${id}`, 'error' as const])) },
    }),
  })
}

const lintRule = (rule: FileRule, host: Host): LintRule =>
  Object.freeze<LintRule>({
    meta: {
      type: 'problem',
      docs: { description: rule.what },
      fixable: 'code',
      schema: [],
    },
    create: (context) => ({ Program: () => host.report(rule, context) }),
  })

/** Lints each file once for all rules; each rule then reports its own findings. */
class Host {
  readonly #linting: Linting
  #filename = ''
  #text: string | null = null
  #linted: Linted = { kind: 'findings', findings: [] }
  #reported = false

  constructor(linting: Linting) {
    this.#linting = linting
  }

  report(rule: FileRule, context: LintContext): void {
    const { filename } = context
    const text = String(Reflect.get(context.sourceCode, 'text'))
    if (filename !== this.#filename || text !== this.#text) {
      this.#linted = this.#linting.lint(filename, text)
      this.#filename = filename
      this.#text = text
      this.#reported = false
    }
    if (this.#linted.kind === 'findings') {
      const own = this.#linted.findings.filter((each) => each.rule === rule.id)
      for (const [i, finding] of own.entries()) context.report(reportOf(finding, i === 0 ? ` Why: ${rule.why}` : ''))
    } else if (!this.#reported) {
      // One rule reports it for all of them.
      this.#reported = true
      context.report({
        message: this.#linted.says,
        loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } },
        fix: null,
      })
    }
  }
}

/**
 * Returns the report of a finding. `why` is appended to the message; it is empty except in the first report of a rule
 * in a file.
 */
const reportOf = (finding: Finding, why: string): LintReport => {
  const { what, fix, line, column, endLine, endColumn } = finding
  const edits = editsOf(finding)
  const message = `${what} ${fix}${why}`
  const loc = { start: { line, column: column - 1 }, end: { line: endLine, column: endColumn - 1 } }
  if (edits.length === 0) return { message, loc, fix: null }
  return {
    message,
    loc,
    fix: (fixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
  }
}
