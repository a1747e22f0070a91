import { stripTypeScriptTypes } from 'node:module'
import { compileFunction } from 'node:vm'
import { messageOf } from '../../../domain/data/message-of.ts'

/**
 * Returns the syntax error of an ES module's text, TypeScript or JavaScript, or `null` if it has none. A name that is
 * declared or exported twice is a syntax error too. Runs nothing: an import that cannot be resolved stops the module
 * when it has been parsed.
 */
export const moduleSyntaxError = async (text: string): Promise<string | null> => {
  const erased = withoutTypes(text)
  if (erased.kind === 'invalid') return erased.says
  try {
    await import(`data:text/javascript,${encodeURIComponent(`${erased.text}\n;import 'not a package'`)}`)
    return null
  } catch (error) {
    return error instanceof SyntaxError ? messageOf(error) : null
  }
}

/** Whether a text is valid as a CommonJS module, TypeScript or JavaScript. Runs nothing. */
export const isCommonJs = (text: string): boolean => {
  const erased = withoutTypes(text)
  if (erased.kind === 'invalid') return false
  try {
    compileFunction(erased.text)
    return true
  } catch {
    return false
  }
}

type Erased = { readonly kind: 'erased'; readonly text: string } | { readonly kind: 'invalid'; readonly says: string }

const withoutTypes = (text: string): Erased => {
  try {
    return { kind: 'erased', text: stripTypeScriptTypes(text) }
  } catch (error) {
    return { kind: 'invalid', says: messageOf(error) }
  }
}
