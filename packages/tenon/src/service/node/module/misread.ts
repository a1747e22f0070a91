import { basename, dirname, extname } from 'node:path'
import { packageType } from '../package.ts'
import { isCommonJs, moduleSyntaxError } from './syntax.ts'

/**
 * Returns why Node would read an ES module as CommonJS because of its name, and what to do about it; or `null` if Node
 * would not. Node itself would warn, and then fail with a message that does not help. `read` gives the module's text,
 * and is called only if the name is in question.
 */
export const misreadAsCommonJs = async (path: string, read: () => Promise<string>): Promise<string | null> => {
  const ending = extname(path)
  const stated = ending === '.ts' || ending === '.js'
  if (!COMMONJS.has(ending) && !(stated && packageType(dirname(path)) === 'commonjs')) return null
  const text = await read()
  if (isCommonJs(text) || (await moduleSyntaxError(text)) !== null) return null
  const renamed = `${basename(path, ending)}.m${ending.slice(-2)}`
  const why = stated ? `the nearest package.json says "type": "commonjs"` : `that is what ${ending} means`
  return `It is an ES module and would be read as CommonJS: ${why}. Rename it to ${renamed}${stated ? ', or say "type": "module" there' : ''}.`
}

const COMMONJS: ReadonlySet<string> = new Set(['.cts', '.cjs'])
