import { mkdirSync, renameSync, rmdirSync } from 'node:fs'
import type { Fault, Place } from 'tenon/conformance'
import { fileOf } from './executor.ts'

const wet = (name: string, strikes: Fault['strikes']): Fault => ({
  name,
  says: `There is a folder where the file should be${strikes === 'open' ? ' when the pantry is opened' : ''}.`,
  strikes,
  gives: ['flooded'],
  effects: ['none'],
  recovery: 'by_itself',
  prepare: ({ folder }: Place) => {
    const file = fileOf(folder)
    let isWet = false
    const dry = (): void => {
      if (isWet) {
        rmdirSync(file)
        renameSync(`${file}.dry`, file)
      }
      isWet = false
    }
    return Promise.resolve({
      kind: 'prepared',
      strike: () => {
        renameSync(file, `${file}.dry`)
        mkdirSync(file)
        isWet = true
        return Promise.resolve()
      },
      heal: () => Promise.resolve(dry()),
      end: () => Promise.resolve(dry()),
    })
  },
})

/** What can go wrong with the file of a pantry. */
export const faultsOfFiles: readonly Fault[] = [wet('wet_floor', 'calls'), wet('wet_at_open', 'open')]
