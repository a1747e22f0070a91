import type { Node } from 'oxc-parser'
import type { FailureVocabulary, VocabularyForm } from '../../../../domain/facts/failure.ts'
import { isAboutFailures, isErrorName } from '../../../../domain/rules/failure-vocabulary/failure-name.ts'
import { originOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { enumWords, typeWords } from './types.ts'
import { type Listed, Values } from './words.ts'

/**
 * Collects vocabularies of failures: exports whose name ends in a word for failures, the `failures` of a capability,
 * and classes of errors. Each list of words is collected once, under the first name that leads to it.
 */
export const failures = (found: FailureVocabulary[]): Visitors => {
  const claimed = new Set<Node>()
  let values = new Values(new Set())
  let knowsTenon = false
  const claim = (name: string, within: string, at: Node, listed: Listed | null): void => {
    if (listed === null || claimed.has(listed.node)) return
    claimed.add(listed.node)
    const { form, members } = listed
    found.push({ ...vocabulary(name, within, form, at), members })
  }
  return {
    Program(program, here) {
      values = new Values(keyedIn(program))
      knowsTenon = program.body.some((each) => each.type === 'ImportDeclaration' && each.source.value === 'tenon')
      for (const { name, node } of exportedFrom(program)) {
        if (node.type === 'ClassDeclaration') found.push(...classOf(name, node))
        else if (isAboutFailures(name)) claim(name, name, node, listedBy(name, node, values, here))
      }
    },
    CallExpression(node, here) {
      if (!knowsTenon) return
      const origin = originOf(node.callee, here)
      if (origin.kind !== 'import' || origin.specifier !== 'tenon' || origin.imported !== 'capability') return
      const [declared] = node.arguments
      if (declared?.type !== 'ObjectExpression') return
      const { name } = here.holder()
      for (const property of declared.properties)
        if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'failures')
          claim(`${name}.failures`, name, property.key, values.listed(property.value, here, 'keys', null))
    },
  }
}

const vocabulary = (
  name: string,
  within: string,
  form: VocabularyForm,
  { start, end }: Node,
): Omit<FailureVocabulary, 'members'> => ({ name, within, form, parent: null, start, end })

/** Returns the words that an exported declaration lists, or `null` if it is not a vocabulary. */
const listedBy = (name: string, node: Node, values: Values, here: Here): Listed | null => {
  switch (node.type) {
    case 'VariableDeclarator': {
      const listed = values.declared(node, here, 'values')
      // `unknownOrderFailure` is a single failure; `UnknownOrderFailure` and `orderFailures` are vocabularies.
      const single = /^[a-z]/.test(name) && !/s$/i.test(name)
      return single && listed?.form !== 'schema' ? null : listed
    }
    case 'TSTypeAliasDeclaration':
      return typeWords(node.typeAnnotation, values, here)
    case 'TSEnumDeclaration':
      return enumWords(node, here)
    default:
      return null
  }
}

type Class = Extract<Node, { readonly type: 'ClassDeclaration' | 'ClassExpression' }>

/** Whether a class is named as a failure, or is named as an error and extends one. */
const classOf = (name: string, node: Class): readonly FailureVocabulary[] => {
  const parent = node.superClass?.type === 'Identifier' ? node.superClass.name : null
  const isError = isErrorName(name) && parent !== null && isErrorName(parent) && !BUGS.has(parent)
  // `Failure<E>` is the failed case of a result type, for any failure.
  const wraps = node.typeParameters !== null && node.superClass === null
  if (wraps || (!isAboutFailures(name) && !isError)) return []
  return [{ ...vocabulary(name, name, 'class', node.id ?? node), parent, members: [] }]
}

/** The errors that are thrown for a bug in the caller's code. */
const BUGS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError'])

interface Exported {
  readonly name: string
  readonly node: Node
}

/** Returns the top-level declarations that a file exports, in place or in a list. */
const exportedFrom = (program: Extract<Node, { readonly type: 'Program' }>): readonly Exported[] => {
  const listed = new Map<string, string>()
  for (const statement of program.body)
    if (statement.type === 'ExportNamedDeclaration' && statement.source === null)
      for (const { local, exported } of statement.specifiers)
        if (local.type === 'Identifier' && exported.type === 'Identifier') listed.set(local.name, exported.name)
  return program.body.flatMap((statement) => {
    if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration')
      return declaredBy(statement.declaration)
    return declaredBy(statement).flatMap(({ name: local, node }) => {
      const name = listed.get(local)
      return name === undefined ? [] : [{ name, node }]
    })
  })
}

const declaredBy = (node: Node | null): readonly Exported[] => {
  switch (node?.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap((each) =>
        each.id.type === 'Identifier' ? [{ name: each.id.name, node: each }] : [],
      )
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSTypeAliasDeclaration':
      return node.id === null ? [] : [{ name: node.id.name, node }]
    default:
      return []
  }
}

/** Returns the constants whose keys are used as words by a type of the file: `keyof typeof orderFailures`. */
const keyedIn = (program: Extract<Node, { readonly type: 'Program' }>): ReadonlySet<string> =>
  new Set(
    program.body.flatMap((statement) => {
      const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
      if (node?.type !== 'TSTypeAliasDeclaration' || node.typeAnnotation.type !== 'TSTypeOperator') return []
      const { operator, typeAnnotation: of } = node.typeAnnotation
      return operator === 'keyof' && of.type === 'TSTypeQuery' && of.exprName.type === 'Identifier'
        ? [of.exprName.name]
        : []
    }),
  )
