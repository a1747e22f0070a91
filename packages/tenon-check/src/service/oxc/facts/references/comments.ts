import type { Comment } from 'oxc-parser'
import type { Reference, ReferenceForm } from '../../../../domain/facts/reference.ts'

/**
 * Returns every mention of another module in a file's comments: `/// <reference>` above its first statement, and the
 * types that JSDoc imports in JavaScript.
 */
export const mentions = (path: string, comments: readonly Comment[], firstStatement: number): readonly Reference[] => [
  ...comments.flatMap((comment) => (comment.start < firstStatement ? directive(comment) : [])),
  ...(/\.[cm]?jsx?$/.test(path) ? comments.flatMap(jsdoc) : []),
]

const DIRECTIVE = /^\/\s*<reference\s[^>]*?\b(types|path)\s*=\s*(['"])([^'"]+)\2/

const directive = ({ type, value, start, end }: Comment): readonly Reference[] => {
  const stated = type === 'Line' ? DIRECTIVE.exec(value) : null
  const written = stated?.[3]
  if (stated === null || written === undefined) return []
  if (stated[1] === 'types') return [mention('reference_types', written, start, end)]
  return [mention('reference_path', /^\.{0,2}\//.test(written) ? written : `./${written}`, start, end)]
}

/** Returns the types in braces after a tag: `@type {…}`, `@param {…}`. */
const TYPES = /@\w+\s*\{(?:[^{}]|\{[^{}]*\})*\}/g
const IMPORT_TYPE = /\bimport\(\s*(['"])([^'"]+)\1/g
const IMPORT_TAG = /^[ \t*]*@import\s(?:[^'"@]*?\sfrom)?\s*(['"])([^'"]+)\1/gm

const jsdoc = ({ type, value, start }: Comment): readonly Reference[] => {
  if (type !== 'Block' || !value.startsWith('*')) return []
  const opening = '/*'.length
  const at = (offset: number, whole: string, specifier: string): Reference => {
    const begin = start + opening + offset + whole.lastIndexOf(specifier) - 1
    return mention('jsdoc', specifier, begin, begin + specifier.length + 2)
  }
  const types = [...value.matchAll(TYPES)].flatMap((tag) =>
    [...tag[0].matchAll(IMPORT_TYPE)].map((found) => at(tag.index + found.index, found[0], found[2] ?? '')),
  )
  const tags = [...value.matchAll(IMPORT_TAG)].map((found) => at(found.index, found[0], found[2] ?? ''))
  return [...types, ...tags]
}

const mention = (form: ReferenceForm, specifier: string, start: number, end: number): Reference => ({
  form,
  specifier,
  typeOnly: true,
  names: [],
  within: '',
  start,
  end,
})
