import { access, type FileHandle, link, lstat, open, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'

/** Writes a file that must not be there yet. Rejects with the system's error. */
export const writeNew = (path: string, text: string): Promise<void> => writeFile(path, text, { flag: 'wx' })

/** Writes a file, over what stands there. Rejects with the system's error. */
export const writeOver = (path: string, text: string): Promise<void> => writeFile(path, text)

/** Whether something stands at a path. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Opens a file to be read once, until the signal fires. Rejects with the system's error. */
export const readable = async (path: string, signal: AbortSignal): Promise<Readable> => {
  const handle = await open(path, 'r')
  const stats = await handle.stat()
  if (!stats.isDirectory()) return addAbortSignal(signal, handle.createReadStream())
  await handle.close()
  throw Object.assign(new Error('a folder cannot be read as a file'), { code: 'EISDIR' })
}

/** A file that gets its name when it is whole: until then it is `<path>.partial`. */
export class PartialFile {
  readonly path: string
  readonly #handle: FileHandle

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /**
   * Begins a file at a path where nothing stands. Rejects with the system's error: `EEXIST` when something does, with the path of
   * what stands there, which is `<path>.partial` where a file was begun and neither finished nor discarded; `DANGLING` when it is a
   * symbolic link that leads nowhere. Nothing is ever written through a link.
   */
  static async begin(path: string): Promise<PartialFile> {
    await refuseExisting(path)
    return new PartialFile(path, await open(partial(path), 'wx'))
  }

  async write(text: string): Promise<void> {
    await this.#handle.appendFile(text)
  }

  /** Makes what was written durable and gives the file its name. Rejects with `EEXIST` when something has come to stand there. */
  async finish(): Promise<void> {
    await this.#handle.sync()
    await this.#handle.close()
    // A link is refused where a name is taken; to rename would take the name away from whoever has it.
    await link(partial(this.path), this.path).catch(async (error: unknown) => {
      // The system's own error names the partial file, and not what came to stand there.
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

/** Where a file stands until it is whole. */
export const partial = (path: string): string => `${path}.partial`

const refuseExisting = async (path: string): Promise<void> => {
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined) return
  const code = stats.isSymbolicLink() && !(await exists(path)) ? DANGLING : 'EEXIST'
  throw Object.assign(new Error(`${path} exists`), { code, path })
}

/** The code of the error where a symbolic link leads nowhere: the system has none for that. */
export const DANGLING = 'DANGLING'

/** Makes the names in a folder durable. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
