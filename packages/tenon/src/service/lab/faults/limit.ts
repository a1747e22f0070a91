import { run, runs } from '../process/command.ts'

/** A limit of this process, by its name for `prlimit`. */
export type LimitName = 'nofile' | 'fsize'

/** Lowers and restores a limit of this process. */
export interface ProcessLimit {
  lower(to: number): Promise<void>
  restore(): Promise<void>
}

/** Returns a limit of this process as it is now, or `undefined` if limits cannot be changed from outside. */
export const processLimit = async (name: LimitName): Promise<ProcessLimit | undefined> => {
  const here = ['--pid', String(process.pid)]
  if (!(await runs('prlimit', ...here))) return undefined
  const before = await run('prlimit', ...here, `--${name}`, '--raw', '--noheadings', '--output', 'SOFT')
  // The hard limit, after the colon, is left out and stays, so that the soft limit can be raised again.
  const set = async (to: string): Promise<void> => void (await run('prlimit', ...here, `--${name}=${to}:`))
  return { lower: (to) => set(String(to)), restore: () => set(before.trim()) }
}
