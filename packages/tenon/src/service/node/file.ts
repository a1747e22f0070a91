import { access, type FileHandle, link, lstat, open, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'

/** Writes a file that must not exist yet. Rejects with the system's error. */
export const writeNew = (path: string, text: string): Promise<void> => writeFile(path, text, { flag: 'wx' })

/** Writes a file, and replaces an existing one. Rejects with the system's error. */
export const writeOver = (path: string, text: string): Promise<void> => writeFile(path, text)

/** Whether something exists at a path. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Opens a file for reading, until the signal fires. Rejects with the system's error. */
export const readable = async (path: string, signal: AbortSignal): Promise<Readable> => {
  const handle = await open(path, 'r')
  const stats = await handle.stat()
  if (!stats.isDirectory()) return addAbortSignal(signal, handle.createReadStream())
  await handle.close()
  throw Object.assign(new Error('a folder cannot be read as a file'), { code: 'EISDIR' })
}

/** A file that gets its name only when it is complete. Until then it is named `<path>.partial`. */
export class PartialFile {
  readonly path: string
  readonly #handle: FileHandle

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /**
   * Begins a file at a path that is free. Rejects with the system's error: `EEXIST` if the path is taken, with the path
   * that is taken, which is `<path>.partial` if a file was begun there and neither finished nor discarded; `DANGLING`
   * if the path is a symbolic link whose target does not exist. Never writes through a link.
   */
  static async begin(path: string): Promise<PartialFile> {
    await refuseExisting(path)
    return new PartialFile(path, await open(partial(path), 'wx'))
  }

  async write(text: string): Promise<void> {
    await this.#handle.appendFile(text)
  }

  /**
   * Makes the content durable and gives the file its name. Rejects with `EEXIST` if the name has been taken meanwhile.
   */
  async finish(): Promise<void> {
    await this.#handle.sync()
    await this.#handle.close()
    // Linking fails if the name is taken. Renaming would replace the file that has the name.
    await link(partial(this.path), this.path).catch(async (error: unknown) => {
      // The system's own error names the partial file, and not the one that has taken the name.
      await refuseExisting(this.path)
      throw error
    })
    await rm(partial(this.path))
    await syncFolder(dirname(this.path))
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#handle.close()
    await rm(partial(this.path), { force: true })
  }
}

/** Returns the path of a file until it is complete. */
export const partial = (path: string): string => `${path}.partial`

const refuseExisting = async (path: string): Promise<void> => {
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined) return
  const code = stats.isSymbolicLink() && !(await exists(path)) ? DANGLING : 'EEXIST'
  throw Object.assign(new Error(`${path} exists`), { code, path })
}

/** The error code for a symbolic link whose target does not exist. The system has no such code. */
export const DANGLING = 'DANGLING'

/** Makes the names in a folder durable. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
