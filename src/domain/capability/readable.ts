/** Control characters, and those that change the direction of a text: on a terminal they can hide or forge what a sentence says. */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * Makes a text that a caller handed in fit for a sentence: what cannot be seen is written as an escape such as `\u001b`, and of more than `most`
 * characters only the beginning and the end are kept.
 */
export const readable = (text: string, most: number): string =>
  // Cut before, so that a long text costs nothing, and after, because an escape is six times as long as what it stands for.
  ends(ends(text, most).replace(UNSEEN, escape), most).toWellFormed()

const escape = (unseen: string): string => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`

const ends = (text: string, most: number): string => {
  const half = Math.floor(most / 2)
  return text.length > most ? `${text.slice(0, half)}…${text.slice(-half)}` : text
}
