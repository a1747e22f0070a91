import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import picomatch from 'picomatch'
import { textAt } from './manifest.ts'
import { placeIn } from './tree.ts'

/** One line of a `.gitignore`. */
interface Line {
  /** Whether it takes back what an earlier line says. */
  readonly not: boolean
  readonly ofFolders: boolean
  /** By a path from the folder of the file. */
  readonly fits: (path: string) => boolean
}

/** What the `.gitignore` files of a repository leave out, read without git. */
export class GitIgnore {
  readonly #root: string
  /** The folders at and above the root that belong to its repository, the topmost first. */
  readonly #above: readonly string[]
  readonly #folders = new Map<string, boolean>()
  readonly #lines = new Map<string, readonly Line[]>()

  private constructor(root: string, above: readonly string[]) {
    this.#root = root
    this.#above = above
  }

  /** Looks for the repository of a folder. */
  static of(root: string): GitIgnore {
    return new GitIgnore(root, repositoryAbove(root))
  }

  /** Whether git would leave out a file by its path from the root, itself or with a folder above it. A file that git tracks all the same is not known here. */
  ignores(path: string): boolean {
    const folder = dirname(path)
    return (folder !== '.' && this.#ignoresFolder(folder)) || this.#leavesOut(path, false)
  }

  #ignoresFolder(path: string): boolean {
    let ignored = this.#folders.get(path)
    if (ignored === undefined) {
      const above = dirname(path)
      ignored = (above !== '.' && this.#ignoresFolder(above)) || this.#leavesOut(path, true)
      this.#folders.set(path, ignored)
    }
    return ignored
  }

  /** By the last line that fits. */
  #leavesOut(path: string, isFolder: boolean): boolean {
    const full = join(this.#root, path)
    let out = false
    for (const folder of [...this.#above, ...this.#between(dirname(full))])
      for (const { not, ofFolders, fits } of this.#linesOf(folder))
        if ((isFolder || !ofFolders) && fits(placeIn(folder, full) ?? '')) out = !not
    return out
  }

  /** The folders below the root down to another, which is among them. */
  #between(folder: string): readonly string[] {
    return folder === this.#root ? [] : [...this.#between(dirname(folder)), folder]
  }

  #linesOf(folder: string): readonly Line[] {
    let lines = this.#lines.get(folder)
    if (lines === undefined) this.#lines.set(folder, (lines = linesIn(folder)))
    return lines
  }
}

const repositoryAbove = (root: string): readonly string[] => {
  const folders = [root]
  for (let folder = root; !existsSync(join(folder, '.git')); folder = dirname(folder)) {
    if (dirname(folder) === folder) return [root]
    folders.unshift(dirname(folder))
  }
  return folders
}

const linesIn = (folder: string): readonly Line[] => {
  try {
    return (textAt(join(folder, '.gitignore')) ?? '').split('\n').flatMap((stated) => lineOf(stated.trim()) ?? [])
  } catch {
    // One that cannot be read leaves nothing out.
    return []
  }
}

const lineOf = (stated: string): Line | null => {
  if (stated === '' || stated.startsWith('#')) return null
  const pattern = stated.replace(/^!/, '').replace(/\/$/, '')
  const isAnchored = pattern.includes('/')
  try {
    return {
      not: stated.startsWith('!'),
      ofFolders: stated.endsWith('/'),
      fits: picomatch(isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`, { dot: true }),
    }
  } catch {
    // What git takes for a pattern need not be one here, and what is none fits nothing.
    return null
  }
}
