#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import process from 'node:process'

// A command is often shorter than it takes to compile it. Node keeps what it compiled among the temporary files, unless NODE_DISABLE_COMPILE_CACHE says no.
enableCompileCache()
const [{ run }, { Terminal }] = await Promise.all([import('./api/cli/program.ts'), import('./api/cli/terminal.ts')])

const interrupt = new AbortController()
// A second signal of the same name meets no listener and ends the process at once.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort(name))

const code = await run(
  process.argv.slice(2),
  new Terminal({
    folder: process.cwd(),
    input: () => process.stdin,
    output: process.stdout,
    notes: process.stderr,
    interrupt: interrupt.signal,
  }),
)
process.exitCode = code
// A config or a rig is foreign code: what it left running is not waited for.
setTimeout(() => process.exit(code), 1_000).unref()
