import type { Node } from 'oxc-parser'

/** The tree of a whole file. */
export type Program = Extract<Node, { readonly type: 'Program' }>

/** Returns a function that remembers its result for each file, because many places of a file need the same result. */
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
