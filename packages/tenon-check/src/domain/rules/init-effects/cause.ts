import type { Effect } from '../../facts/effect.ts'
import { isPureBuiltin } from '../../host/pure-builtins.ts'
import { isPureGlobal } from '../../host/pure-globals.ts'
import { technologyOf } from '../../project/technology-use.ts'
import type { View } from '../../project/view.ts'

/** Why something is an effect. */
export interface Cause {
  readonly kind: 'call' | 'wait' | 'import' | 'read' | 'change' | 'thing'
  /** What happens, as the rest of a sentence: `readFileSync of node:fs is called`. */
  readonly says: string
  /** What happens at the end of the chain of calls, in the same form. Equal to `says` if there is no chain. */
  readonly finally: string
}

const because = (kind: Cause['kind'], says: string): Cause => ({ kind, says, finally: says })

/**
 * Returns a function that says why an effect of a file counts, following the calls that it makes; `null` if it does
 * nothing outside. Create it once for all effects of the file.
 */
export const causesIn = (view: View): ((effect: Effect) => Cause | null) => {
  const effectsOf = grouping()
  return (effect) => cause(effect, view, { enter: firstTime(), effectsOf, packages: effect.deed !== 'decorate' })
}

/** The state of following the calls of one effect. */
interface Following {
  /** Whether to look at a routine; `false` if it was looked at before or the limit is reached. */
  readonly enter: (routine: string) => boolean
  /** The effects of a file by their routines. */
  readonly effectsOf: (view: View) => ReadonlyMap<string, readonly Effect[]>
  /**
   * Whether a call of a package counts. It does not below a decorator: there packages store what they are given about
   * the class.
   */
  readonly packages: boolean
}

/** The most routines to look at for one effect. It bounds how far calls are followed. */
const MOST_ROUTINES = 1_000

/** Looks at no routine twice, so that routines that call each other terminate. */
const firstTime = (): Following['enter'] => {
  const entered = new Set<string>()
  return (routine) => {
    if (entered.has(routine) || entered.size === MOST_ROUTINES) return false
    entered.add(routine)
    return true
  }
}

const grouping = (): Following['effectsOf'] => {
  const known = new Map<View, ReadonlyMap<string, readonly Effect[]>>()
  return (view) => {
    const grouped = known.get(view) ?? Map.groupBy(view.facts.effects, ({ routine }) => routine)
    known.set(view, grouped)
    return grouped
  }
}

const cause = (effect: Effect, view: View, following: Following): Cause | null => {
  switch (effect.deed) {
    case 'await':
      return because('wait', `every importer waits${effect.path === '' ? '' : ` for ${effect.path}`}`)
    case 'read':
      return because('read', `${effect.path} is read`)
    case 'import':
      return ofImport(effect, view)
    case 'assign':
    case 'delete':
      return ofChange(effect)
    case 'export':
      return null
    case 'call':
    case 'new':
    case 'tag':
    case 'decorate':
    case 'extend':
      return ofCall(effect, view, following)
    default:
      return effect.deed satisfies never
  }
}

/**
 * A file of the project that is imported only for its effect is judged in that file. In the domain such an import is a
 * finding of domain-imports.
 */
const ofImport = ({ origin, path }: Effect, view: View): Cause | null => {
  if (origin.kind !== 'import') return because('import', `${path} is loaded`)
  const from = reached(origin.specifier, view)
  if (view.layer === 'domain' || from.kind !== 'foreign' || isPureBuiltin(from.module, '')) return null
  return because('import', `${path} is imported only for its effect`)
}

const ofChange = ({ deed, path, origin }: Effect): Cause => {
  const owner =
    origin.kind === 'import'
      ? `, which is imported from ${origin.specifier}`
      : origin.kind === 'parameter'
        ? ', which was passed in'
        : origin.kind === 'own'
          ? ', which is at the top level of the file'
          : ', which is global'
  return because('change', `${path}${owner}, is ${deed === 'delete' ? 'deleted' : 'changed'}`)
}

const ofCall = (effect: Effect, view: View, following: Following): Cause | null => {
  const { origin, path, target } = effect
  // Binding a function does not run it.
  const binds = path.endsWith('.bind')
  switch (origin.kind) {
    case 'global':
      return binds || effect.deed === 'decorate' || isPureGlobal(origin.name, path) ? null : called(effect, '')
    case 'import':
      return binds ? null : ofImported(origin, effect, view, following)
    case 'own':
      if (target !== '') return through(effect, ofRoutine(target, view, following))
      return because('thing', `${path} is called, which changes a value at the top level of the file`)
    case 'parameter':
    case 'this':
      if (target !== '') return through(effect, ofRoutine(target, view, following))
      return ofThing(effect, view)
    case 'other':
      return null
    default:
      return origin satisfies never
  }
}

const called = ({ path, deed }: Effect, of: string): Cause => {
  if (deed === 'new') return because('call', `${oneOf(path.replace(/^new |\(\)$/g, ''))}${of} is created`)
  return because('call', `${path}${of} is called`)
}

/** An instance of a class, with the article: `an Order`. */
export const oneOf = (name: string): string => `${/^(?:[AEIO]|U(?:n(?!i)|[lmpr]))/i.test(name) ? 'an' : 'a'} ${name}`

