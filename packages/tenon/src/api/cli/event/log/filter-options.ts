import { type Command, Option } from 'commander'
import type { Filter } from '../../../../domain/event/intent.ts'

/** Which events of the log are wanted, as options state it. */
export interface FilterOptions {
  readonly prefix: string | undefined
  readonly type: readonly string[]
}

/** Adds the options that select events of the log. */
export const withFilterOptions = (command: Command): Command =>
  command
    .option('--prefix <text>', 'only streams whose names begin with this text (default: all)')
    .addOption(
      new Option('--type <name>', 'only events of this type; repeat it for several types')
        .argParser((name, names: readonly string[]) => [...names, name])
        .default([], 'all'),
    )

/** Returns the filter that the options state. */
export const filterOf = ({ prefix, type }: FilterOptions): Filter => ({
  streams: prefix === undefined ? 'all' : { prefix },
  types: type.length === 0 ? 'all' : type,
})
