import type { MutableForm } from '../../facts/field.ts'
import { type GroupMember, type GroupMembers, listed, once, shortList, type Summarise } from '../summary.ts'

/** Reports a declaration of which several parts are mutable, or that changes several things. */
export const summariseFrozen: Summarise = (several) => {
  const [{ group }] = several
  if (group?.way === 'module_state') return ofState(several)
  return group?.way === 'schema' ? ofSchema(several) : ofFields(several)
}

const ofState: Summarise = (several) => {
  const [{ what, fix, within }] = several
  const names = once(several.map(({ subject }) => subject))
  if (names.length === 1) return { what, fix }
  return {
    what: `${within === '' ? 'A function here' : within} changes ${listed(names)}, but the domain keeps no state between calls.`,
    fix: 'Take them as arguments and return the new values, or let the service keep them.',
  }
}

const ofSchema: Summarise = (several) => {
  const [{ what, within }] = several
  const names = once(several.map(({ subject }) => subject))
  return {
    what: names.length === 1 ? what : `${listed(names)} in ${within} produce mutable values.`,
    fix: 'Write .readonly() after each, or annotate the schema with a readonly type.',
  }
}

const ofFields: Summarise = (several) => {
  const [{ what, fix, within }] = several
  const names = once(several.map(nameOf))
  const isField = several.every(({ group }) => group?.part !== '')
  const [changes, others] = [several.filter(isChange), several.filter((each) => !isChange(each))]
  if (names.length === 1 && (!isField || others.length === 0)) return { what, fix }
  return { what: whatOf(within, names, isField ? 'fields' : 'parts', changes, others), fix: fixesOf(several) }
}

const whatOf = (
  within: string,
  names: readonly string[],
  many: string,
  changes: readonly GroupMember[],
  others: readonly GroupMember[],
): string => {
  if (others.length === 0) return `Methods of ${within} change ${names.length} of its ${many}: ${shortList(names)}.`
  const what = names.length === 1 ? `${names.join('')} of ${within}` : `${names.length} ${many} of ${within}`
  const which = names.length === 1 ? '' : `: ${shortList(names)}`
  if (changes.length === 0) return `${what} ${names.length === 1 ? 'is' : 'are'} mutable${which}.`
  if (names.length === 1) return `${what} is mutable, and methods change it.`
  return `${what} are mutable${which}. Methods change ${shortList(once(changes.map(nameOf)))}.`
}

/** The field, or the subject if there is none. */
const nameOf = ({ group, subject }: GroupMember): string => (group === null || group.part === '' ? subject : group.part)

const isChange = ({ group }: GroupMember): boolean => CHANGES.has(group?.way ?? '')

const CHANGES: ReadonlySet<string> = new Set<MutableForm>(['assignment', 'mutation'])

const fixesOf = (several: GroupMembers): string => {
  const has = (...ways: readonly MutableForm[]): boolean =>
    several.some(({ group }) => ways.some((way) => way === group?.way))
  const each = [...(has('field', 'index') ? ['each field'] : []), ...(has('array', 'tuple') ? ['each list'] : [])]
  const orArray = has('array') ? ', or ReadonlyArray instead of Array' : ''
  return [
    ...(each.length === 0 ? [] : [`Write readonly before ${listed(each)}${orArray}.`]),
    ...FIXES.flatMap(([ways, fixes]) => (has(...ways) ? fixes : [])),
  ].join(' ')
}

const FIXES: readonly (readonly [ways: readonly MutableForm[], fixes: string])[] = [
  [['collection'], 'Give each collection the type ReadonlySet, ReadonlyMap or Readonly<Record<…>>.'],
  [['setter'], 'Remove the setters, and add methods that return a new value.'],
  [
    ['assignment', 'mutation'],
    'Return a new value instead of changing this one; keep internal state in #private fields.',
  ],
]
