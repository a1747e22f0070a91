import type { Layer } from '../../config/layer.ts'
import type { Mutable, MutableForm } from '../../facts/field.ts'
import type { View } from '../../project/view.ts'
import { declarationGroup, isModel } from '../is-model.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'

/**
 * Everything that a model declares is readonly. The rule looks at what interfaces, type aliases, class fields and
 * annotations of exported constants declare, also in a namespace, and at what a class does to its own fields. It does
 * not look at what a function takes, returns and works with, nor at what an object keeps in `#private` fields. For a
 * schema its values count, unless the schema has a type annotation. For an exported literal, nothing that was passed to
 * a call counts; in an argument of `Object.freeze` only a set or a map counts, which it does not freeze. In the domain,
 * no function changes a constant at the top level of its file: no field of it, and no list, set or map that it is known
 * to be. Code that runs as the module loads builds the constant, and is allowed; code that runs as a model is created
 * falls under init-effects. A type inside a declaration is reported together with the outermost declaration; a
 * declaration in a namespace is reported on its own.
 */
export const frozen: FileRule = Object.freeze<FileRule>({
  id: 'frozen',
  cell: '`model_config = {"frozen": True}`',
  layers: ['domain', 'service'],
  what: 'Models of the domain, and configs and executors of the service, are readonly throughout: fields, lists, collections, constants and schemas. The domain keeps no state.',
  why: 'A frozen value never changes, so it can be passed, kept and compared without copies. A reader of mutable code has to track every change.',
  how: "Write `readonly` before fields, indexes, lists and tuples, `ReadonlySet` and `ReadonlyMap` for collections, `as const` after a literal, `.readonly()` after a schema. Return a new value instead of changing one. Keep an object's internal state in `#private` fields. A declaration is one finding, with all its fields. An exception at its name covers all of them; an exception at a field covers only that field.",
  plants: [
    {
      layer: 'domain',
      file: 'planted-model.ts',
      text: 'export interface PlantedModel {\n  readonly id: string\n  total: number\n}\n',
    },
    {
      layer: 'service',
      file: 'planted-settings.ts',
      text: 'export interface PlantedSettings {\n  readonly names: string[]\n}\n',
    },
  ],
  reads: 'file',
  find: ({ facts, layer }: View) =>
    facts.mutables.filter((each) => counts(each, layer)).map((each) => violation(each, facts.path)),
})

const counts = (found: Mutable, layer: Layer): boolean =>
  found.form === 'module_state' ? layer === 'domain' : isModel(found, layer)

const violation = (found: Mutable, path: string): Violation => {
  const { holder, name, form, part, start, end } = found
  const { what, fix } = MESSAGES[form](found)
  // JavaScript has no type syntax.
  const edit = /\.[cm]?jsx?$/.test(path) ? null : found.edit
  const group = declarationGroup(holder, {
    kind: form === 'module_state' || form === 'schema' ? form : 'fields',
    part,
    way: form,
  })
  return { start, end, within: holder.name, subject: name, what, fix, edit, group }
}

type WriteMessage = (found: Mutable) => { readonly what: string; readonly fix: string }

const MESSAGES: { readonly [form in MutableForm]: WriteMessage } = Object.freeze<{
  readonly [form in MutableForm]: WriteMessage
}>({
  field: ({ name, holder }) => ({
    what: `${name} of ${holder.name} is mutable.`,
    fix: `Write readonly before ${name}.`,
  }),
  index: ({ holder }) => ({
    what: `The entries of ${holder.name} are mutable.`,
    fix: 'Write readonly before the index signature.',
  }),
  array: ({ name, holder }) => ({
    what: `The list ${name} in ${holder.name} is mutable.`,
    fix: 'Write readonly before it, or ReadonlyArray instead of Array.',
  }),
  tuple: ({ name, holder }) => ({
    what: `The tuple ${name} in ${holder.name} is mutable.`,
    fix: 'Write readonly before it.',
  }),
  collection: ({ name, holder }) => ({
    what: `The collection ${name} in ${holder.name} is mutable.`,
    fix: 'Give it the type ReadonlySet, ReadonlyMap or Readonly<Record<…>>.',
  }),
  setter: ({ name, holder }) => ({
    what: `${holder.name} lets ${name} be set from outside.`,
    fix: `Remove the setter, and add a method that returns a new ${holder.name}.`,
  }),
  assignment: ({ name, holder }) => ({
    what: `A method of ${holder.name} assigns this.${name}, so an existing ${holder.name} changes.`,
    fix: `Return a new ${holder.name} with the other ${name}. If it is internal state, keep it in #${name}.`,
  }),
  mutation: ({ name, holder }) => ({
    what: `A method of ${holder.name} changes the value in this.${name.split('.')[0] ?? name}, which other code may share.`,
    fix: `Return a new ${holder.name} with a changed copy. If it is internal state, keep it in a #private field.`,
  }),
  let: ({ name }) => ({
    what: `${name} is a module variable, so what the module does depends on earlier calls.`,
    fix: 'Make it a const, or move it into the function that uses it and pass it on.',
  }),
  module_state: ({ name, holder }) => ({
    what: `${holder.name === '' ? 'A function here' : holder.name} changes ${name}, but the domain keeps no state between calls.`,
    fix: `Take ${name} as an argument and return the new value, or let the service keep it.`,
  }),
  object: ({ name }) => ({
    what: `${name} is exported and mutable.`,
    fix: 'Write as const after the literal, give it the type of a model, or pass it to Object.freeze.',
  }),
  schema: ({ name, holder }) => ({
    what: `${name} in ${holder.name} produces a mutable value.`,
    fix: 'Write .readonly() after it, or annotate the schema with a readonly type.',
  }),
})
