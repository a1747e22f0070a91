import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import process from 'node:process'

/** Runs the command line of this process to its end. */
export const start = async (): Promise<void> => {
  // Compiling a command often takes longer than running it. Node keeps compiled code among the temporary files, unless
  // NODE_DISABLE_COMPILE_CACHE forbids it.
  enableCompileCache()
  hideExperimentalWarnings()
  const words = process.argv.slice(2)
  const [{ run }, { Terminal }] = await Promise.all([
    // Loading the other commands can take longer than a check.
    words[0] === 'check' ? import('./check.ts') : import('./program.ts'),
    import('./terminal/terminal.ts'),
  ])
  const interrupt = new AbortController()
  const uncaught = Promise.withResolvers<never>()
  let failed = false
  const listen = (): void => {
    // A second signal of the same name finds no listener, and ends the process at once.
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort(name))
    process.on('uncaughtException', (error) => {
      failed = true
      uncaught.reject(error)
    })
  }
  let done = false
  process.once('exit', () => {
    if (!done) reportEnded(words)
  })
  const terminal = new Terminal({
    folder: process.cwd(),
    input: () => process.stdin,
    output: process.stdout,
    notes: process.stderr,
    interrupt: interrupt.signal,
    listen,
  })
  const code = await run(words, terminal, uncaught.promise)
  done = true
  // An uncaught error has left the command half done, so it must not print anything more.
  if (failed) process.exit(code)
  process.exitCode = code
  // A config or a rig is foreign code. The process does not wait long for anything that it left running.
  setTimeout(() => process.exit(code), 1_000).unref()
}

/**
 * Hides the warnings of Node that SQLite and TypeScript support are experimental: a user of a command cannot do
 * anything about them. Shows all others.
 */
const hideExperimentalWarnings = (): void => {
  const emit = process.emitWarning
  process.emitWarning = (warning: string | Error, ...more: readonly unknown[]): void => {
    if (!/^(?:SQLite|Type Stripping|stripTypeScriptTypes) is an experimental feature/.test(String(warning)))
      Reflect.apply(emit, process, [warning, ...more])
  }
}

/** Reports that the process ended before its command did. It writes synchronously, because the process is exiting. */
const reportEnded = (words: readonly string[]): void => {
  const says =
    'The process ended before the command was done. The config, or what it loads, called process.exit(), or the command waits for something that never comes.'
  process.exitCode = 2
  writeSync(process.stderr.fd, `tenon: ${says}\n`)
  if (words.includes('--json')) writeSync(process.stdout.fd, `${JSON.stringify({ kind: 'usage', says })}\n`)
}
