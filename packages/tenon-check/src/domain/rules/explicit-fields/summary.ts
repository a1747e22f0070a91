import type { DefaultForm } from '../../facts/field.ts'
import { once, shortList, type Summarise } from '../summary.ts'

/** Reports a declaration in which several fields, parameters or values need not be stated. */
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
    fix: FIXES.flatMap(([those, fixes]) => (those.some((each) => ways.has(each)) ? fixes : [])).join(' '),
  }
}

interface Kind {
  readonly of: string
  readonly can: string
}

const VALUES: Kind = Object.freeze({ of: 'values', can: 'need not be stated' })

const KINDS: { readonly [way: string]: Kind } = Object.freeze({
  optional_field: { of: 'fields', can: 'can be omitted' },
  optional_parameter: { of: 'parameters', can: 'can be omitted in a call' },
  parameter_default: { of: 'parameters', can: 'have a default' },
})

const FIXES: readonly (readonly [ways: readonly DefaultForm[], fixes: string])[] = [
  [
    ['optional_field', 'optional_parameter'],
    'Write each without the question mark, as T | null or T | undefined, so that absence is stated.',
  ],
  [
    ['field_initialiser', 'parameter_default', 'pattern_default', 'spread_default', 'fallback'],
    'Remove the defaults and let callers state the values. For a preset, export a named constant that callers pass.',
  ],
  [
    ['field_initialiser'],
    'Make a field that never has another value readonly, with a literal, an object or list of literals in Object.freeze(), or the name of a constant as its value, and no wider type annotation.',
  ],
  [['partial'], 'Declare a separate type with the fields that are meant, all of them required.'],
  [['schema_optional'], 'Make the values of the schema .nullable(), so that absence is stated as null.'],
  [['schema_default'], 'Remove the defaults of the schema, so that the values must be stated.'],
]
