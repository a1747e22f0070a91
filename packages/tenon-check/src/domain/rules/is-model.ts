import type { Layer } from '../config/layer.ts'
import type { Holder } from '../facts/field.ts'
import type { Group } from './violation.ts'

/**
 * Whether a declaration is a model, all of whose fields must be stated and readonly. In the domain, every declaration
 * at the top level of a file is. In the service, configs are (by their name, which ends in Config, Settings or Options,
 * or because a config of the file is built from them) and executors (classes with an `execute`); everything else there
 * is technology code.
 */
export const isModel = (fact: { readonly holder: Holder; readonly config: boolean }, layer: Layer): boolean =>
  layer === 'domain' ? fact.holder.declared !== 'statement' : fact.config || fact.holder.executes

/**
 * The group of violations that one finding reports for a declaration, by the kind of problem. A type inside a
 * declaration belongs to the declaration at the top level of the file or of a namespace, and so do the methods of a
 * class.
 */
export const declarationGroup = (
  { declared, begins, named }: Holder,
  { kind, part, way }: { readonly kind: string; readonly part: string; readonly way: string },
): Group | null =>
  declared === 'statement'
    ? null
    : { key: `${kind} ${begins}`, across: 'file', part, way, declaration: { begins, named } }
