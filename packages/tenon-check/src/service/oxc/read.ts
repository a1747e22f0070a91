import type { ParseResult } from 'oxc-parser'
import type { FileFacts, Trouble } from '../../domain/facts/file-facts.ts'
import { lineStartsOf } from '../../domain/facts/span.ts'
import { allowances } from './allowances.ts'
import type { Depth } from './answers.ts'
import { DEEPER, mayEnd, readAside } from './aside.ts'
import { edges } from './edges.ts'
import { ambient } from './facts/ambient/ambient.ts'
import { anchors } from './facts/anchors.ts'
import { configs } from './facts/configs.ts'
import { declaredTypes } from './facts/declared/declared-types.ts'
import { defaults } from './facts/defaults/defaults.ts'
import { derivations } from './facts/declared/derivations.ts'
import { effects } from './facts/effects/effects.ts'
import { evidence } from './facts/evidence/evidence.ts'
import { failures } from './facts/failures/failures.ts'
import { fulfilments } from './facts/declared/fulfilments.ts'
import { moduleState } from './facts/mutables/module-state.ts'
import { mutables } from './facts/mutables/mutables.ts'
import { names } from './facts/names.ts'
import { references } from './facts/references/references.ts'
import { mentions } from './facts/references/comments.ts'
import { schemas } from './facts/schemas.ts'
import { words } from './facts/words.ts'
import { parse, type Parse } from './parse.ts'
import { refusal } from './refused-text.ts'
import { type Visitors, walk } from './walk/walk.ts'

/** The facts while they are being collected. */
type Draft = {
  -readonly [Field in keyof FileFacts]: FileFacts[Field] extends readonly (infer Fact)[] ? Fact[] : FileFacts[Field]
}

/** A file's text, and how much to read of it. */
export interface SourceText {
  readonly path: string
  readonly text: string
  readonly depth: Depth
}

/** Reads the facts from a file's text. It never throws: a text that cannot be read has a trouble among its facts. */
export const read = (path: string, text: string, depth: Depth): FileFacts => readBy(parse, { path, text, depth })

/** As `read`, with the given parser. */
export const readBy = (by: Parse, file: SourceText): FileFacts =>
  readUnlessDeep(by, file) ?? factsAside([file])[0] ?? unreadableFacts(file.path, DEEPER)

/**
 * As `readBy`, for many files. Those that may nest too deep to be read in this process are read together in another
 * one.
 */
export const readEach = (by: Parse, files: Iterable<SourceText>): readonly FileFacts[] => {
  const shallow: FileFacts[] = []
  const deep: SourceText[] = []
  for (const file of files) {
    const facts = readUnlessDeep(by, file)
    if (facts === null) deep.push(file)
    else shallow.push(facts)
  }
  return deep.length === 0 ? shallow : [...shallow, ...factsAside(deep)]
}

const readUnlessDeep = (by: Parse, file: SourceText): FileFacts | null =>
  refusal(file.text) === null && mayEnd(file.path, file.text) ? null : readHere(by, file)

const factsAside = (files: readonly SourceText[]): readonly FileFacts[] => {
  const wanted = files.map((file) => ({ ...file, of: 'facts' as const }))
  return readAside(wanted).map((aside, i) => {
    const facts = aside.kind === 'read' ? aside.answer : null
    return facts ?? unreadableFacts(files[i]?.path ?? '', aside.kind === 'read' ? DEEPER : aside.says)
  })
}

/**
 * As `readBy`, but always in this thread, however much stack the parser takes. Returns `null` if the collection of
 * facts takes more stack than there is.
 */
export const readHere = (by: Parse, { path, text, depth }: SourceText): FileFacts | null => {
  const draft = empty(path, text)
  const trouble = refusal(text)
  if (trouble !== null) {
    draft.troubles.push(trouble)
    return draft
  }
  try {
    collect(by(path, text), draft, text, depth)
    return draft
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // The walk is recursive, and so are the collectors.
    return null
  }
}

const collect = (parsed: ParseResult, draft: Draft, text: string, depth: Depth): void => {
  draft.troubles = [...troublesOf(parsed)]
  draft.allowances = [...allowances(parsed.comments, text, draft.lineStarts)]
  if (depth === 'edges') draft.references = edges(parsed.module, text)
  else {
    walk(parsed.program, text, depth === 'domain' ? [...collectors(draft), ...inDomain(draft)] : collectors(draft))
    // An array that is spread into a call overflows the stack, if it is long.
    for (const each of mentions(draft.path, parsed.comments, parsed.program.body[0]?.start ?? text.length))
      draft.references.push(each)
  }
}

/** Returns the facts of a file whose text could not be read. */
export const unreadableFacts = (path: string, says: string): FileFacts => ({
  ...empty(path, ''),
  troubles: [{ says, start: 0, end: 0 }],
})

const collectors = (draft: Draft): readonly Visitors[] => [
  references(draft.references),
  names(draft.names),
  effects(draft.effects),
  defaults(draft.defaults),
  mutables(draft.mutables),
  schemas(draft.schemas),
  anchors(draft.anchors),
  declaredTypes(draft.declaredTypes),
  fulfilments(draft.fulfilments),
  configs(draft.configs),
]

/** The collectors that only the rules of the domain need. */
const inDomain = (draft: Draft): readonly Visitors[] => [
  ambient(draft.ambient),
  words(draft.words),
  derivations(draft.derivations),
  failures(draft.failures),
  evidence(draft.evidence),
  moduleState(draft.mutables),
]

const empty = (path: string, text: string): Draft => ({
  path,
  lineStarts: lineStartsOf(text),
  troubles: [],
  allowances: [],
  references: [],
  ambient: [],
  names: [],
  words: [],
  derivations: [],
  effects: [],
  defaults: [],
  mutables: [],
  schemas: [],
  failures: [],
  evidence: [],
  anchors: [],
  declaredTypes: [],
  fulfilments: [],
  configs: [],
})

const troublesOf = ({ errors }: ParseResult): readonly Trouble[] =>
  errors
    .filter(({ severity }) => severity === 'Error')
    .map(({ message, labels }) => ({
      says: `It cannot be parsed: ${message}`,
      start: labels[0]?.start ?? 0,
      end: labels[0]?.end ?? 0,
    }))
