import { lineageAt } from '../../capability/contract.ts'
import type { Default, DefaultForm } from '../../facts/field.ts'
import type { Violation } from '../violation.ts'
import { declarationGroup, isModel } from '../is-model.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'
import { isSchema } from './schema.ts'

/**
 * Every field and parameter of a model is stated by whoever makes it. It looks at signatures, fields and schemas; of what a function does inside it takes
 * just two things for a default: a constant that stands in for a parameter or a part of one, assigned to it or in a field of the result, and one that is
 * spread under the input. What stands in for a field whose type, in the project, is written without `?` and with `| null` or `| undefined` is no default:
 * nothing was left out, and to choose a word for nothing is a decision of the domain. The type of a function, a callback, what begins with `#` and what
 * stands behind overloads are not looked at. A `readonly` field that can have one value alone is no default.
 * A class is told of with its methods, and a type inside of a declaration with the outermost one; what a namespace declares stands for itself.
 */
export const explicitFields: FileRule = Object.freeze<FileRule>({
  id: 'explicit-fields',
  cell: 'All fields explicit, no defaults',
  layers: ['domain', 'service'],
  what: 'Models of the domain, and configs and executors of the service, have no optional field, no default and no fallback: whoever makes one states all of it.',
  why: 'A value that nobody states is still a decision, and it is made where nobody looks. When each field is stated, a reader of the call sees all that was decided, and a new field is a question to every caller.',
  how: 'Write absence as a value, `T | null` or `T | undefined`, and let the caller state it. A preset is a constant with a name that callers pass. A declaration is one finding, with all of its fields and parameters. An exception at its name covers all of them, one at a field only that field.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-order.ts',
      text: 'export interface PlantedOrder {\n  readonly id: string\n  readonly note?: string\n}\n',
    },
    {
      layer: 'service',
      file: 'planted-config.ts',
      text: 'export interface PlantedConfig {\n  readonly path: string\n  readonly timeoutMs?: number\n}\n',
    },
  ],
  reads: 'file',
  find: (view: View) => view.facts.defaults.filter((each) => counts(each, view)).map(violation),
})

const counts = (found: Default, view: View): boolean => {
  if (!isModel(found, view.layer)) return false
  if (found.form === 'partial' && !found.holder.exported && !found.config) return false
  if (isStated(found.field, view)) return false
  return found.schema === null || isSchema(found.schema, view)
}

/** Whether the field for which something stands in is one that whoever makes its type must state, as `null` or `undefined` if there is none. */
const isStated = (field: Default['field'], view: View): boolean =>
  field !== null && lineageAt(view, field.type).some(({ type }) => type.absences.includes(field.name))

const violation = (found: Default): Violation => {
  const { holder, name, form, start, end } = found
  const { what, fix } = SAYS[form](found)
  const group = declarationGroup(holder, { kind: 'values', part: name, way: form })
  return { start, end, within: holder.name, subject: name, what, fix, edit: null, group }
}

type Sentence = (found: Default) => { readonly what: string; readonly fix: string }

const SHOWN = 60

const shown = ({ instead }: Default): string => {
  const text = (instead ?? '').replaceAll(/\s+/g, ' ')
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

const of = ({ name, holder }: Default): string =>
  holder.name === '' || holder.name === name ? name : `${name} of ${holder.name}`

const replaced: Sentence = (found) => ({
  what: `${of(found)} is ${shown(found)} wherever nobody states it.`,
  fix: `Take the default away and let each caller state ${found.name}; give ${shown(found)} a name if many pass it.`,
})

const SAYS: { readonly [form in DefaultForm]: Sentence } = Object.freeze<{ readonly [form in DefaultForm]: Sentence }>({
  optional_field: (found) => ({
    what: `${of(found)} can be left out.`,
    fix: `Write ${found.name} without the question mark, as T | null or T | undefined, so that whoever makes one says what is absent.`,
  }),
  optional_parameter: (found) => ({
    what: `${of(found)} can be left out of a call.`,
    fix: `Write ${found.name} without the question mark, as T | null or T | undefined, so that each call states it.`,
  }),
  field_initialiser: (found) => ({
    what: `${of(found)} begins as ${shown(found)}, which nobody stated.`,
    fix: `Take ${found.name} in the constructor. If it can never be anything else, make it readonly, with a literal or the name of a constant as its value and no wider type beside it.`,
  }),
  parameter_default: replaced,
  pattern_default: replaced,
  partial: (found) => ({
    what: `${found.name} in ${found.holder.name} lets fields be left out.`,
    fix: 'Declare a type of its own with the fields that are meant, each of them stated, or take the whole model.',
  }),
  schema_default: (found) => ({
    what: `${found.name}(${shown(found)}) of ${found.holder.name} fills in what nobody stated.`,
    fix: `Take it away, so that the value must be stated${found.instead === null ? '' : `; whoever wants ${shown(found)} passes it`}.`,
  }),
  schema_optional: (found) => ({
    what: `${found.name}() of ${found.holder.name} lets a value be left out.`,
    fix: 'Make it .nullable(), so that absence is stated as null.',
  }),
  spread_default: (found) => ({
    what: `${found.name} fills in what the input of ${found.holder.name} leaves out.`,
    fix: 'Take the whole model as input; whoever wants a preset spreads it where it calls.',
  }),
  fallback: (found) => ({
    what: `${shown(found)} stands in where ${found.name} is absent, so ${found.holder.name} decides what nobody stated.`,
    fix: `Take ${found.name} as a value that is always there, and let the caller decide.`,
  }),
})
