import { readdir, readlink } from 'node:fs/promises'

/** The files of a folder that this process has open, by their paths. Only Linux tells; elsewhere there are none. */
export const openIn = async (folder: string): Promise<readonly string[]> => {
  const handles = await readdir(HANDLES).catch(() => [])
  const paths = await Promise.all(handles.map((handle) => readlink(`${HANDLES}/${handle}`).catch(() => '')))
  return paths.filter((path) => path.startsWith(`${folder}/`))
}

const HANDLES = '/proc/self/fd'
