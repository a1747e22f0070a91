import { readdir, readlink } from 'node:fs/promises'

/**
 * Returns the paths of the files of a folder that this process has open. Only Linux can say; on other systems the list
 * is empty.
 */
export const openIn = async (folder: string): Promise<readonly string[]> => {
  const handles = await readdir(HANDLES).catch(() => [])
  const paths = await Promise.all(handles.map((handle) => readlink(`${HANDLES}/${handle}`).catch(() => '')))
  return paths.filter((path) => path.startsWith(`${folder}/`))
}

const HANDLES = '/proc/self/fd'
