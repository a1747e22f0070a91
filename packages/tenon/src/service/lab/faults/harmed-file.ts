import { copyFile, open, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../../../domain/conformance/fault.ts'
import { nothing, ready } from './ready.ts'

/** A fault of one file, as a rig states it. */
export interface Harmed extends Omit<Fault, 'prepare'> {
  /** The path of the file in the folder of the place. */
  readonly file: string
}

/** Makes a fault: a file is missing. It is renamed, and gets its name back when the fault is healed. */
export const missingFile = (harmed: Harmed): Fault =>
  fault(harmed, { strike: (path) => rename(path, aside(path)), heal: (path) => rename(aside(path), path) })

/** Makes a fault: a file is replaced by another file with the same bytes. */
export const replacedFile = (harmed: Harmed): Fault =>
  fault(harmed, {
    strike: async (path) => {
      await rename(path, aside(path))
      await copyFile(aside(path), path)
    },
    heal: (path) => rename(aside(path), path),
  })

/** Makes a fault: a file is replaced by a text that does not belong to the technology. */
export const foreignFile = (harmed: Harmed): Fault =>
  fault(harmed, {
    strike: async (path) => {
      await rename(path, aside(path))
      await writeFile(path, 'Not what was expected here.\n'.repeat(1_000))
    },
    heal: (path) => rename(aside(path), path),
  })

/** Makes a fault: the second half of a file is cut off. It comes back when the fault is healed. */
export const shortenedFile = (harmed: Harmed): Fault =>
  fault(harmed, {
    strike: async (path) => {
      await copyFile(path, aside(path))
      const { size } = await stat(path)
      await truncate(path, Math.floor(size / 2))
    },
    heal: putBack,
  })

/** What is done to a file. */
interface Harm {
  strike(path: string): Promise<void>
  heal(path: string): Promise<void>
}

const fault = ({ file, ...stated }: Harmed, { strike, heal }: Harm): Fault => ({
  ...stated,
  prepare: ({ folder }) => {
    const path = join(folder, file)
    return Promise.resolve(ready({ strike: () => strike(path), heal: () => heal(path), end: nothing }))
  },
})

const aside = (path: string): string => `${path}.aside`

/** Writes the whole content back into the same file, which may be open somewhere. */
const putBack = async (path: string): Promise<void> => {
  const [whole, cut] = [await open(aside(path), 'r'), await open(path, 'r+')]
  try {
    await cut.truncate(0)
    await cut.writeFile(await whole.readFile())
  } finally {
    await Promise.all([whole.close(), cut.close()])
  }
}
