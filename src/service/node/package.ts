import { readFile } from 'node:fs/promises'

/** The version of this package, as its `package.json` states it. */
export const packageVersion = async (): Promise<string> => {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  const stated: unknown = JSON.parse(text)
  const version: unknown = typeof stated === 'object' && stated !== null ? Reflect.get(stated, 'version') : undefined
  return String(version)
}
