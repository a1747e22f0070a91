import { basename } from 'node:path'
import { moduleNames } from '../../../service/node/module/names.ts'
import { IMPORTS_TEXT, STORES_TEXT } from '../event/config-template.ts'
import { UsageError } from '../terminal/usage.ts'

/** Adds a store to the text of a config that exports none, and keeps all that it has. Throws a `UsageError` where nothing can be added. */
export const withStores = (path: string, text: string): string => {
  const name = basename(path)
  const read = moduleNames(path, text)
  if (read.kind === 'unparsable')
    throw new UsageError(`${name} cannot be parsed (${read.says}), so nothing is added to it. Mend it first.`)
  if (read.exports.has('stores'))
    throw new UsageError(
      `${name} exports stores already, and is never overwritten. Add a store there, or name another file with --config.`,
    )
  const taken = moduleNames(path, `${IMPORTS_TEXT}${STORES_TEXT}`)
  const clashes = taken.kind === 'read' ? [...taken.own].filter((each) => read.own.has(each)) : []
  if (clashes.length > 0)
    throw new UsageError(
      `${name} has ${clashes.join(', ')} already, which the store would be made with, so nothing is added to it. Write the store to a file of its own with --config.`,
    )
  // What stands before the first import, such as a licence or @ts-check, stays first.
  const at = Math.max(text.search(/^import\b/m), 0)
  return `${text.slice(0, at)}${IMPORTS_TEXT}${at === 0 && !text.startsWith('import') ? '\n' : ''}${text.slice(at).trimEnd()}\n\n${STORES_TEXT}`
}
