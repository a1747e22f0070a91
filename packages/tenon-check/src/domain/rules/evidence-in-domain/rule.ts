import type { EvidenceRead } from '../../facts/evidence.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'

/**
 * The domain does not read the evidence of a failure. A value counts as a failure if its `kind` was compared with
 * `'failed'`; if its stated type is `Failed`, `FailedOf` or a name that ends in `Failed`; if it is an element of a list
 * of these; or if parts are read that the evidence of a technology has. A domain may have evidence of its own, such as
 * that of a claim. A key that is looked up as a string is not seen.
 */
export const evidenceInDomain: FileRule = Object.freeze<FileRule>({
  id: 'evidence-in-domain',
  cell: 'Failure modes as abstract `StrEnum`',
  layers: ['domain'],
  what: 'The domain does not read the evidence of a failure, which is what the technology itself reported.',
  why: 'Evidence is for operators and logs. A domain that decides by an error code or message of a technology must change when the technology does. The failure word does not change.',
  how: 'Decide by `failure`, `effect` and `retryAfterMs`, show people `says`, and pass the whole outcome to the service or the api, which may log its evidence. If no failure word is precise enough, the binding maps errors too coarsely: fix it there.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-evidence.ts',
      text: "import type { EventStoreFailed } from 'tenon'\n\nexport const isProved = ({ evidence }: EventStoreFailed): boolean => evidence !== null\n",
    },
  ],
  reads: 'file',
  find: ({ facts }) => facts.evidence.map(violation),
})

const violation = ({ path, known, within, start, end }: EvidenceRead): Violation => ({
  start,
  end,
  within,
  subject: path,
  what: `${path} is read ${because[known]}.`,
  fix: 'Decide by the word in `failure` and by `effect`, and show people `says`; leave the evidence to the code that logs the outcome.',
  edit: null,
  group: null,
})

const because: { readonly [known in EvidenceRead['known']]: string } = Object.freeze({
  narrowed: "where `kind` is 'failed', so it holds what a technology reported",
  typed: 'from a value whose type is a failure, so it holds what a technology reported',
  parts: 'for fields that only the evidence of a technology has',
})
