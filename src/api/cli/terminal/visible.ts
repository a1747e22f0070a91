/** Escapes what would move a terminal's cursor or turn its text around. */
export const clean = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Escapes in a text of several lines what would move a terminal's cursor or turn its text around. The lines stay. */
export const visible = (text: string): string => text.split('\n').map(clean).join('\n')

/**
 * Escapes what would harm a terminal in a text that is written to one: control characters, and what turns a text around. What the command
 * line itself writes there passes: line ends, tabs, the return to the beginning of a line, and plain styles and colours.
 */
export const harmless = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (found: string, at: number) =>
    PASSES.has(found) || (found === ESCAPE && STYLE.test(text.slice(at + 1, at + 5))) ? found : clean(found),
  )

const PASSES: ReadonlySet<string> = new Set(['\n', '\r', '\t'])

const ESCAPE = '\u001b'

/** The styles and colours of `styleText` that hide nothing, as they stand behind the escape. */
const STYLE = /^\[(?:0|[1-4]|2[2-4]|3[0-79]|9[0-7])m/
