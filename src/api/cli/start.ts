import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import process from 'node:process'

/** Runs the command line of this process to its end. */
export const start = async (): Promise<void> => {
  // A command is often shorter than it takes to compile it. Node keeps what it compiled among the temporary files, unless NODE_DISABLE_COMPILE_CACHE says no.
  enableCompileCache()
  hideExperimental()
  const [{ run }, { Terminal }] = await Promise.all([import('./program.ts'), import('./terminal/terminal.ts')])
  const words = process.argv.slice(2)
  const interrupt = new AbortController()
  const stray = Promise.withResolvers<never>()
  let strayed = false
  const listen = (): void => {
    // A second signal of the same name meets no listener and ends the process at once.
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort(name))
    process.on('uncaughtException', (error) => {
      strayed = true
      stray.reject(error)
    })
  }
  let done = false
  process.once('exit', () => {
    if (!done) sayEnded(words)
  })
  const terminal = new Terminal({
    folder: process.cwd(),
    input: () => process.stdin,
    output: process.stdout,
    notes: process.stderr,
    interrupt: interrupt.signal,
    listen,
  })
  const code = await run(words, terminal, stray.promise)
  done = true
  // What failed has left its command half done: it is not to say anything more.
  if (strayed) process.exit(code)
  process.exitCode = code
  // A config or a rig is foreign code: what it left running is not waited for.
  setTimeout(() => process.exit(code), 1_000).unref()
}

/** Older Nodes warn that SQLite and TypeScript are experimental there, which is no news to whoever runs a command. Every other warning is shown. */
const hideExperimental = (): void => {
  const emit = process.emitWarning
  process.emitWarning = (warning: string | Error, ...more: readonly unknown[]): void => {
    if (!/^(?:SQLite|Type Stripping|stripTypeScriptTypes) is an experimental feature/.test(String(warning)))
      Reflect.apply(emit, process, [warning, ...more])
  }
}

/** Says that the process ended before its command did. A process that exits can only write at once. */
const sayEnded = (words: readonly string[]): void => {
  const says =
    'The process ended before the command was done. The config, or what it loads, called process.exit(), or the command waits for something that never comes.'
  process.exitCode = 2
  writeSync(process.stderr.fd, `tenon: ${says}\n`)
  if (words.includes('--json')) writeSync(process.stdout.fd, `${JSON.stringify({ kind: 'usage', says })}\n`)
}
