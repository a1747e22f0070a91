import type { Command } from 'commander'
import { clean } from './event-line.ts'
import { type StoreOptions, withExamples, withJson, withLimit, withStoreOptions } from './options.ts'
import { PAGE } from './paging.ts'
import { withStore } from './session.ts'
import type { Shell } from './shell.ts'
import { exits } from './status.ts'
import { tell } from './tell.ts'

interface Options extends StoreOptions {
  readonly prefix: string
  readonly limit: number
  readonly json: boolean
}

/** Adds `tenon streams`. */
export const addStreams = (program: Command, shell: Shell): void => {
  const command = program
    .command('streams')
    .description('Lists streams and their last revisions, by name.')
    .option('--prefix <text>', 'only streams whose name begins so', '')
  withExamples(command, 'tenon streams --prefix order-')
  withJson(withStoreOptions(withLimit(command, 'streams')), 'one {"stream","revision"} a line').action(
    async (options: Options) => shell.end(await list(shell, options)),
  )
}

const list = ({ terminal }: Shell, options: Options): Promise<number> =>
  withStore(terminal, options, async (store) => {
    if (!options.json) await terminal.notes.line('revision  stream')
    let after: string | null = null
    let left = options.limit
    do {
      const page: Awaited<ReturnType<typeof store.streams>> = await store.streams(
        { prefix: options.prefix, after, limit: Math.min(left, PAGE) },
        { signal: terminal.stop, deadlineMs: null },
      )
      if (page.kind === 'failed') return tell(terminal, page)
      const lines = page.streams.map(({ stream, revision }) =>
        options.json ? JSON.stringify({ stream, revision }) : `${String(revision).padStart(8)}  ${clean(stream)}`,
      )
      await terminal.output.write(lines.map((line) => `${line}\n`).join(''))
      after = page.next
      left -= lines.length
    } while (after !== null && left > 0 && !terminal.stop.aborted)
    return exits.well
  })
