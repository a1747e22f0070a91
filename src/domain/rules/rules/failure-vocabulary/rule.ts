import type { FailureMember, FailureVocabulary } from '../../facts/failure.ts'
import type { Span } from '../../facts/span.ts'
import type { Violation } from '../violation.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'
import { type FindTechnology, wordsOf } from '../../technology/technology.ts'
import { codeIn, statusIn } from './vendor-code.ts'

/**
 * Failures are an abstract string enum. A vocabulary of failures is what the domain exports under a name whose last word is Failure, Failures,
 * FailureMode or FailureModes, and the `failures` of a `capability`: a constant object or array, a union of literals, `z.enum`, an enum. A word stands
 * in the value, or in the key where the value is a sentence, facts, or the file takes `keyof typeof` of it. Interfaces, functions, unions of other
 * types, objects keyed by another vocabulary and single failures (`unknownOrderFailure`, an object with a `kind`) are none. An exported class named as
 * a failure, or named as an error (XError, XFailed, XNotFound, XDenied) that extends one, is an exception in the place of a word; what extends
 * `TypeError` or `RangeError` is for bugs, and a `Failure<E>` of no parent is half of a result.
 */
export const failureVocabulary: FileRule = Object.freeze<FileRule>({
  id: 'failure-vocabulary',
  cell: 'Failure modes as abstract `StrEnum`',
  layers: ['domain'],
  what: 'How the domain can fail is a closed list of words in lower snake case. No word names a technology, a code of its vendor or a status number, and none of it is an exception.',
  why: 'A failure is a value that the domain answers for. It says what happened in the words of the domain (`timeout`, not `NatsTimeout`), so the technology can change and the domain need not.',
  how: 'Write the words as a constant object with its union, a union of literals, or `z.enum`. Map the errors of the technology to these words in the service. Return the word, with the evidence beside it.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-failure.ts',
      text: "export const PlantedFailure = {\n  Timeout: 'http_504',\n} as const\n",
    },
  ],
  reads: 'file',
  find: ({ facts, lexicon }: View) => facts.failures.flatMap((vocabulary) => judged(vocabulary, lexicon.byToken)),
})

/** What is wrong, and what to do. */
interface Fault {
  readonly what: string
  readonly fix: string
}

const judged = (vocabulary: FailureVocabulary, tell: FindTechnology): readonly Violation[] => {
  const { name, form, members } = vocabulary
  if (form === 'class') return [violation(vocabulary, vocabulary, name, exception(vocabulary))]
  if (members.length === 0) return [violation(vocabulary, vocabulary, name, empty(vocabulary))]
  const seen = new Set<string>()
  return members.flatMap((member) => {
    const fault = faultOf(member, name, tell, seen)
    seen.add(member.text)
    return fault === null ? [] : [violation(vocabulary, member, member.text, fault)]
  })
}

const violation = ({ within }: FailureVocabulary, { start, end }: Span, subject: string, fault: Fault): Violation => ({
  start,
  end,
  within,
  subject,
  ...fault,
  edit: null,
  group: null,
})

const exception = ({ name, parent }: FailureVocabulary): Fault => ({
  what:
    parent === null
      ? `${name} is a class, and a failure is a word.`
      : `${name} extends ${parent}: an exception in the place of a word.`,
  fix: "Declare the words as a constant object with its union, such as { NotFound: 'not_found' } as const, and return one of them.",
})

const empty = ({ name }: FailureVocabulary): Fault => ({
  what: `${name} has no word.`,
  fix: 'Write down how this can fail, one word each, or remove the declaration.',
})

/** What is wrong with a member, the plainest first; `null` for nothing. */
const faultOf = (
  member: FailureMember,
  name: string,
  tell: FindTechnology,
  seen: ReadonlySet<string>,
): Fault | null => {
  const { kind, key, text } = member
  switch (kind) {
    case 'vocabulary':
      return null
    case 'number':
      return {
        what: `${text} in ${name} is a number, and a number names no failure.`,
        fix: "Write a word in lower snake case, such as 'not_found', and let the service map the number to it.",
      }
    case 'computed':
      return {
        what: `${text} in ${name} is computed, so nobody can read the words.`,
        fix: 'Write the word out as a string literal.',
      }
    case 'spread':
      return {
        what: `${text} brings words into ${name} that come from no vocabulary of failures.`,
        fix: 'Write the words out, or export them from the domain under a name that ends in Failure.',
      }
    case 'open':
      return {
        what: `${text} lets any value into ${name}, so the list is not closed.`,
        fix: "List the words as literals, such as 'timeout' | 'not_found'.",
      }
    case 'word':
      return wordFault(key, text, name, tell) ?? twice(text, name, seen) ?? unlike(key, text, name)
    default:
      return kind satisfies never
  }
}

/** What is wrong with a word by itself, or with its key. */
const wordFault = (key: string | null, text: string, name: string, tell: FindTechnology): Fault | null => {
  const foreign = foreignTo(text, `'${text}' in ${name}`, tell)
  if (foreign !== null) return foreign
  const keyed = key === null ? null : foreignTo(key, `${key} in ${name}`, tell)
  if (keyed !== null) return keyed
  if (SNAKE.test(text)) return null
  const words = wordsOf(text).join('_')
  return {
    what: `'${text}' in ${name} is not in lower snake case.`,
    fix: SNAKE.test(words)
      ? `Write '${words}'. Where the old word is stored somewhere, map it there.`
      : "Write it in the letters a to z and digits, a letter first, with _ between words, such as 'not_found'.",
  }
}

/** What in a word is not the domain's own: a status number, a vendor's code, the name of a technology. */
const foreignTo = (said: string, it: string, tell: FindTechnology): Fault | null => {
  const status = statusIn(said)
  if (status !== null)
    return {
      what: `${it} has a status number in it: ${status}.`,
      fix: 'Say what the number means in a word of the domain, and let the service map the one to the other.',
    }
  const code = codeIn(said)
  if (code !== null)
    return {
      what: `${it} is a vendor's code${code === said ? '' : `: ${code}`}.`,
      fix: 'Say what it means in a word of the domain, and let the service map the code to it.',
    }
  const technology = tell(said)
  if (technology === null) return null
  return {
    what: `${it} names a technology: ${technology.name}.`,
    fix: `Say what failed without the name of ${technology.name}; another technology can fail the same way.`,
  }
}

const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/

const twice = (text: string, name: string, seen: ReadonlySet<string>): Fault | null =>
  seen.has(text)
    ? { what: `'${text}' stands twice in ${name}.`, fix: 'Remove one, or give the second failure a word of its own.' }
    : null

const unlike = (key: string | null, text: string, name: string): Fault | null =>
  key === null || wordsOf(key).join('') === wordsOf(text).join('')
    ? null
    : {
        what: `${key} in ${name} says '${text}': two words for one failure.`,
        fix: `Let both say the same: ${key}: '${wordsOf(key).join('_')}', or a key that says '${text}'.`,
      }
