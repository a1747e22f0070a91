import { lineageAt } from '../../capability/contract.ts'
import type { Default, DefaultForm } from '../../facts/field.ts'
import type { View } from '../../project/view.ts'
import { declarationGroup, isModel } from '../is-model.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'
import { isSchema } from './schema.ts'

/**
 * The code that creates a model states every field and parameter. The rule looks at signatures, fields and schemas.
 * Inside a function it counts just two things as a default: a constant that replaces a parameter or a part of one,
 * where it is assigned to it or used in a field of the result; and a constant that is spread under the input. A
 * replacement for a field whose type, in the project, is written without `?` and with `| null` or `| undefined` is not
 * a default: nothing was omitted, and choosing a word for nothing is a decision of the domain. The rule does not look
 * at function types, callbacks, names that begin with `#`, or the implementation behind overloads. A `readonly` field
 * that can have only one value is not a default. A class is reported together with its methods, and a type inside a
 * declaration together with the outermost declaration; a declaration in a namespace is reported on its own.
 */
export const explicitFields: FileRule = Object.freeze<FileRule>({
  id: 'explicit-fields',
  cell: 'All fields explicit, no defaults',
  layers: ['domain', 'service'],
  what: 'Models of the domain, and configs and executors of the service, have no optional field, no default and no fallback: the code that creates one states every value.',
  why: 'A default is also a decision, made where no caller sees it. When each field is stated, a reader of the call sees every decision, and each caller must decide about a new field.',
  how: 'Write absence as a value, `T | null` or `T | undefined`, and let the caller state it. For a preset, export a named constant that callers pass. A declaration is one finding, with all its fields and parameters. An exception at its name covers all of them; an exception at a field covers only that field.',
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

/** Whether the replaced field must be stated, as `null` or `undefined` if there is no value. */
const isStated = (field: Default['field'], view: View): boolean =>
  field !== null && lineageAt(view, field.type).some(({ type }) => type.absences.includes(field.name))

const violation = (found: Default): Violation => {
  const { holder, name, form, start, end } = found
  const { what, fix } = MESSAGES[form](found)
  const group = declarationGroup(holder, { kind: 'values', part: name, way: form })
  return { start, end, within: holder.name, subject: name, what, fix, edit: null, group }
}

type WriteMessage = (found: Default) => { readonly what: string; readonly fix: string }

const SHOWN = 60

const shown = ({ instead }: Default): string => {
  const text = (instead ?? '').replaceAll(/\s+/g, ' ')
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

const of = ({ name, holder }: Default): string =>
  holder.name === '' || holder.name === name ? name : `${name} of ${holder.name}`

const replaced: WriteMessage = (found) => ({
  what: `${of(found)} defaults to ${shown(found)}.`,
  fix: `Remove the default and let each caller state ${found.name}. If many callers pass ${shown(found)}, export it as a named constant.`,
})

const MESSAGES: { readonly [form in DefaultForm]: WriteMessage } = Object.freeze<{
  readonly [form in DefaultForm]: WriteMessage
}>({
  optional_field: (found) => ({
    what: `${of(found)} can be omitted.`,
    fix: `Write ${found.name} without the question mark, as T | null or T | undefined, so that the code that creates one states it.`,
  }),
  optional_parameter: (found) => ({
    what: `${of(found)} can be omitted in a call.`,
    fix: `Write ${found.name} without the question mark, as T | null or T | undefined, so that each call states it.`,
  }),
  field_initialiser: (found) => ({
    what: `${of(found)} is initialised to ${shown(found)}, so no caller states it.`,
    fix: `Take ${found.name} in the constructor. If it never has another value, make it readonly, with a literal, an object or list of literals in Object.freeze(), or the name of a constant as its value, and no wider type annotation.`,
  }),
  parameter_default: replaced,
  pattern_default: replaced,
  partial: (found) => ({
    what: `${found.name} in ${found.holder.name} makes fields optional.`,
    fix: 'Declare a separate type with the fields that are meant, all of them required, or take the whole model.',
  }),
  schema_default: (found) => ({
    what: `${found.name}(${shown(found)}) of ${found.holder.name} fills in a value that the input omits.`,
    fix: `Remove it, so that the value must be stated${found.instead === null ? '' : `; callers that want ${shown(found)} pass it`}.`,
  }),
  schema_optional: (found) => ({
    what: `${found.name}() of ${found.holder.name} lets the input omit a value.`,
    fix: 'Use .nullable(), so that absence is stated as null.',
  }),
  spread_default: (found) => ({
    what: `${found.name} fills in what the input of ${found.holder.name} omits.`,
    fix: 'Take the whole model as input; callers that want a preset spread it in the call.',
  }),
  fallback: (found) => ({
    what: `${shown(found)} replaces ${found.name} when it is absent, so ${found.holder.name} decides instead of its caller.`,
    fix: `Take ${found.name} as a value that is always present, and let the caller decide.`,
  }),
})
