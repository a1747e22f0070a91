import type { Mutable, MutableForm } from '../../facts/field.ts'
import type { Violation } from '../violation.ts'
import type { Layer } from '../../config/layer.ts'
import { declarationGroup, isModel } from '../is-model.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'

/**
 * What a model declares is readonly throughout. It looks at what interfaces, type aliases, fields of classes and annotations of exported constants
 * declare, also in a namespace, and at what a class does to its own fields; what a function takes, gives and works with is its own business, and so is
 * what an object keeps under `#`. Of a schema the values count, unless a type is written out for it; of an exported literal nothing counts that a call
 * was given, and of `Object.freeze` just a set or a map, which it does not freeze. In the domain no function changes a constant at the top of its file:
 * no field of it, and no list, set or map that it is seen to be. What runs as the module is loaded builds it, and what runs as a model is made is a
 * finding of init-effects. A type inside of a declaration is told of with the outermost one; what a namespace declares stands for itself.
 */
export const frozen: FileRule = Object.freeze<FileRule>({
  id: 'frozen',
  cell: '`model_config = {"frozen": True}`',
  layers: ['domain', 'service'],
  what: 'Models of the domain, and configs and executors of the service, are readonly throughout: fields, lists, collections, constants and schemas. The domain keeps no state.',
  why: 'A frozen value is the same for everybody who holds it, now and later, so it can be passed, kept and compared without copies. What can be changed has to be watched.',
  how: 'Write `readonly` before fields, indexes, lists and tuples, `ReadonlySet` and `ReadonlyMap` for collections, `as const` behind a literal, `.readonly()` behind a schema. A change makes a new value. What an object must remember it keeps under `#`. A declaration is one finding, with all of its fields. An exception at its name covers all of them, one at a field only that field.',
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
  const { what, fix } = SAYS[form](found)
  // JavaScript has no words for types.
  const edit = /\.[cm]?jsx?$/.test(path) ? null : found.edit
  const group = declarationGroup(holder, {
    kind: form === 'module_state' || form === 'schema' ? form : 'fields',
    part,
    way: form,
  })
  return { start, end, within: holder.name, subject: name, what, fix, edit, group }
}

type Sentence = (found: Mutable) => { readonly what: string; readonly fix: string }

const SAYS: { readonly [form in MutableForm]: Sentence } = Object.freeze<{ readonly [form in MutableForm]: Sentence }>({
  field: ({ name, holder }) => ({
    what: `${name} of ${holder.name} can be changed by whoever holds one.`,
    fix: `Write readonly before ${name}.`,
  }),
  index: ({ holder }) => ({
    what: `The entries of ${holder.name} can be changed by whoever holds one.`,
    fix: 'Write readonly before the index.',
  }),
  array: ({ name, holder }) => ({
    what: `The list ${name} in ${holder.name} can be changed by whoever holds it.`,
    fix: 'Write readonly before it, or ReadonlyArray for Array.',
  }),
  tuple: ({ name, holder }) => ({
    what: `The tuple ${name} in ${holder.name} can be changed by whoever holds it.`,
    fix: 'Write readonly before it.',
  }),
  collection: ({ name, holder }) => ({
    what: `The collection ${name} in ${holder.name} can be changed by whoever holds it.`,
    fix: 'Give it the type ReadonlySet, ReadonlyMap or Readonly<Record<…>>.',
  }),
  setter: ({ name, holder }) => ({
    what: `${holder.name} lets ${name} be set from outside.`,
    fix: `Take the setter away, and give a method that makes a new ${holder.name}.`,
  }),
  assignment: ({ name, holder }) => ({
    what: `A method of ${holder.name} assigns this.${name}, so one that somebody holds changes.`,
    fix: `Make a new ${holder.name} with the other ${name}. What an object must remember for itself, it keeps in #${name}.`,
  }),
  mutation: ({ name, holder }) => ({
    what: `A method of ${holder.name} changes what this.${name.split('.')[0] ?? name} holds, which others may hold too.`,
    fix: `Make a new ${holder.name} with a changed copy. What an object must remember for itself, it keeps under #.`,
  }),
  let: ({ name }) => ({
    what: `${name} is a variable of the module, so what the module does depends on what happened before.`,
    fix: 'Make it a const, or keep it where it is worked with and hand it on.',
  }),
  module_state: ({ name, holder }) => ({
    what: `The domain keeps no state: ${holder.name === '' ? 'a function here' : holder.name} changes ${name}, which all later calls see.`,
    fix: `Hand ${name} in and give the new one back, or let the service keep it.`,
  }),
  object: ({ name }) => ({
    what: `${name} is exported, and whoever imports it can change it.`,
    fix: 'Write as const behind the literal, give it the type of a model, or give it to Object.freeze.',
  }),
  schema: ({ name, holder }) => ({
    what: `What ${name} in ${holder.name} gives can be changed.`,
    fix: 'Write .readonly() behind it, or annotate the schema with a type that is readonly.',
  }),
})
