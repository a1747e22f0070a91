import { isTenon } from '../../capability/anchors.ts'
import { typeAt } from '../../capability/contract.ts'
import { executorConfigsOf } from '../../capability/executor.ts'
import type { ConfigUse, DeclaredType } from '../../facts/capability.ts'
import type { Origin } from '../../facts/effect.ts'
import { definitionOf } from '../../project/definition.ts'
import type { View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'

/**
 * The config of an executor is what it has as a field, or is constructed from, under a name that ends as names of
 * configs do: config, settings, options. A parameter counts where an executor is created: in its constructor, a static
 * method or a function that returns one. A private field counts if it has the type of such a parameter. Several options
 * in a list or a map are alternatives to choose from. The type must be one that a service file of the project declares
 * by name. Each name that the type is written with comes from a service file, is global, or belongs to Tenon or to a
 * package that the config lists as pure; the same holds for the types that a named one is built from. The types of its
 * fields are not looked at. A config from the domain is a finding of tech-config-in-domain.
 */
export const serviceOwnsConfig: FileRule = Object.freeze<FileRule>({
  id: 'service-owns-config',
  cell: 'Service layer owns tech configs',
  layers: ['service'],
  what: 'The config of an executor is a type of its own, declared by name in a service file: not `any`, not an anonymous object type, not the options of a package.',
  why: 'What a technology expects is service knowledge. A config of your own lists, field by field, what this project sets, and a new version of the package cannot change that unnoticed.',
  how: 'Declare an interface or a schema in a service file with the fields that this executor needs, and map it to the options of the package inside the executor.',
  plants: [
    {
      layer: 'service',
      file: 'planted-executor.ts',
      text: `export class PlantedExecutor {
  readonly #config: unknown

  constructor(config: unknown) {
    this.#config = config
  }

  async execute(): Promise<string> {
    return String(this.#config)
  }
}
`,
    },
  ],
  reads: 'file',
  find: (view: View) => executorConfigsOf(view).flatMap((use) => judged(view, use)),
})

const judged = (view: View, use: ConfigUse): readonly Violation[] => {
  const what = fault(view, use)
  const { start, end, executor, text } = use
  if (what === null) return []
  const fix = `Declare the config of ${executor} by name in a service file, with the fields that it needs, and take that.`
  return [{ start, end, within: executor, subject: text.replaceAll(/\s+/g, ' '), what, fix, edit: null, group: null }]
}

const fault = (view: View, { type, executor, text, origins }: ConfigUse): string | null => {
  if (type === 'primitive') return null
  if (type === 'any') return `${executor} takes its config as ${text}, which does not say what is in it.`
  if (type === 'inline') return `${executor} takes a config whose type has no name, so no file owns it.`
  const foreign = origins.map((each) => foreignAt(view, each, new Set())).find((each) => each !== null)
  if (foreign === undefined) return null
  if (foreign.kind === 'misplaced')
    return `${executor} takes ${text} as its config, which ${foreign.from} declares, but that is not a service file.`
  return foreign.name === text
    ? `${executor} takes ${text} of ${foreign.from} as its config, so the package decides what this project must set.`
    : `${executor} takes ${text} as its config, which is built from ${foreign.name} of ${foreign.from}.`
}

interface Foreign {
  readonly kind: 'foreign' | 'misplaced'
  readonly name: string
  readonly from: string
}

/** The part of a type that does not belong to the service, or `null` if all of it does. */
const foreignAt = (view: View, origin: Origin, seen: ReadonlySet<DeclaredType>): Foreign | null => {
  const found = definitionOf(view, origin)
  if (found === null) return null
  if (found.kind === 'foreign') {
    const { edge, name } = found
    const isOwned = edge.pure || isTenon(edge)
    return isOwned ? null : { kind: 'foreign', name, from: edge.reference.specifier ?? '' }
  }
  const { layer, facts } = found.view
  if (layer === 'domain') return null
  if (layer !== 'service') return { kind: 'misplaced', name: found.name, from: facts.path }
  const declared = typeAt(view, origin)
  if (declared === null || seen.has(declared.type)) return null
  const known = new Set([...seen, declared.type])
  const faults = declared.type.made.map((each) => foreignAt(declared.view, each, known))
  return faults.find((each) => each !== null) ?? null
}
