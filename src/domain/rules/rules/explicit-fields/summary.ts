import type { DefaultForm } from '../../facts/field.ts'
import { once, shortList, type Summarise } from '../summary.ts'

/** Tells of a declaration of which several fields, parameters or values can be left unstated. */
export const summariseExplicitFields: Summarise = (several) => {
  const [{ what, fix, within }] = several
  const names = once(several.map(({ group, subject }) => group?.part ?? subject))
  if (names.length === 1) {
    const lines = new Set(several.map(({ line }) => line)).size
    return { what: lines === 1 ? what : `${what.slice(0, -1)}, in ${lines} places.`, fix }
  }
  const ways = new Set(several.map(({ group }) => group?.way))
  const [way = ''] = ways
  const kind = ways.size === 1 ? (KINDS[way] ?? VALUES) : VALUES
  return {
    what: `${names.length} ${kind.of}${within === '' ? '' : ` of ${within}`} ${kind.can}: ${shortList(names)}.`,
    fix: FIXES.flatMap(([those, mends]) => (those.some((each) => ways.has(each)) ? mends : [])).join(' '),
  }
}

interface Kind {
  readonly of: string
  readonly can: string
}

const VALUES: Kind = Object.freeze({ of: 'values', can: 'need not be stated' })

const KINDS: { readonly [way: string]: Kind } = Object.freeze({
  optional_field: { of: 'fields', can: 'can be left out' },
  optional_parameter: { of: 'parameters', can: 'can be left out of a call' },
  parameter_default: { of: 'parameters', can: 'have a default' },
})

const FIXES: readonly (readonly [ways: readonly DefaultForm[], mends: string])[] = [
  [
    ['optional_field', 'optional_parameter'],
    'Write each without the question mark, as T | null or T | undefined, so that absence is stated.',
  ],
  [
    ['field_initialiser', 'parameter_default', 'pattern_default', 'spread_default', 'fallback'],
    'Take the defaults away and let whoever makes one, or calls it, state the values; a preset is a constant with a name that callers pass.',
  ],
  [
    ['field_initialiser'],
    'A field that can never be anything else is readonly, with a literal or the name of a constant as its value and no wider type beside it.',
  ],
  [['partial'], 'Declare a type of its own with the fields that are meant, each of them stated.'],
  [['schema_optional'], 'Make the values of the schema .nullable(), so that absence is stated as null.'],
  [['schema_default'], 'Take the defaults of the schema away, so that the values must be stated.'],
]
