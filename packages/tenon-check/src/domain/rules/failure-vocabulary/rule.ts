import type { FailureMember, FailureVocabulary } from '../../facts/failure.ts'
import type { Span } from '../../facts/span.ts'
import type { View } from '../../project/view.ts'
import { type FindTechnology, wordsOf } from '../../technology/technology.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'
import { codeIn, statusIn } from './vendor-code.ts'

/**
 * Failures are an abstract string enum. A vocabulary of failures is what the domain exports under a name whose last
 * word is Failure, Failures, FailureMode or FailureModes, and the `failures` of a `capability`: a constant object or
 * array, a union of literals, `z.enum`, or an enum. The word is the value; it is the key if the value is a sentence or
 * an object of facts, or if the file uses `keyof typeof` of the constant. Interfaces, functions, unions of other types,
 * objects keyed by another vocabulary, and single failures (`unknownOrderFailure`, an object with a `kind`) are not
 * vocabularies. An exported class is an exception instead of a word if it is named as a failure, or if it is named as
 * an error (XError, XFailed, XNotFound, XDenied) and extends one. A class that extends `TypeError` or `RangeError` is
 * for bugs, and a `Failure<E>` without a parent is one half of a result type.
 */
export const failureVocabulary: FileRule = Object.freeze<FileRule>({
  id: 'failure-vocabulary',
  cell: 'Failure modes as abstract `StrEnum`',
  layers: ['domain'],
  what: 'The domain lists its failures as a closed set of words in lower snake case. No word names a technology, a vendor code or a status number, and no failure is an exception class.',
  why: 'A failure is a value that the domain defines. It says what happened in the words of the domain (`timeout`, not `NatsTimeout`), so the technology can change without a change to the domain.',
  how: 'Write the words as a constant object with its union, a union of literals, or `z.enum`. Map the errors of the technology to these words in the service. Return the word together with the evidence.',
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

/** What is wrong and how to fix it. */
interface Fault {
  readonly what: string
  readonly fix: string
}

const judged = (vocabulary: FailureVocabulary, find: FindTechnology): readonly Violation[] => {
  const { name, form, members } = vocabulary
  if (form === 'class') return [violation(vocabulary, vocabulary, name, exception(vocabulary))]
  if (members.length === 0) return [violation(vocabulary, vocabulary, name, empty(vocabulary))]
  const seen = new Set<string>()
  return members.flatMap((member) => {
    const fault = faultOf(member, name, find, seen)
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
      ? `${name} is a class, but a failure is a word.`
      : `${name} extends ${parent}: it is an exception instead of a word.`,
  fix: "Declare the words as a constant object with its union, such as { NotFound: 'not_found' } as const, and return one of them.",
})

const empty = ({ name }: FailureVocabulary): Fault => ({
  what: `${name} has no words.`,
  fix: 'List how this can fail, one word for each failure, or remove the declaration.',
})

/** What is wrong with a member, the most obvious problem first; `null` if nothing is. */
const faultOf = (
  member: FailureMember,
  name: string,
  find: FindTechnology,
  seen: ReadonlySet<string>,
): Fault | null => {
  const { kind, key, text } = member
  switch (kind) {
    case 'vocabulary':
      return null
    case 'number':
      return {
        what: `${text} in ${name} is a number, which does not name a failure.`,
        fix: "Write a word in lower snake case, such as 'not_found', and let the service map the number to it.",
      }
    case 'computed':
      return {
        what: `${text} in ${name} is computed, so the words cannot be read from the source.`,
        fix: 'Write the word as a string literal.',
      }
    case 'spread':
      return {
        what: `${text} adds words to ${name} that do not come from a vocabulary of failures.`,
        fix: 'Write the words out, or export them from the domain under a name that ends in Failure.',
      }
    case 'open':
      return {
        what: `${text} allows any value in ${name}, so the list is not closed.`,
        fix: "List the words as literals, such as 'timeout' | 'not_found'.",
      }
    case 'word':
      return wordFault(key, text, name, find) ?? twice(text, name, seen) ?? unlike(key, text, name)
    default:
      return kind satisfies never
  }
}

/** What is wrong with a word on its own, or with its key. */
const wordFault = (key: string | null, text: string, name: string, find: FindTechnology): Fault | null => {
  const foreign = foreignTo(text, `'${text}' in ${name}`, find)
  if (foreign !== null) return foreign
  const keyed = key === null ? null : foreignTo(key, `${key} in ${name}`, find)
  if (keyed !== null) return keyed
  if (SNAKE.test(text)) return null
  const words = wordsOf(text).join('_')
  return {
    what: `'${text}' in ${name} is not in lower snake case.`,
    fix: SNAKE.test(words)
      ? `Write '${words}'. If the old word is already stored somewhere, map it where it is read.`
      : "Use the letters a to z and digits, begin with a letter, and put _ between words, such as 'not_found'.",
  }
}

/** What in a word does not belong to the domain: a status number, a vendor code or the name of a technology. */
const foreignTo = (said: string, it: string, find: FindTechnology): Fault | null => {
  const status = statusIn(said)
  if (status !== null)
    return {
      what: `${it} contains a status number: ${status}.`,
      fix: 'Say what the number means in a word of the domain, and let the service map the number to it.',
    }
  const code = codeIn(said)
  if (code !== null)
    return {
      what: `${it} is a vendor code${code === said ? '' : `: ${code}`}.`,
      fix: 'Say what it means in a word of the domain, and let the service map the code to it.',
    }
  const technology = find(said)
  if (technology === null) return null
  return {
    what: `${it} names a technology: ${technology.name}.`,
    fix: `Say what failed without naming ${technology.name}; another technology can fail the same way.`,
  }
}

const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/

const twice = (text: string, name: string, seen: ReadonlySet<string>): Fault | null =>
  seen.has(text)
    ? { what: `'${text}' occurs twice in ${name}.`, fix: 'Remove one, or give the second failure a different word.' }
    : null

const unlike = (key: string | null, text: string, name: string): Fault | null =>
  key === null || wordsOf(key).join('') === wordsOf(text).join('')
    ? null
    : {
        what: `${key} in ${name} has the value '${text}': two different words for one failure.`,
        fix: `Use the same word for both: ${key}: '${wordsOf(key).join('_')}', or a key for '${text}'.`,
      }
