import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** How a process ended: the signal that killed it, and what it printed. */
interface Ended {
  readonly signal: unknown
  readonly said: string
}

/** Runs a script in a process of its own, with an assignment as JSON in its first argument. Returns how it ended. */
export const ran = async (script: URL, assignment: object): Promise<Ended> => {
  const args = ['--conditions=tenon-source', fileURLToPath(script), JSON.stringify(assignment)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [, signal]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { signal, said }
}
