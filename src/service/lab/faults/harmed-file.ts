import { copyFile, open, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../../../domain/conformance/fault.ts'
import { nothing, ready } from './ready.ts'

/** A fault of one file, as the rig says it. */
export interface Harmed extends Omit<Fault, 'prepare'> {
  /** The path of the file in the folder of the place. */
  readonly file: string
}

/** Makes the fault that a file is missing: it is renamed, and gets its name back. */
export const missingFile = (harmed: Harmed): Fault =>
  fault(harmed, { strike: (path) => rename(path, aside(path)), heal: (path) => rename(aside(path), path) })

/** Makes the fault that another file stands in the place of one, with the very same bytes. */
export const replacedFile = (harmed: Harmed): Fault =>
  fault(harmed, {
    strike: async (path) => {
      await rename(path, aside(path))
      await copyFile(aside(path), path)
    },
    heal: (path) => rename(aside(path), path),
  })

/** Makes the fault that a text which is not of this technology stands in the place of a file. */
export const foreignFile = (harmed: Harmed): Fault =>
  fault(harmed, {
    strike: async (path) => {
      await rename(path, aside(path))
      await writeFile(path, 'Not what was expected here.\n'.repeat(1_000))
    },
    heal: (path) => rename(aside(path), path),
  })

/** Makes the fault that the second half of a file is cut off. What was cut off comes back when it is healed. */
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

/** Writes what was cut off into the very same file, which somebody may have open. */
const putBack = async (path: string): Promise<void> => {
  const [whole, cut] = [await open(aside(path), 'r'), await open(path, 'r+')]
  try {
    await cut.truncate(0)
    await cut.writeFile(await whole.readFile())
  } finally {
    await Promise.all([whole.close(), cut.close()])
  }
}
