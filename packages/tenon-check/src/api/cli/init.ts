import { existsSync, statSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import type { CheckConfig } from '../../domain/config/check-config.ts'
import { CONFIG_NAMES, configIn, newConfigName } from '../../service/node/config-file.ts'
import { writeNew, writeOver } from '../../service/node/file.ts'
import { installed } from '../../service/node/module/installed.ts'
import { troubleWith } from '../../service/node/trouble.ts'
import { configAbove } from '../../service/project/config.ts'
import { literalsOf } from '../../service/oxc/literal.ts'
import { sourceAt } from '../../service/project/files/sources.ts'
import { clean } from './terminal/visible.ts'
import { withCheckExamples } from './examples.ts'
import { withJson } from './terminal/options.ts'
import type { Shell } from './terminal/shell.ts'
import { exits } from './terminal/exits.ts'
import { UsageError } from './terminal/usage.ts'
import { configText } from './init/config-text.ts'
import { withConfig } from './project/config-option.ts'
import { firstCheck } from './init/first-check.ts'
import { proposalFor, type Proposal } from './init/proposal.ts'
import { proposalText } from './init/proposal-text.ts'

interface Options {
  readonly config: string | undefined
  readonly json: boolean
}

/** Adds `tenon-check init`. */
export const addInit = (check: Command, shell: Shell): void => {
  const command = check
    .command('init')
    .summary('Examines the project and writes the check export of its config.')
    .description(
      'Examines the project in this folder and writes the check export of its config, with every field. An existing config keeps its content. If a config here or above already exports check, nothing is written.',
    )
  withCheckExamples(command, '', '--json')
  withJson(
    withConfig(command),
    'print what was written: {"kind":"initialised","config","created","layers","ignored","pure","technologies","impure","kernel","elsewhere","blocks","leftOut","files"}',
  ).action(async (options: Options) => {
    await init(shell, options)
  })
}

const init = async ({ terminal, end }: Shell, { config: named, json }: Options): Promise<void> => {
  const { folder } = terminal
  const root = named === undefined ? folder : dirname(resolve(folder, named))
  if (!isFolder(root)) throw new UsageError(`There is no folder ${clean(root)}, so nothing was written.`)
  const existing = named ?? configNameIn(root)
  const before = existing === undefined ? null : writtenAt(resolve(folder, existing))
  if (existing !== undefined && before !== null) refuse(existing, before)
  if (named === undefined) refuseBelow(folder)
  const proposal = await proposalFor(root)
  const path = resolve(folder, existing ?? newConfigName(root, proposal.language === 'typescript' ? 'ts' : 'js'))
  const text = configText(proposal.config, {
    language: /\.[cm]?ts$/.test(path) ? 'typescript' : 'javascript',
    typed: installed('tenon-check', root),
    alone: before === null,
  })
  const writing = before === null ? writeNew(path, text) : writeOver(path, `${before.trimEnd()}\n\n${text}`)
  await writing.catch((error: unknown) => {
    throw new UsageError(troubleWith(path, error))
  })
  const { config, impure, kernel, elsewhere, blocks, leftOut, counts } = proposal
  const seen = { impure, kernel, elsewhere, blocks, leftOut, files: counts }
  const written: Written = { kind: 'initialised', config: path, created: before === null, ...config, ...seen }
  if (json) await terminal.output.line(JSON.stringify(written))
  else
    await terminal.output.line(
      proposalText(proposal, { path: relative(folder, path), created: before === null, report: firstCheck(path) })
        .map(clean)
        .join('\n'),
    )
  end(exits.well)
}

interface Written extends CheckConfig, Pick<Proposal, 'impure' | 'kernel' | 'elsewhere' | 'blocks' | 'leftOut'> {
  readonly kind: 'initialised'
  /** The path of the config. */
  readonly config: string
  readonly created: boolean
  readonly files: Proposal['counts']
}

/** Returns the text of a config, or `null` if it does not exist. Throws a `UsageError` if it cannot be read. */
const writtenAt = (path: string): string | null => {
  if (!existsSync(path)) return null
  const source = sourceAt(path)
  if ('says' in source) throw new UsageError(`${clean(path)} cannot be used as a config. ${source.says}`)
  return source.text
}

/**
 * Returns the name of the config in a folder, or `undefined` if there is none. Throws a `UsageError` if there are
 * several.
 */
const configNameIn = (root: string): string | undefined => {
  const found = configIn(root)
  if (found.kind === 'several') throw new UsageError(found.says)
  return found.kind === 'config' ? basename(found.path) : undefined
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Throws a `UsageError` if a config above a folder already covers it: a second one would take the folder over. */
const refuseBelow = (folder: string): void => {
  const above = configAbove(dirname(folder))
  if (above.kind === 'none') return
  if (above.kind === 'several') throw new UsageError(above.says)
  throw new UsageError(
    `${clean(relative(folder, above.path))} already covers this folder. Change it there, or add this folder to its "ignored" and create a separate config with --config ${CONFIG_NAMES[0]}.`,
  )
}

/** Throws a `UsageError` unless `check` can be added to an existing config. */
const refuse = (name: string, text: string): void => {
  const read = literalsOf(basename(name), text)
  if (read.kind === 'unparsable')
    throw new UsageError(`${name} cannot be parsed (${read.says}), so nothing was added to it. Fix it first.`)
  if (read.exports.has('check') || /\bexport\s*(?:\{[^}]*\bcheck\b|(?:let|var|function)\s+check\b)/.test(text))
    throw new UsageError(`${name} already exports check. Change it there; "tenon-check" says what is wrong with it.`)
}
