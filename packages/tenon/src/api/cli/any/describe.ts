import { type Command, Option } from 'commander'
import type { Capability } from '../../../domain/capability/capability.ts'
import { describe } from '../../../domain/capability/describe.ts'
import { configIn } from '../../../service/node/config-file.ts'
import { canonicalHash } from '../../../service/node/hash.ts'
import { capabilities } from '../capabilities.ts'
import { status } from '../session/status.ts'
import { type StoreOptions, withStoreOptions } from '../session/store-options.ts'
import { choose } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { capabilityText, storeText } from './description-text.ts'

interface Options extends StoreOptions {
  readonly capability: boolean
  readonly json: boolean
}

/** Adds `tenon describe`. */
export const addDescribe = (program: Command, shell: Shell): void => {
  const command = program
    .command('describe')
    .summary('Describes a store of the config, or the capability itself.')
    .description(
      `Describes a store of the config: its technology, what it grants, and where it falls short of its need (exit ${exits.usage}). Nothing is opened. Without a config it describes the capability itself.`,
    )
    .addOption(
      new Option(
        '--capability',
        'describe the capability itself: operations, failures with exit codes, guarantees, limits',
      ).default(false, 'off'),
    )
  withExamples(command, 'tenon describe', 'tenon describe --capability')
  withJson(withStoreOptions(command), 'everything as one JSON object, with the schemas and their hash').action(
    async (options: Options) => {
      shell.end(await description(shell.terminal, options))
    },
  )
}

const description = async (terminal: Terminal, options: Options): Promise<number> => {
  const stated = options.store !== undefined || options.config !== undefined
  const ofStore = !options.capability && (stated || configIn(terminal.folder).kind !== 'none')
  if (ofStore) return describeStore(terminal, options)
  for (const capability of capabilities) {
    const described = declaration(capability)
    await terminal.output.line(options.json ? JSON.stringify(described) : capabilityText(capability, described.hash))
  }
  return exits.well
}

const describeStore = async (terminal: Terminal, options: Options): Promise<number> => {
  const { name, capability, binding } = await choose(terminal, options, capabilities)
  const { technology, grants, limits, gaps } = binding
  const offer = { store: name, technology, grants, limits, gaps }
  await terminal.output.line(
    options.json ? JSON.stringify({ ...declaration(capability), ...offer }) : storeText(capability, offer),
  )
  await binding.close()
  return gaps.length === 0 ? exits.well : exits.usage
}

const declaration = (declared: Capability) => {
  const capability = describe(declared)
  return { kind: 'described', capability, hash: canonicalHash(capability), status }
}
