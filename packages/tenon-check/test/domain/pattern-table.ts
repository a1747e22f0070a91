import type { Rule } from '../../src/domain/rules/rule.ts'
import { rules } from '../../src/domain/rules/rules.ts'

/** A row of the constraint table, as the pattern states it. */
interface Row {
  readonly required: string
  readonly forbidden: string
}

/** The constraint table of the pattern: ten cells. */
export const patternTable: readonly Row[] = [
  {
    required: 'Domain declares abstract capabilities',
    forbidden: '`import boto3` / `import nats` in domain',
  },
  { required: 'Failure modes as abstract `StrEnum`', forbidden: 'Technology-specific configs in domain' },
  { required: 'Service layer owns tech configs', forbidden: '`NatsStreamConfig` in `domain/`' },
  { required: 'Service layer binds abstract to concrete', forbidden: '`domain/infra/` directory' },
  { required: 'All fields explicit, no defaults', forbidden: 'Side effects on model init' },
]

/** The rules that decide a cell. */
export const rulesOf = (cell: string): readonly Rule[] => rules.filter((rule) => rule.cell.startsWith(cell))
