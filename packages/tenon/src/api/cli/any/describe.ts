import { type Command, Option } from 'commander'
import type { Capability } from '../../../domain/capability/capability.ts'
import { describe } from '../../../domain/capability/describe.ts'
import { configIn } from '../../../service/node/config-file.ts'
import { canonicalHash } from '../../../service/node/hash.ts'
import { capabilities } from '../capabilities.ts'
import { nameOf } from '../session/binding-check.ts'
import { statusOf } from '../session/status.ts'
import { namedStore, type StoreOptions, withAnyStore } from '../session/store-options.ts'
import { type Chosen, chooseAny } from '../session/stores.ts'
import { exits } from '../terminal/exits.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { type Column, sheet } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { capabilityText } from './description/capability-text.ts'
import { storeText } from './description/store-text.ts'

interface Options extends StoreOptions {
  /** `true` if the option is there without a name. */
  readonly capability: string | boolean
  readonly json: boolean
}

/** Adds `tenon describe`. */
export const addDescribe = (program: Command, shell: Shell): void => {
  const command = program
    .command('describe')
    .summary('Describes a store of the config, or a capability itself.')
    .description(
      `Describes a store of the config: its operations with their fields, results and failures, what it grants, and where it falls short of its need (exit ${exits.usage}). Of several stores it gives a line each, unless one is named. Nothing is opened. Without a config it describes the capabilities themselves.`,
    )
  withAnyStore(command).addOption(
    new Option(
      '--capability [name]',
      'describe a capability itself: of the store that is named, or by its name, or all of this library and of the config',
    ).default(false, 'off'),
  )
  withExamples(command, 'tenon describe', 'tenon describe --capability')
  withJson(command, 'everything as one JSON object for each store, with the schemas and their hash').action(
    async (store: string | undefined, options: Options) => {
      shell.end(await description(shell.terminal, namedStore(store, options)))
    },
  )
}

const description = async (terminal: Terminal, options: Options): Promise<number> => {
  const stated = options.store !== undefined || options.config !== undefined
  const configured = stated || configIn(terminal.folder).kind !== 'none'
  if (options.capability !== false || !configured) return describeCapabilities(terminal, options, configured)
  const stores = await chooseAny(terminal, options)
  await (stores.length > 1 && !options.json
    ? printSummary(terminal, stores)
    : printStores(terminal, stores, options.json))
  await Promise.all(stores.map(({ binding }) => binding.close()))
  return stores.every(({ binding }) => binding.gaps.length === 0) ? exits.well : exits.usage
}

const describeCapabilities = async (terminal: Terminal, options: Options, configured: boolean): Promise<number> => {
  const described = await namedCapabilities(terminal, options, configured)
  for (const [i, capability] of described.entries()) {
    const declared = declaration(capability)
    const text = options.json ? JSON.stringify(declared) : capabilityText(capability, declared.hash)
    await terminal.output.line(i === 0 || options.json ? text : `\n${text}`)
  }
  return exits.well
}

/** A capability of this library is found by its name even if the config cannot be loaded. */
const namedCapabilities = async (
  terminal: Terminal,
  options: Options,
  configured: boolean,
): Promise<readonly Capability[]> => {
  const wanted = options.capability
  const own = capabilities.filter(({ name }) => name === wanted)
  if (own.length > 0 && options.store === undefined) return own
  const stores = configured ? await chooseAny(terminal, options) : []
  const bound = stores.map(({ capability }) => capability)
  await Promise.all(stores.map(({ binding }) => binding.close()))
  if (options.store !== undefined) return bound
  const known = new Map([...capabilities, ...bound].map((capability) => [nameOf(capability), capability]))
  if (typeof wanted !== 'string') return [...known.values()]
  const found = [...known.values()].filter(({ name }) => name === wanted)
  if (found.length > 0) return found
  throw new UsageError(`There is no capability ${wanted}. There are: ${[...known.keys()].join(', ')}.`)
}

const printStores = async (terminal: Terminal, stores: readonly Chosen<Capability>[], json: boolean): Promise<void> => {
  for (const store of stores) await terminal.output.line(json ? JSON.stringify(described(store)) : storeText(store))
}

const printSummary = async (terminal: Terminal, stores: readonly Chosen<Capability>[]): Promise<void> => {
  const { show, end } = sheet(terminal, { json: false }, ({ name }) => name, SUMMARY)
  await show(stores)
  await end()
  await terminal.notes.line('Name one to see its operations, failures, guarantees and limits: tenon describe <store>')
}

const SUMMARY: readonly Column<Chosen<Capability>>[] = [
  { heading: 'store', align: 'left', show: ({ name }) => name },
  { heading: 'capability', align: 'left', show: ({ capability }) => nameOf(capability) },
  { heading: 'technology', align: 'left', show: ({ binding }) => binding.technology.name },
  { heading: 'grants', align: 'left', show: ({ binding }) => gapsText(binding.gaps.map(({ guarantee }) => guarantee)) },
]

const gapsText = (gaps: readonly string[]): string =>
  gaps.length === 0 ? 'all that its need requires' : `less than its need requires: ${gaps.join(', ')}`

const described = ({ name, capability, binding }: Chosen<Capability>) => {
  const { technology, grants, limits, requires, gaps } = binding
  return { ...declaration(capability), store: name, technology, grants, limits, requires, gaps }
}

const declaration = (declared: Capability) => {
  const capability = describe(declared)
  const status = Object.fromEntries(
    Object.entries(declared.failures).map(([word, facts]) => [word, statusOf(word, facts)]),
  )
  return { kind: 'described', capability, hash: canonicalHash(capability), status }
}
