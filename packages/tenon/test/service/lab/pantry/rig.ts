import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { modest, Pantry, PantryExecutor, type Script, well } from '../../binding/toy.ts'

/**
 * How this rig lies is part of its own address, so that other processes lie in the same way: `forgets`, `answers` or
 * `brief`.
 */
const { searchParams } = new URL(import.meta.url)

const link = new LossyLink()

const execute =
  (file: string): Script['execute'] =>
  async (intent) => {
    const there = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((label) => label !== '')
    if (intent.kind === 'get') return { kind: 'shelf', labels: there }
    // The compiler would not let it.
    if (searchParams.has('answers')) return { kind: 'put', count: 'many' } as never
    const forgotten = searchParams.has('forgets') && there.length > 0
    if (!forgotten) await appendFile(file, intent.jars.map(({ label }) => `${label}\n`).join(''))
    return { kind: 'put', count: intent.jars.length }
  }

export const url = import.meta.url
export { specification } from './specification.ts'
export const name = 'pantry'
export const binding = ({ folder, name: place }: Place, policy: Policy) => {
  const remembers = searchParams.has('brief') ? 'nothing' : 'always'
  const executor = new PantryExecutor({
    ...well,
    grants: { together: 'shelf', remembers },
    execute: execute(join(folder, 'jars')),
  })
  return bind(need(Pantry, modest), link.around({ folder, name: place }, executor), policy)
}
export const { faults } = link
export const exemptions = []
export const sources = [new URL('.', import.meta.url).href]
export const versions = {}
