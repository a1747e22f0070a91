import type { Effect } from '../../facts/effect.ts'
import type { View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'
import { type Cause, causesIn, oneOf } from './cause.ts'

/**
 * Importing a module has no effect, and neither has creating an instance of a class. What counts is code that certainly
 * runs then: the top level of the module, static fields and blocks, decorators, field initialisers and constructors,
 * and the functions of the project that these call. A class with a private constructor is created only by its own
 * functions, so its effects count where an instance is created. A call on an argument counts if its result is
 * discarded, because then it is made for its effect; if its type belongs to a technology; or if the method's name
 * reaches outside. A call of a method of something that another file exports counts if its result is discarded. Binding
 * a function is not calling it. What a package does that is not listed as pure is unknown. In the service its calls are
 * reported here. In the domain its import is already a finding of domain-imports, so only calls of the project's
 * technologies are reported here. A decorator of a package stores what it is given about the class, so it is not an
 * effect, and neither is a package call that a decorator of the project makes. The arguments of a decorator are
 * evaluated at that time, and count.
 */
export const initEffects: FileRule = Object.freeze<FileRule>({
  id: 'init-effects',
  cell: 'Side effects on model init',
  layers: ['domain', 'service'],
  what: 'Importing a module has no effect, and neither has creating a model: nothing is opened, read, started or registered.',
  why: 'An effect should happen only when code asks for it. An effect on import or in a constructor cannot be prevented, retried, given other arguments or reported as a failure value.',
  how: 'Give the service a static async `open(config)` that does it, returns the failure as a value, and passes what it opened to a private constructor. In the domain, take the value as an argument. A package that has no outside effects can be listed under "pure". A decorator of a package does not count as an effect. Calls in its arguments do, and so does what your own decorators do with Node or its host.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-wait.ts',
      text: 'export const prices: readonly number[] = await Promise.resolve([100, 250])\n',
    },
    {
      layer: 'service',
      file: 'planted-read.ts',
      text: "import { readFileSync } from 'node:fs'\n\nexport const prices = readFileSync('prices.csv', 'utf8')\n",
    },
  ],
  reads: 'file',
  find: (view: View) => {
    const causeOf = causesIn(view)
    const found = view.facts.effects.flatMap((effect) => {
      if (effect.position === 'function') return []
      const cause = causeOf(effect)
      return cause === null ? [] : [{ effect, cause }]
    })
    const reported = reportedByOthers(found.map(({ effect }) => effect))
    return found.filter(({ effect }) => !reported.has(effect)).map((each) => violation(each, view))
  },
})

/**
 * Effects that another finding reports more precisely: an `await`, by any effect in what it awaits; and what is done
 * with a value read from the host, by the reading. The loop goes from last to first, so that of two effects that begin
 * at one place the inner one comes first, and keeps the smallest end offset seen so far.
 */
const reportedByOthers = (effects: readonly Effect[]): ReadonlySet<Effect> => {
  const reported = new Set<Effect>()
  let shortest = Number.POSITIVE_INFINITY
  const shortestRead = new Map<number, number>()
  for (const effect of effects.toSorted(innermostFirst)) {
    const { deed, start, end } = effect
    const inner = deed === 'await' ? shortest : (shortestRead.get(start) ?? Number.POSITIVE_INFINITY)
    if (inner <= end) reported.add(effect)
    shortest = Math.min(shortest, end)
    if (deed === 'read' && !shortestRead.has(start)) shortestRead.set(start, end)
  }
  return reported
}

const innermostFirst = (one: Effect, other: Effect): number =>
  other.start - one.start || one.end - other.end || rank(one) - rank(other)

const rank = ({ deed }: Effect): number => (deed === 'read' ? 0 : deed === 'await' ? 2 : 1)

const violation = ({ effect, cause }: { readonly effect: Effect; readonly cause: Cause }, view: View): Violation => ({
  start: effect.start,
  end: effect.end,
  within: effect.within,
  subject: subjectOf(effect),
  what: `${when(effect)}, ${cause.says}.`,
  fix: fixOf(effect, cause, view),
  edit: null,
  group: null,
})

const subjectOf = ({ deed, path }: Effect): string => (path === '' ? deed : path)

const when = ({ position, routine }: Effect): string => {
  if (position === 'module') return 'When this module is imported'
  if (position === 'static') return 'When this module is imported and the class is declared'
  const [name = ''] = routine.split('@')
  return name === '' || name === 'default'
    ? 'When an instance of this class is created'
    : `Whenever ${oneOf(name)} is created`
}

const fixOf = (effect: Effect, cause: Cause, view: View): string => {
  const { position, deed, path, origin } = effect
  const making = position === 'field' || position === 'constructor'
  if (cause.kind === 'thing' && origin.kind === 'own') return 'Move this to the code that creates it.'
  if (cause.kind === 'thing')
    return `Let the code that creates it call \`${path}\`, and take the result as an argument.`
  if (cause.kind === 'read') return 'Read it in main.ts and pass the value on as a field of a config.'
  if (cause.kind === 'change')
    return making
      ? 'Move this to the code that creates it.'
      : 'Do not change it, or change it in a function that main.ts calls.'
  if (deed === 'import') return 'Import the names that are used, or load it in a function that other code calls.'
  if (view.layer === 'domain') return givesNothing(effect) ? MOVE[making ? 'making' : 'loading'] : TAKE
  if (making)
    return 'Do it in a static async `open(config)` that returns the failure as a value, and pass what was opened to a private constructor.'
  const opens =
    'Do it in a function that other code calls, such as a static async `open(config)` that returns the failure as a value.'
  const specifier = packageOf(effect, view)
  return specifier === null
    ? opens
    : `${opens} If it only creates a value, as a table definition does, list "${specifier}" under "pure" in the config.`
}

const TAKE = 'Take the value as an argument, and let the service or main.ts get it.'

const MOVE = Object.freeze({
  making: 'Move the call into a method, or into main.ts.',
  loading: 'Move the call into a function that other code calls, or into main.ts.',
})

/**
 * Whether there is no value that could be passed in: the result is discarded, or stands for something that has begun.
 */
const givesNothing = ({ deed, kept, path }: Effect): boolean => deed !== 'await' && (!kept || BEGINNING.has(path))

const BEGINNING: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate'])

/** The specifier of the package that an effect calls, or `null`. */
const packageOf = ({ origin }: Effect, { edges }: View): string | null =>
  origin.kind === 'import' &&
  edges.some(({ reference, target }) => reference.specifier === origin.specifier && target.kind === 'package')
    ? origin.specifier
    : null
