import type { AnchorCall } from '../facts/capability.ts'
import type { Origin } from '../facts/effect.ts'
import type { Span } from '../facts/span.ts'
import { definitionOf } from '../project/definition.ts'
import type { Survey } from '../project/survey.ts'
import type { View } from '../project/view.ts'
import { anchorsOf } from './anchors.ts'
import { contractsOf, fulfilled, keyOf, partsOf } from './contract.ts'

/** Something that a domain declares that it needs. Its span is the declaration's. */
export interface Needed extends Span {
  readonly kind: 'need' | 'capability' | 'contract'
  readonly path: string
  readonly name: string
  /** Identifies it among all others. */
  readonly key: string
}

/** A place in the service that provides something the domain needs. */
export interface Provided {
  /** The key of what is needed. */
  readonly key: string
  readonly view: View
  /** The top-level declaration of the service file that provides it. */
  readonly by: string
  /** Where its executor comes from, if that is stated; otherwise `other`. */
  readonly executor: Origin
  /** Whether this is only inferred: the file imports what is needed, or binds a need of it. */
  readonly imported: boolean
}

/** What the domain needs, in order of path and position. */
export const neededIn = (survey: Survey): readonly Needed[] => {
  const contracts = survey.views.flatMap(contractsOf)
  const parts = new Set(
    contracts.flatMap((contract) =>
      partsOf(contract)
        .map(keyOf)
        .filter((key) => key !== keyOf(contract)),
    ),
  )
  return survey.views
    .filter(({ layer }) => layer === 'domain')
    .flatMap((view) => [
      ...declared(view).map((call) => neededBy(view, call)),
      ...contractsOf(view)
        .filter((contract) => !parts.has(keyOf(contract)))
        .map((contract): Needed => {
          const { name, start, end } = contract.type
          return { kind: 'contract', path: view.facts.path, name, key: keyOf(contract), start, end }
        }),
    ])
}

/** What the service provides of it, in order of path. */
export const providedIn = (survey: Survey): readonly Provided[] => {
  const service = survey.views.filter(({ layer }) => layer === 'service')
  const keys = keysOf(survey)
  const capabilities = capabilitiesOf(survey, keys)
  const importing = service.some((view) => anchorsOf(view).some((call) => takesItsNeed(view, call)))
  return service.flatMap((view) => [
    ...anchorsOf(view).flatMap((call) => bindsOf(view, call, keys, capabilities)),
    ...view.facts.fulfilments.flatMap((fulfilment): readonly Provided[] => {
      const { by } = fulfilment
      const known = keyAt(view, fulfilment.contract, keys)
      const states =
        fulfilment.form === 'capability' && known !== null && known.startsWith('capability ') ? [known] : []
      const found = [...states, ...fulfilled(view, fulfilment).map(keyOf)]
      return found.map((key) => ({ key, view, by, executor: { kind: 'other' }, imported: false }))
    }),
    ...importsOf(view, keys)
      .filter((key) => importing || key.startsWith('capability '))
      .map((key): Provided => ({ key, view, by: '', executor: { kind: 'other' }, imported: true })),
  ])
}

/** The calls of `bind` in a service file that bind something other than a need of the domain. */
export const strayBindsOf = (view: View): readonly AnchorCall[] =>
  anchorsOf(view).filter((call) => call.anchor === 'bind' && !takesItsNeed(view, call) && isStray(view, call))

const isStray = (view: View, { subject }: AnchorCall): boolean => {
  const found = definitionOf(view, subject)
  if (found === null) return false
  // A package that exports needs may be a domain of its own; Tenon exports none.
  if (found.kind === 'foreign') return found.edge.reference.specifier === 'tenon'
  if (subject.kind === 'own' || found.view.layer !== 'domain') return true
  return declared(found.view).some(({ anchor, exports }) => anchor === 'capability' && exports.includes(found.name))
}

/** Whether a bind takes its need from something nearby: a parameter, a field, another constant. */
const takesItsNeed = (view: View, { anchor, subject }: AnchorCall): boolean => {
  if (anchor !== 'bind') return false
  if (subject.kind === 'own') return anchorsOf(view).every(({ name }) => name !== subject.name)
  return subject.kind === 'parameter' || subject.kind === 'this' || subject.kind === 'other'
}

/** The needs and capabilities that a domain file exports. */
const declared = (view: View): readonly AnchorCall[] =>
  view.layer === 'domain'
    ? anchorsOf(view).filter(({ anchor, top, exports }) => anchor !== 'bind' && top && exports.length > 0)
    : []

const neededBy = (view: View, { anchor, name, exports, start, end }: AnchorCall): Needed => {
  const { path } = view.facts
  const kind = anchor === 'need' ? 'need' : 'capability'
  return { kind, path, name: exports[0] ?? name ?? '', key: `${kind} ${path}#${name}`, start, end }
}

/** The keys of needs and capabilities, by file and exported name. */
type Keys = ReadonlyMap<string, string>

const keysOf = ({ views }: Survey): Keys =>
  new Map(
    views.flatMap((view) =>
      declared(view).flatMap((call) =>
        call.exports.map((name) => [`${view.facts.path}#${name}`, neededBy(view, call).key] as const),
      ),
    ),
  )

const keyAt = (view: View, origin: Origin, keys: Keys): string | null => {
  const found = definitionOf(view, origin)
  return found?.kind === 'file' ? (keys.get(`${found.view.facts.path}#${found.name}`) ?? null) : null
}

/** The capability of each need, by the key of the need, if the domain declares both. */
const capabilitiesOf = ({ views }: Survey, keys: Keys): Keys =>
  new Map(
    views.flatMap((view) =>
      declared(view).flatMap((call) => {
        const capability = call.anchor === 'need' ? keyAt(view, call.subject, keys) : null
        return capability === null ? [] : [[neededBy(view, call).key, capability] as const]
      }),
    ),
  )

/** A bind of a need also provides the need's capability. */
const bindsOf = (view: View, call: AnchorCall, keys: Keys, capabilities: Keys): readonly Provided[] => {
  const { anchor, subject, executor, within: by } = call
  const need = anchor === 'bind' ? keyAt(view, subject, keys) : null
  if (need === null) return []
  const capability = capabilities.get(need)
  return [
    { key: need, view, by, executor, imported: false },
    ...(capability === undefined ? [] : [{ key: capability, view, by, executor, imported: true }]),
  ]
}

/** The keys of the needs and capabilities that a file imports. */
const importsOf = (view: View, keys: Keys): readonly string[] =>
  keys.size === 0
    ? []
    : view.edges.flatMap(({ reference: { specifier, names, form }, target }) => {
        if (form !== 'import' || specifier === null || target.kind !== 'file') return []
        return names.flatMap(({ imported }) => keyAt(view, { kind: 'import', specifier, imported }, keys) ?? [])
      })
