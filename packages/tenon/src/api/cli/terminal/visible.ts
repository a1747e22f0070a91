/** Escapes the characters that would move a terminal's cursor or reverse its text. */
export const clean = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** As `clean`, but keeps the line ends of a text. */
export const visible = (text: string): string => text.split('\n').map(clean).join('\n')

/**
 * Escapes control characters and characters that reverse text, in a text that is written to a terminal. Keeps what the
 * command line itself writes: line ends, tabs, carriage returns, and plain styles and colours.
 */
export const harmless = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (found: string, at: number) =>
    PASSES.has(found) || (found === ESCAPE && STYLE.test(text.slice(at + 1, at + 5))) ? found : clean(found),
  )

const PASSES: ReadonlySet<string> = new Set(['\n', '\r', '\t'])

const ESCAPE = '\u001b'

/** The styles and colours of `styleText` that hide nothing, without the escape character before them. */
const STYLE = /^\[(?:0|[1-4]|2[2-4]|3[0-79]|9[0-7])m/
