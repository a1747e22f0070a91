import { type Command, Option } from 'commander'
import { EventStore } from '../../../domain/event/store.ts'
import type { Revision } from '../../../domain/event/stream.ts'
import { type SessionOptions, withStore } from '../session/session.ts'
import { withStoreOptions } from '../session/store-options.ts'
import { whole, withExamples, withJson, wordOrNumber } from '../terminal/options.ts'
import { Progress } from '../terminal/progress.ts'
import type { Shell } from '../terminal/shell.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { UsageError } from '../terminal/usage.ts'
import { chooseDecider } from './deciders.ts'
import { findState } from './state/find-state.ts'
import { printNotFound, printState } from './state/print-state.ts'

interface Options extends SessionOptions {
  readonly decider: string | undefined
  readonly at: Revision | undefined
  readonly diff: Revision | 'start' | undefined
}

/** Adds `tenon state`. */
export const addState = (program: Command, shell: Shell): void => {
  const command = program
    .command('state')
    .summary('Shows the state of a stream at a revision, as a decider of the config folds it.')
    .description(
      'Folds the events of a stream with a decider of the config, and shows the state after the last event, or after an earlier one. With --diff it shows what changed between two revisions. Nothing is decided and nothing is stored.',
    )
    .argument('<stream>', "the stream's name")
    .option('--decider <name>', "the decider's name in the config; needed only if the config exports several")
    .addOption(
      new Option(
        '--at <revision>',
        'the revision of the last event to fold (default: the last of the stream)',
      ).argParser((text) => whole(text, 0)),
    )
    .addOption(
      new Option(
        '--diff <revision>',
        'show what changed since this earlier revision; start is before the first event',
      ).argParser(wordOrNumber(['start'], 0)),
    )
  withExamples(
    command,
    'tenon state order-7 --decider order',
    'tenon state order-7 --at 3',
    'tenon state order-7 --diff 3',
    'tenon state order-7 --at 3 --diff 2 --json | jq .changes',
  )
  withJson(
    withStoreOptions(command),
    'the outcome on one line: {"kind":"done","decider","version","event","state"}, with "since" and "changes" under --diff, or another kind, such as {"kind":"no_stream"}',
  ).action(async (stream: string, options: Options) => shell.end(await show(shell.terminal, stream, options)))
}

const show = async (terminal: Terminal, stream: string, options: Options): Promise<number> => {
  const { at = 'end', diff } = options
  if (typeof diff === 'number' && typeof at === 'number' && diff >= at)
    throw new UsageError(`--diff ${diff} is not before --at ${at}. State the earlier revision with --diff.`)
  const { decider } = await chooseDecider(terminal, options.config, options.decider)
  return withStore(terminal, options, EventStore, async (store) => {
    const progress = new Progress(terminal.notes)
    const folding = { store, decider, stream, stop: terminal.stop, progress }
    const found = await findState(folding, at, diff ?? null)
    progress.clear()
    return found.kind === 'found'
      ? printState(terminal, options, { stream, decider, found })
      : printNotFound(terminal, found)
  })
}
