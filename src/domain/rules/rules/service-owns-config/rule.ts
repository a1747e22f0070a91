import { typeAt } from '../../capability/contract.ts'
import { executorConfigsOf } from '../../capability/executor.ts'
import type { ConfigUse, DeclaredType } from '../../facts/capability.ts'
import type { Origin } from '../../facts/effect.ts'
import type { Violation } from '../violation.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'
import { isTenon } from '../../capability/anchors.ts'
import { definitionOf } from '../../project/definition.ts'

/**
 * An executor's config is what it has as a field, or is made of, under a name that ends as those of configs do: config, settings, options. A parameter
 * counts where an executor is made, by its constructor, a static method or a function that gives one, and a private field where it is of the type of such
 * a parameter; several options in a list or a map are to choose from. The type is one that a service file of the project declares by name. Each name that
 * it is written with comes from a service file, is global, or belongs to Tenon or to a package that the config lists as pure; and so do those that a named
 * one is made of. What its fields are of is not looked at. A config from the domain is a finding of tech-config-in-domain.
 */
export const serviceOwnsConfig: FileRule = Object.freeze<FileRule>({
  id: 'service-owns-config',
  cell: 'Service layer owns tech configs',
  layers: ['service'],
  what: 'What an executor must be told is a type of its own, declared by name in a service file: not `any`, not a bag, not the options of a package.',
  why: 'What a technology expects is service knowledge. A config of its own says which of it this project states, field by field, and a new version of the package changes nothing unseen.',
  how: 'Declare an interface or a schema in a service file with the fields that this executor needs, and map it to the options of the package inside of the executor.',
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
  if (type === 'inline') return `${executor} takes a config without a name, so nobody owns it.`
  const foreign = origins.map((each) => foreignAt(view, each, new Set())).find((each) => each !== null)
  if (foreign === undefined) return null
  if (foreign.kind === 'misplaced')
    return `${executor} takes ${text} as its config, which ${foreign.from} declares, and that is no service file.`
  return foreign.name === text
    ? `${executor} takes ${text} of ${foreign.from} as its config, so the package decides what this project must state.`
    : `${executor} takes ${text} as its config, which is made of ${foreign.name} of ${foreign.from}.`
}

interface Foreign {
  readonly kind: 'foreign' | 'misplaced'
  readonly name: string
  readonly from: string
}

/** What of a type is not the service's, or `null` where all of it is. */
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
