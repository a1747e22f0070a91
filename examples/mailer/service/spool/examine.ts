import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Observation } from 'tenon/bind'
import type { SpoolConfig } from './config.ts'
import { exists } from './files.ts'

/**
 * Looks at a folder for `tenon doctor`, and changes nothing. Rejects if the folder cannot be read, and if it is missing
 * and would not be created.
 */
export const examineFolder = async ({ folder, create }: SpoolConfig): Promise<readonly Observation[]> => {
  if (create && !(await exists(folder)) && (await exists(dirname(folder))))
    return [{ level: 'claimed', says: `${folder} does not exist yet. Opening the mailer creates it.` }]
  const names = new Set(await readdir(folder))
  const tokens = [...names].filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
  const waiting = tokens.filter((token) => !names.has(`${token}.delivered`))
  return [
    {
      level: 'well',
      says: `Messages accepted: ${tokens.length}. Waiting for delivery: ${waiting.length}.`,
    },
    { level: 'claimed', says: 'The disk keeps what it has synced, also if the power fails.' },
    ...(names.has('suspended') ? [SUSPENDED] : []),
  ]
}

const SUSPENDED: Observation = {
  level: 'wrong',
  says: 'Sending is suspended. Remove the file named suspended to resume it.',
}
