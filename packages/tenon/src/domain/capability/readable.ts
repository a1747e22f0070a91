/**
 * Control characters, and characters that change the direction of text. On a terminal they can hide or forge parts of a
 * message.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * Makes foreign text safe to show in a message. Invisible characters are written as escapes such as `\u001b`. If the
 * text has more than `most` characters, only its beginning and end are kept.
 */
export const readable = (text: string, most: number): string =>
  // It is cut before the escaping, so that a long text costs little, and again after it, because an escape has six
  // characters.
  ends(ends(text, most).replace(UNSEEN, escape), most).toWellFormed()

const escape = (unseen: string): string => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`

const ends = (text: string, most: number): string => {
  const half = Math.floor(most / 2)
  return text.length > most ? `${text.slice(0, half)}…${text.slice(-half)}` : text
}

/** Returns a sentence without its full stop, so that more can follow. An ellipsis is kept. */
export const withoutStop = (sentence: string): string => sentence.replace(/(?<!\.)\.$/, '')
