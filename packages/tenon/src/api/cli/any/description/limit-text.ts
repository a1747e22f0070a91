/** Returns a granted or needed number as a text. The largest number means no limit if it counts milliseconds. */
export const limitText = (name: string, most: number): string =>
  most === Number.MAX_SAFE_INTEGER && name.endsWith('_ms') ? 'for ever' : most.toLocaleString('en')
