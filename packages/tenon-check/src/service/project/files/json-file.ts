import { lineStartsOf, placeOf } from '../../../domain/facts/span.ts'
import { literalsOf } from '../../oxc/literal.ts'
import { textAt } from './regular-file.ts'

/**
 * Returns the value of a JSON file, which may have comments; `null` if it does not exist or is empty. Throws a
 * `SyntaxError` that names the file if it is not JSON.
 */
export const jsonAt = (path: string): unknown => {
  const text = textAt(path)
  if (text === null || text.trim() === '') return null
  const parsed = literalsOf(`${path}.ts`, `${BEFORE}${text}`)
  const json = parsed.kind === 'read' ? parsed.exports.get('json') : undefined
  if (json?.kind === 'literal') return json.value
  const offset = Math.max(0, (parsed.kind === 'read' ? 0 : parsed.span.start) - BEFORE.length)
  const { line, column } = placeOf(lineStartsOf(text), offset)
  const says = parsed.kind === 'read' ? 'it contains something that is not JSON' : parsed.says
  throw new SyntaxError(`${path}:${line}:${column} cannot be read as JSON: ${says}.`)
}

const BEFORE = 'export const json = '

/** Returns what `read` returns, or `null` if it throws: the error of a file is reported where the file is used. */
export const orNull = <Read>(read: () => Read): Read | null => {
  try {
    return read()
  } catch {
    return null
  }
}

/** Returns a field of an object, or `undefined` if there is none. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
