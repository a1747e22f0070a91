/** One line of a file: its text, or why the text cannot be read. Lines are numbered from 1. */
export type Line =
  | { readonly kind: 'text'; readonly number: number; readonly text: string }
  | { readonly kind: 'flawed'; readonly number: number; readonly says: string }

/**
 * Splits bytes into lines, and holds one line at a time. A line that is not UTF-8 is flawed. A line longer than
 * `mostBytes` is flawed too, and is the last one, because its end is not searched for. Throws the errors of the source
 * of the bytes.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<Line, undefined, undefined> {
  let number = 1
  let parts: Uint8Array[] = []
  let held = 0
  for await (const chunk of chunks) {
    let begin = 0
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, begin)) {
      yield decoded(number, [...parts, chunk.subarray(begin, end)])
      number += 1
      begin = end + 1
      parts = []
      held = 0
    }
    parts.push(chunk.subarray(begin))
    held += chunk.length - begin
    if (held > mostBytes) {
      yield { kind: 'flawed', number, says: `is longer than ${mostBytes.toLocaleString('en')} bytes` }
      return
    }
  }
  if (held > 0) yield decoded(number, parts)
}

const NEW_LINE = 0x0a

const decoded = (number: number, parts: readonly Uint8Array[]): Line => {
  try {
    return { kind: 'text', number, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) }
  } catch {
    return { kind: 'flawed', number, says: 'is not UTF-8' }
  }
}
