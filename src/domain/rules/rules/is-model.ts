import type { Holder } from '../facts/field.ts'
import type { Group } from './violation.ts'
import type { Layer } from '../config/layer.ts'

/**
 * Whether a declaration is a model, whose fields are all stated and readonly. In the domain each one at the top of a file is. In the service configs are
 * (by their name, which ends in Config, Settings or Options, or because one of the file is made of them) and executors (classes with an `execute`);
 * all else there is how a technology is worked with.
 */
export const isModel = (fact: { readonly holder: Holder; readonly config: boolean }, layer: Layer): boolean =>
  layer === 'domain' ? fact.holder.declared !== 'statement' : fact.config || fact.holder.executes

/**
 * What is told of a declaration as one finding, by what kind of thing that is. A type inside of a declaration belongs to the one at the top of the file, or of a
 * namespace, and so do the methods of a class.
 */
export const declarationGroup = (
  { declared, begins, named }: Holder,
  { kind, part, way }: { readonly kind: string; readonly part: string; readonly way: string },
): Group | null =>
  declared === 'statement'
    ? null
    : { key: `${kind} ${begins}`, across: 'file', part, way, declaration: { begins, named } }
