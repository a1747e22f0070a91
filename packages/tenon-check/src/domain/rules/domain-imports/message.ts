import type { Reference, ReferenceForm } from '../../facts/reference.ts'
import { howToFix } from '../../health/health.ts'
import { technologyOf } from '../../project/technology-use.ts'
import type { Edge, FileTarget, View } from '../../project/view.ts'
import type { Violation } from '../violation.ts'

/** What is wrong with an import of the domain, and how to fix it. */
type Message = Pick<Violation, 'what' | 'fix'>

/** Writes the message about an import that leads out of the domain, by where it leads and what it imports. */
export const importMessage = (edge: Edge, view: View): Message => {
  const { reference, target } = edge
  const does = `The domain ${doing(reference)}`
  switch (target.kind) {
    case 'package':
      return packageMessage(reference, target.name, technologyOf(view, edge))
    case 'builtin':
      return {
        what: `${does} node:${target.name}, which is part of Node.`,
        fix: fixOf(reference, technologyOf(view, edge)),
      }
    case 'file':
      return fileMessage(does, target, reference.specifier ?? '')
    case 'outside':
      return {
        what: `${does} "${reference.specifier}", which is outside the project.`,
        fix: 'Move what is needed into the domain, or take it as an argument.',
      }
    case 'unresolved':
      return {
        what: `${does} "${reference.specifier}", which cannot be resolved: ${target.says}.`,
        fix: howToFix('unresolved-import'),
      }
    case 'computed':
      return {
        what: 'The domain computes a specifier at run time, so the check cannot know what it imports.',
        fix: 'Write the specifier as a literal, or let a service choose what to load and pass it in.',
      }
    default:
      return target satisfies never
  }
}

const packageMessage = (reference: Reference, name: string, technology: string | null): Message => {
  const specifier = reference.specifier ?? name
  const what = `The domain ${doing(reference)} ${packageAs(specifier, name)}.`
  if (name === 'tenon')
    return { what, fix: 'Import it in a service file or in the api; the domain imports only "tenon" itself.' }
  if (technology !== null) return { what, fix: fixOf(reference, technology) }
  const list = `If it does no I/O and reads no clock, list "${specifier}" under "pure" in the config.`
  return { what, fix: `${fixOf(reference, null)} ${list}` }
}

const packageAs = (specifier: string, name: string): string => {
  if (/^[a-z][a-z\d+.-]+:/i.test(name)) return `"${name}"`
  return specifier.startsWith(`${name}/`) ? `${specifier}, part of the package ${name}` : `the package ${name}`
}

const fileMessage = (does: string, { path, layer, leftOut }: FileTarget, specifier: string): Message => {
  switch (layer) {
    case 'domain':
      return {
        what: `${does} ${path}, which is not a source file, so the check cannot read what it does.`,
        fix: 'Declare the need as a capability in the domain, and load the file in a service that binds it. If it is JavaScript or TypeScript, rename it to end in .js or .ts, so that it is checked too.',
      }
    case 'service':
      return {
        what: `${does} ${path}, a file of the service.`,
        fix: 'Reverse the dependency: declare the need as a capability in the domain, and let the service file import and bind it. Code in it that uses no technology can move into the domain.',
      }
    case 'api':
      return {
        what: `${does} ${path}, a file of the api.`,
        fix: 'Move what is needed into the domain and let the api import it from there, or take it as an argument.',
      }
    case 'test':
      return {
        what: `${does} ${path}, a file of the tests.`,
        fix: 'Move what is needed into the domain and let the test import it from there.',
      }
    case null:
      return uncheckedMessage(does, path, leftOut, specifier)
    default:
      return layer satisfies never
  }
}

const uncheckedMessage = (does: string, path: string, leftOut: FileTarget['leftOut'], specifier: string): Message => {
  switch (leftOut) {
    case 'ignored':
      return {
        what: `${does} ${path}, which the config ignores, so no rule checks it.`,
        fix: 'Remove it from "ignored", so that it is checked too, or remove the import.',
      }
    case 'hidden':
      return {
        what: `${does} ${path}, which no check includes: the config, and files and folders whose names begin with a dot, are always left out.`,
        fix: 'Move what is needed into a checked file of the domain.',
      }
    case 'built':
      return {
        what: `${does} ${path}, which is built from other files, so no rule checks it.`,
        fix: `Make "${specifier}" resolve to the sources, with "paths" in tsconfig.json or a condition in "exports" that "customConditions" names, or move what is needed into the domain.`,
      }
    case null:
      return {
        what: `${does} ${path}, which is in no layer, so no rule checks it.`,
        fix: "Move it into the domain, or add it to the domain's patterns in the config, so that it is checked too.",
      }
    default:
      return leftOut satisfies never
  }
}

/** How to remove a technology from the domain, by what the domain uses of it. */
const fixOf = (reference: Reference, technology: string | null): string => {
  const what = technology ?? 'it'
  if (reference.form === 'declare_module')
    return `Move the declaration to the service file that imports ${what}, or to a file of types next to it.`
  if (reference.typeOnly)
    return `Declare a domain type with just what it needs, and let a service file map ${technology ?? 'the other type'} to it.`
  const line = VERBS[reference.form] === 'imports' ? 'import' : 'line'
  return `Declare the need as a capability in the domain, move this ${line} to a service file, and bind ${what} there.`
}

/** The verb phrase for a reference, up to the module that it names. */
const doing = ({ form, typeOnly, names: brought }: Reference): string => {
  if (form === 'export' && typeOnly) return 're-exports types of'
  if (form !== 'import') return VERBS[form]
  const parts = brought.map(({ imported }) => imported)
  const whole = parts.length === 0 || parts.some((part) => part === 'default' || part === '*')
  if (whole) return typeOnly ? 'takes types from' : 'imports'
  const list = parts.length > 3 ? `${parts.slice(0, 2).join(', ')} and ${parts.length - 2} more` : listed(parts)
  return typeOnly ? `takes the ${parts.length === 1 ? 'type' : 'types'} ${list} from` : `imports ${list} from`
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

const VERBS: { readonly [form in ReferenceForm]: string } = {
  import: 'imports',
  export: 're-exports',
  dynamic_import: 'imports',
  require: 'requires',
  import_equals: 'imports',
  import_type: 'takes a type from',
  declare_module: 'changes the types of',
  reference_types: 'refers to the types of',
  reference_path: 'refers to',
  url: 'points to',
  import_meta_resolve: 'resolves',
  builtin_module: 'loads',
  jsdoc: 'takes a type from',
}
