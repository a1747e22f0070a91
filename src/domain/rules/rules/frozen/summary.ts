import type { MutableForm } from '../../facts/field.ts'
import { type GroupMember, type GroupMembers, listed, once, shortList, type Summarise } from '../summary.ts'

/** Tells of a declaration of which several parts can be changed, or that changes several things. */
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
    what: `The domain keeps no state: ${within === '' ? 'a function here' : within} changes ${listed(names)}, which all later calls see.`,
    fix: 'Hand them in and give the new ones back, or let the service keep them.',
  }
}

const ofSchema: Summarise = (several) => {
  const [{ what, within }] = several
  const names = once(several.map(({ subject }) => subject))
  return {
    what: names.length === 1 ? what : `What ${listed(names)} in ${within} give can be changed.`,
    fix: 'Write .readonly() behind each, or annotate the schema with a type that is readonly.',
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
  if (changes.length === 0) return `${what} can be changed${which}.`
  if (names.length === 1) return `${what} can be changed, and its methods do.`
  return `${what} can be changed${which}. Its methods change ${shortList(once(changes.map(nameOf)))}.`
}

/** The field, or what stands where there is none. */
const nameOf = ({ group, subject }: GroupMember): string => (group === null || group.part === '' ? subject : group.part)

const isChange = ({ group }: GroupMember): boolean => CHANGES.has(group?.way ?? '')

const CHANGES: ReadonlySet<string> = new Set<MutableForm>(['assignment', 'mutation'])

const fixesOf = (several: GroupMembers): string => {
  const has = (...ways: readonly MutableForm[]): boolean =>
    several.some(({ group }) => ways.some((way) => way === group?.way))
  const each = [...(has('field', 'index') ? ['each field'] : []), ...(has('array', 'tuple') ? ['each list'] : [])]
  const orArray = has('array') ? ', or ReadonlyArray for Array' : ''
  return [
    ...(each.length === 0 ? [] : [`Write readonly before ${listed(each)}${orArray}.`]),
    ...FIXES.flatMap(([ways, mends]) => (has(...ways) ? mends : [])),
  ].join(' ')
}

const FIXES: readonly (readonly [ways: readonly MutableForm[], mends: string])[] = [
  [['collection'], 'Give each collection the type ReadonlySet, ReadonlyMap or Readonly<Record<…>>.'],
  [['setter'], 'Take the setters away, and give methods that make a new one.'],
  [['assignment', 'mutation'], 'Make a new one in place of a change; what an object must remember, it keeps under #.'],
]
