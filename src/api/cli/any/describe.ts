import { type Command, Option } from 'commander'
import { describe } from '../../../domain/capability/describe.ts'
import { EventStore } from '../../../domain/event/store.ts'
import { configIn } from '../../../service/node/config-file.ts'
import { canonicalHash } from '../../../service/node/hash.ts'
import { capabilityText, storeText } from './description-text.ts'
import { type StoreOptions, withExamples, withJson, withStoreOptions } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { exits, status } from '../session/status.ts'
import { choose } from '../session/stores.ts'
import type { Terminal } from '../terminal/terminal.ts'

interface Options extends StoreOptions {
  readonly capability: boolean
  readonly json: boolean
}

/** Adds `tenon describe`. */
export const addDescribe = (program: Command, shell: Shell): void => {
  const command = program
    .command('describe')
    .summary('Describes a store of the config, or the event store itself.')
    .description(
      `Describes a store of the config: its technology, what it grants, and where it falls short of its need (exit ${exits.usage}). Nothing is opened. Without a config it describes the event store itself.`,
    )
    .addOption(
      new Option(
        '--capability',
        'describe the event store itself: operations, failures with exit codes, guarantees, limits',
      ).default(false, 'off'),
    )
  withExamples(command, 'tenon describe', 'tenon describe --capability')
  withJson(withStoreOptions(command), 'everything as one JSON object, schemas and their hash too').action(
    async (options: Options) => {
      shell.end(await description(shell.terminal, options))
    },
  )
}

const description = async (terminal: Terminal, options: Options): Promise<number> => {
  const stated = options.store !== undefined || options.config !== undefined
  const ofStore = !options.capability && (stated || configIn(terminal.folder).kind !== 'none')
  const capability = describe(EventStore)
  const hash = canonicalHash(capability)
  if (!ofStore) {
    await terminal.output.line(
      options.json ? JSON.stringify({ kind: 'described', capability, hash, status }) : capabilityText(hash),
    )
    return exits.well
  }
  const { name, binding } = await choose(terminal, options)
  const { technology, grants, limits, gaps } = binding
  const offer = { store: name, technology, grants, limits, gaps }
  await terminal.output.line(
    options.json ? JSON.stringify({ kind: 'described', capability, hash, status, ...offer }) : storeText(offer),
  )
  await binding.close()
  return gaps.length === 0 ? exits.well : exits.usage
}
