import { lstatSync, statSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'

/**
 * Returns the path from a folder to a place in it, with slashes; `null` if the place is outside. Both are real paths.
 */
export const placeIn = (folder: string, path: string): string | null => {
  const place = relative(folder, path).split(sep).join('/')
  return place === '..' || place.startsWith('../') || isAbsolute(place) ? null : place
}

/**
 * Whether a folder or file of this name is left out of every project: `node_modules`, and names that begin with a dot.
 */
export const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.')

/** Whether there is a file, or a link to one, at a path. `false` if the system does not allow a look. */
export const isFile = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Whether there is a file, not a link, at a path. `false` if the system does not allow a look. */
export const isPlainFile = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/**
 * Whether the ending of a file's name says that it contains code among other things, or in another language that
 * compiles to JavaScript.
 */
export const holdsCode = (path: string): boolean => /\.(?:vue|svelte|astro|coffee|mdx|marko|civet)$/.test(path)
