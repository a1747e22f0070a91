import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Returns the version of this package, as its `package.json` states it. */
export const packageVersion = async (): Promise<string> =>
  String(field(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'), 'version'))

/**
 * Returns the type of modules that the nearest `package.json` states, in a folder or above it: `module`, `commonjs`, or
 * `unstated`.
 */
export const packageType = (folder: string): 'module' | 'commonjs' | 'unstated' => {
  const text = textAt(join(folder, 'package.json'))
  if (text === undefined) return dirname(folder) === folder ? 'unstated' : packageType(dirname(folder))
  const type = field(text, 'type')
  return type === 'module' || type === 'commonjs' ? type : 'unstated'
}

const textAt = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const field = (text: string, key: string): unknown => {
  try {
    const stated: unknown = JSON.parse(text)
    return typeof stated === 'object' && stated !== null ? Reflect.get(stated, key) : undefined
  } catch {
    return undefined
  }
}
