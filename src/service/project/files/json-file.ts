import { lineStartsOf, placeOf } from '../../../domain/rules/facts/span.ts'
import { literalsOf } from '../../oxc/literal.ts'
import { textAt } from './regular-file.ts'

/** The value of a JSON file, comments allowed, or `null` where there is none or it is empty. Throws a `SyntaxError` that names the file. */
export const jsonAt = (path: string): unknown => {
  const text = textAt(path)
  if (text === null || text.trim() === '') return null
  const parsed = literalsOf(`${path}.ts`, `${BEFORE}${text}`)
  const json = parsed.kind === 'read' ? parsed.exports.get('json') : undefined
  if (json?.kind === 'literal') return json.value
  const offset = Math.max(0, (parsed.kind === 'read' ? 0 : parsed.span.start) - BEFORE.length)
  const { line, column } = placeOf(lineStartsOf(text), offset)
  const says = parsed.kind === 'read' ? 'it holds what is no JSON' : parsed.says
  throw new SyntaxError(`${path}:${line}:${column} cannot be read as JSON: ${says}.`)
}

const BEFORE = 'export const json = '

/** What a reading gives, or `null` where it fails: what is wrong with a file is told where it is used. */
export const orNull = <Read>(read: () => Read): Read | null => {
  try {
    return read()
  } catch {
    return null
  }
}

/** A field of an object, or `undefined` where there is none. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
