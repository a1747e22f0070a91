import type { Node } from 'oxc-parser'

/** The whole of a file. */
export type Program = Extract<Node, { readonly type: 'Program' }>

/** Remembers what is worked out of a whole file: many places of it ask, and the answer is the same. */
export const ofProgram = <Answer>(answer: (program: Program) => Answer): ((program: Program) => Answer) => {
  const known = new WeakMap<Program, { readonly answer: Answer }>()
  return (program) => {
    const before = known.get(program)
    if (before !== undefined) return before.answer
    const found = answer(program)
    known.set(program, { answer: found })
    return found
  }
}