const through = (effect: Effect, inner: Cause | null): Cause | null => {
  if (inner === null) return null
  const link = inner.finally === inner.says ? 'and in it' : 'and eventually'
  return { kind: 'call', says: `${called(effect, '').says}, ${link} ${inner.finally}`, finally: inner.finally }
}

const ofImported = (
  { specifier, imported }: Extract<Effect['origin'], { readonly kind: 'import' }>,
  effect: Effect,
  view: View,
  following: Following,
): Cause | null => {
  const from = reached(specifier, view)
  switch (from.kind) {
    case 'file':
      return through(effect, ofRoutine(effect.target, from.view, following)) ?? ofEntry(effect)
    case 'foreign': {
      // `super()` does not count as an effect: a class that extends a foreign class creates its own instance.
      if (effect.deed === 'extend') return null
      if (from.by === 'builtin' ? effect.deed === 'decorate' : !following.packages) return null
      if (isReportedAtImport(from, view)) return null
      const [, member = imported] = imported === 'default' ? effect.target.split('.') : []
      return isPureBuiltin(from.module, member) ? null : called(effect, ` of ${specifier}`)
    }
    case 'harmless':
      return null
    default:
      return from satisfies never
  }
}

/**
 * A method of something that another file exports is called and its result is discarded, so the call is made to change
 * that: `registry.add(order)`.
 */
const ofEntry = ({ deed, position, kept, path, target }: Effect): Cause | null =>
  deed === 'call' && position !== 'function' && !kept && target.includes('.')
    ? because('change', `${path} is called and its result is discarded, so it changes what another file exports`)
    : null

/** Why running a routine of a file is an effect. */
const ofRoutine = (routine: string, view: View, following: Following): Cause | null => {
  if (routine === '' || !following.enter(`${view.facts.path} ${routine}`)) return null
  const effects = following.effectsOf(view)
  for (const effect of effects.get(routine) ?? []) {
    const own = cause(effect, view, following)
    if (own !== null) return own
  }
  const [head = ''] = routine.split(/[.#]/)
  for (const effect of [...(effects.get(head) ?? []), ...(effects.get('*') ?? [])]) {
    const found = effect.deed === 'export' ? ofExport(effect, routine, view, following) : null
    if (found !== null) return found
  }
  return null
}

/**
 * Why running a routine is an effect if a file exports it under another name or re-exports it: with `log as journal`,
 * `journal.info` runs `log.info`.
 */
const ofExport = (
  { routine, origin, target }: Effect,
  wanted: string,
  view: View,
  following: Following,
): Cause | null => {
  const [head = ''] = wanted.split(/[.#]/)
  const inner = routine === '*' ? wanted : `${target}${wanted.slice(head.length)}`
  if (origin.kind !== 'import') return ofRoutine(inner, view, following)
  const from = reached(origin.specifier, view)
  return from.kind === 'file' ? ofRoutine(inner, from.view, following) : null
}

/** Names of methods that reach outside or start something. */
const REACHING: ReadonlySet<string> = new Set([
  'addEventListener',
  'addListener',
  'connect',
  'fetch',
  'listen',
  'on',
  'once',
  'open',
  'publish',
  'query',
  'subscribe',
  'watch',
])

/** A call on an argument, or on a field that holds one. */
const ofThing = ({ path, type, kept }: Effect, view: View): Cause | null => {
  const names = path.replaceAll('()', '').split('.')
  const last = names.at(-1) ?? ''
  const done = because('thing', `${path} is called`)
  if (!kept && last !== 'forEach') return done
  if (names.slice(1).some((name) => REACHING.has(name))) return done
  if (type.kind !== 'import' || /^(is|has|to)[A-Z]/.test(last)) return null
  const from = reached(type.specifier, view)
  if (from.kind !== 'foreign' || isReportedAtImport(from, view)) return null
  return isPureBuiltin(from.module, type.imported) ? null : done
}

/**
 * Where a specifier leads, as far as effects are concerned: a file with functions to look at, a foreign module,
 * or neither.
 */
type Reached = { readonly kind: 'file'; readonly view: View } | Foreign | { readonly kind: 'harmless' }

interface Foreign {
  readonly kind: 'foreign'
  readonly module: string
  /** What it is: a module of Node, a package of a technology of the project, or any other package. */
  readonly by: 'builtin' | 'technology' | 'package'
}

/**
 * What a package does that is not a technology is unknown. In the domain its import is already a finding of
 * domain-imports.
 */
const isReportedAtImport = ({ by }: Foreign, { layer }: View): boolean => layer === 'domain' && by === 'package'

const HARMLESS: Reached = Object.freeze({ kind: 'harmless' })

const reached = (specifier: string, view: View): Reached => {
  // What Tenon exports has no effect until it is called.
  if (specifier === 'tenon' || specifier.startsWith('tenon/')) return HARMLESS
  const edge = view.edges.find(({ reference }) => reference.specifier === specifier)
  if (edge === undefined || edge.pure) return HARMLESS
  const { target } = edge
  if (target.kind === 'builtin') return { kind: 'foreign', module: target.name, by: 'builtin' }
  if (target.kind === 'package')
    return { kind: 'foreign', module: specifier, by: technologyOf(view, edge) === null ? 'package' : 'technology' }
  if (target.kind !== 'file' || (target.layer !== 'domain' && target.layer !== 'service')) return HARMLESS
  const other = view.other(target.path)
  return other === null ? HARMLESS : { kind: 'file', view: other }
}
