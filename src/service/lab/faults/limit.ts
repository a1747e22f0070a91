import { run, runs } from '../process/command.ts'

/** A limit that the system sets to this process, by the name that `prlimit` has for it. */
export type LimitName = 'nofile' | 'fsize'

/** Lowers and restores a limit of this process. */
export interface ProcessLimit {
  lower(to: number): Promise<void>
  restore(): Promise<void>
}

/** Gives a limit of this process as it is now, or nothing where limits cannot be changed from outside. */
export const processLimit = async (name: LimitName): Promise<ProcessLimit | undefined> => {
  const here = ['--pid', String(process.pid)]
  if (!(await runs('prlimit', ...here))) return undefined
  const before = await run('prlimit', ...here, `--${name}`, '--raw', '--noheadings', '--output', 'SOFT')
  // Without the limit behind the colon that one stays, up to which the other may be raised again.
  const set = async (to: string): Promise<void> => void (await run('prlimit', ...here, `--${name}=${to}:`))
  return { lower: (to) => set(String(to)), restore: () => set(before.trim()) }
}
