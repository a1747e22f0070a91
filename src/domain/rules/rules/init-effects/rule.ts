import type { Effect } from '../../facts/effect.ts'
import type { Violation } from '../violation.ts'
import { type Cause, causesIn, oneOf } from './cause.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'

/**
 * To import a module, or to make one of a class, does nothing. What counts is what surely runs then: the top of the module, static
 * fields and blocks, decorators, field initialisers and constructors, and the functions of the project that they call. A class whose
 * constructor is private is made by its own functions alone, so what it does counts where one is made. A call on an argument counts when
 * its answer is thrown away, for then it is made for its effect, or when its type is of a technology, or its name reaches outside; one
 * on a method of what another file exports, when its answer is thrown away. To bind a function is not to call it. What a
 * package does that is not listed as pure nobody knows: in the service its calls are told here; in the domain its import is a finding of
 * domain-imports already, so only the calls of a technology of the project are. A decorator of a package keeps what it is told of the class, so
 * it is no effect, nor is it one through a decorator of the project; what a decorator is given is worked out then, and counts.
 */
export const initEffects: FileRule = Object.freeze<FileRule>({
  id: 'init-effects',
  cell: 'Side effects on model init',
  layers: ['domain', 'service'],
  what: 'Importing a module does nothing, and neither does making a model: nothing is opened, read, started or registered.',
  why: 'Effects happen where somebody asks for them. An effect on import or in a constructor cannot be refused, tried again, given other arguments or answered with a failure as a value.',
  how: 'Give the service a static async `open(config)` that does it and returns the failure as a value, and hand what it opened to a private constructor. In the domain, take the value as an argument. A package that does nothing outside can be listed under "pure". A decorator of a package is no effect; what is called in its arguments is, and so is what a decorator of your own does with Node or its host.',
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
    const told = toldByOthers(found.map(({ effect }) => effect))
    return found.filter(({ effect }) => !told.has(effect)).map((each) => violation(each, view))
  },
})

/**
 * The effects of which others say more: an `await`, by whatever is in what it awaits, and what is done with something that is read of the host, by the reading. It goes
 * from the last to the first, so that of two that begin at one place the inner comes first, and knows how far the shortest reaches of those that it has met.
 */
const toldByOthers = (effects: readonly Effect[]): ReadonlySet<Effect> => {
  const told = new Set<Effect>()
  let shortest = Number.POSITIVE_INFINITY
  const shortestRead = new Map<number, number>()
  for (const effect of effects.toSorted(innermostFirst)) {
    const { deed, start, end } = effect
    const inner = deed === 'await' ? shortest : (shortestRead.get(start) ?? Number.POSITIVE_INFINITY)
    if (inner <= end) told.add(effect)
    shortest = Math.min(shortest, end)
    if (deed === 'read' && !shortestRead.has(start)) shortestRead.set(start, end)
  }
  return told
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
  return name === '' || name === 'default' ? 'When one of this class is made' : `Whenever ${oneOf(name)} is made`
}

const fixOf = (effect: Effect, cause: Cause, view: View): string => {
  const { position, deed, path, origin } = effect
  const making = position === 'field' || position === 'constructor'
  if (cause.kind === 'thing' && origin.kind === 'own') return 'Let whoever makes it do that.'
  if (cause.kind === 'thing') return `Let whoever makes it call \`${path}\`, and hand in what comes of it.`
  if (cause.kind === 'read') return 'Read it in main.ts and hand the value down as a field of a config.'
  if (cause.kind === 'change')
    return making
      ? 'Let whoever makes it do that.'
      : 'Leave it as it is, or change it in a function that main.ts calls.'
  if (deed === 'import') return 'Name what is used of it in an import, or load it in a function that others call.'
  if (view.layer === 'domain') return givesNothing(effect) ? MOVE[making ? 'making' : 'loading'] : TAKE
  if (making)
    return 'Do it in a static async `open(config)`, which returns the failure as a value, and hand what was opened to a private constructor.'
  const opens =
    'Do it in a function that others call, such as a static async `open(config)` that returns the failure as a value.'
  const specifier = packageOf(effect, view)
  return specifier === null
    ? opens
    : `${opens} If it only makes a value, as the definition of a table does, list "${specifier}" under "pure" in the config.`
}

const TAKE = 'Take the value as an argument, and let the service or main.ts get it.'

const MOVE = Object.freeze({
  making: 'Move the call into a method, or into main.ts.',
  loading: 'Move the call into a function that others call, or into main.ts.',
})

/** Whether there is no value that could be handed in: the answer is thrown away, or stands for something that has begun. */
const givesNothing = ({ deed, kept, path }: Effect): boolean => deed !== 'await' && (!kept || BEGINNING.has(path))

const BEGINNING: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate'])

/** The specifier of the package whose part an effect calls, or `null`. */
const packageOf = ({ origin }: Effect, { edges }: View): string | null =>
  origin.kind === 'import' &&
  edges.some(({ reference, target }) => reference.specifier === origin.specifier && target.kind === 'package')
    ? origin.specifier
    : null
