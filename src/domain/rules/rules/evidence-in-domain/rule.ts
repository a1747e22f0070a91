import type { EvidenceRead } from '../../facts/evidence.ts'
import type { Violation } from '../violation.ts'
import type { FileRule } from '../rule.ts'

/**
 * The evidence of a failure is not read in the domain. A value is taken for a failure where its `kind` was found to be `'failed'`, where
 * its stated type is `Failed`, `FailedOf` or a name that ends in `Failed`, or it is one of a list of these, or where parts are read that a technology's evidence has. A
 * domain may have evidence of its own, such as that of a claim. A key that is looked up as text is not seen.
 */
export const evidenceInDomain: FileRule = Object.freeze<FileRule>({
  id: 'evidence-in-domain',
  cell: 'Failure modes as abstract `StrEnum`',
  layers: ['domain'],
  what: 'The domain does not read the evidence of a failure: what the technology itself said.',
  why: 'Evidence is for operators and logs. A domain that decides by a code of a technology, or by its message, has to change with the technology, and the failure has a word that does not.',
  how: 'Decide by `failure`, `effect` and `retryAfterMs`, tell people `says`, and pass the whole outcome on to the service or the api, which may log its evidence. If no word tells enough, the binding maps too coarsely: mend it there.',
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
  fix: 'Decide by the word in `failure` and by `effect`, and tell people `says`; leave the evidence to whoever logs the outcome.',
  edit: null,
  group: null,
})

const because: { readonly [known in EvidenceRead['known']]: string } = Object.freeze({
  narrowed: "where the kind says that it failed, so it holds a technology's own words",
  typed: "and by its type it is of a failure, so it holds a technology's own words",
  parts: 'for parts that the evidence of a technology has',
})
