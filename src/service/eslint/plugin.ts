import type { Finding } from '../../domain/rules/judgement/finding.ts'
import { editsOf } from '../../domain/rules/judgement/grouping.ts'
import type { FileRule } from '../../domain/rules/rules/rule.ts'
import { type Linted, Linting, lintRules } from './linting.ts'

/** The parts of a linter's context that a rule uses. ESLint and oxlint both give them. */
interface LintContext {
  readonly filename: string
  /** It has the file's `text`. */
  readonly sourceCode: object
  report(descriptor: LintReport): void
}

/** One report to a linter. Lines count from 1, columns from 0. */
interface LintReport {
  readonly message: string
  readonly loc: { readonly start: LintPlace; readonly end: LintPlace }
  readonly fix: ((fixer: LintFixer) => LintFix[]) | null
}

/** A place as linters count. */
interface LintPlace {
  readonly line: number
  readonly column: number
}

/** What makes a change for a linter. */
interface LintFixer {
  replaceTextRange(range: [number, number], text: string): LintFix
}

/** A change as linters take it. */
interface LintFix {
  range: [number, number]
  text: string
}

/** A rule as ESLint and oxlint take it. */
interface LintRule {
  readonly meta: {
    readonly type: 'problem'
    readonly docs: { readonly description: string }
    readonly fixable: 'code'
    readonly schema: []
  }
  create(context: LintContext): { Program(): void }
}

/** A plugin as ESLint and oxlint take it. */
export interface LintPlugin {
  readonly meta: { readonly name: string; readonly namespace: string }
  readonly rules: { readonly [id: string]: LintRule }
  /** `recommended` has every rule, as an error. */
  readonly configs: { readonly recommended: { readonly rules: { [id: string]: 'error' } } }
}

/** Makes the plugin. `now` gives Unix milliseconds. Nothing is read until a linter hands over a file. */
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
    create: (context) => ({ Program: () => host.tell(rule, context) }),
  })

/** One run over a file for all rules: each tells its own of what was found. */
class Host {
  readonly #linting: Linting
  #filename = ''
  #text: string | null = null
  #linted: Linted = { kind: 'findings', findings: [] }
  #told = false

  constructor(linting: Linting) {
    this.#linting = linting
  }

  tell(rule: FileRule, context: LintContext): void {
    const { filename } = context
    const text = String(Reflect.get(context.sourceCode, 'text'))
    if (filename !== this.#filename || text !== this.#text) {
      this.#linted = this.#linting.lint(filename, text)
      this.#filename = filename
      this.#text = text
      this.#told = false
    }
    if (this.#linted.kind === 'findings') {
      const own = this.#linted.findings.filter((each) => each.rule === rule.id)
      for (const [i, finding] of own.entries()) context.report(reportOf(finding, i === 0 ? ` Why: ${rule.why}` : ''))
    } else if (!this.#told) {
      // One rule says it for all of them.
      this.#told = true
      context.report({
        message: this.#linted.says,
        loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } },
        fix: null,
      })
    }
  }
}

/** `why` ends the first report of a rule in a file, and none of the others. */
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
