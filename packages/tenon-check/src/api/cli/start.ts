import { enableCompileCache } from 'node:module'
import process from 'node:process'

/** Runs the command line of this process to its end. */
export const start = async (): Promise<void> => {
  // Compiling the checker often takes longer than a check. Node keeps compiled code among the temporary files, unless
  // NODE_DISABLE_COMPILE_CACHE forbids it.
  enableCompileCache()
  const [{ run }, { Terminal }] = await Promise.all([import('./program.ts'), import('./terminal/terminal.ts')])
  const terminal = new Terminal({
    folder: process.cwd(),
    input: () => process.stdin,
    output: process.stdout,
    notes: process.stderr,
    // A signal ends the process: a check leaves nothing half done.
    interrupt: new AbortController().signal,
  })
  process.exitCode = await run(process.argv.slice(2), { terminal, name: 'tenon-check' })
}
