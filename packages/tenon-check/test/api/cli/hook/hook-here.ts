import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { run } from '../../../../src/api/cli/program.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import type { Ran } from '../tenon-check.ts'

/** Runs the hook in this process, in a folder, with a text on its standard input. */
export const hookHere = async (folder: string, input: string): Promise<Ran> => {
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const [stdout, stderr] = [text(output), text(notes)]
  const { signal: interrupt } = new AbortController()
  const terminal = new Terminal({ folder, input: () => Readable.from([Buffer.from(input)]), output, notes, interrupt })
  const code = await run(['--hook'], { terminal, name: 'tenon-check' })
  output.end()
  notes.end()
  return { code, stdout: await stdout, stderr: await stderr }
}
