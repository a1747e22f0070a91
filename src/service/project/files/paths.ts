import { lstatSync, statSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'

/** The path from a folder to a place in it, with slashes; `null` where the place is outside. Both are real paths. */
export const placeIn = (folder: string, path: string): string | null => {
  const place = relative(folder, path).split(sep).join('/')
  return place === '..' || place.startsWith('../') || isAbsolute(place) ? null : place
}

/** Whether a part of a path keeps all below it out of every project: `node_modules`, and what begins with a dot. */
export const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.')

/** Whether a file stands at a path, by itself or by a link, where it can be seen. */
export const isFile = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Whether a file that is no link stands at a path, where it can be seen. */
export const isPlainFile = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Whether a file holds code among other things, or in another language that becomes JavaScript, by how its name ends. */
export const holdsCode = (path: string): boolean => /\.(?:vue|svelte|astro|coffee|mdx|marko|civet)$/.test(path)
