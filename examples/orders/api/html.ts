/** A piece of HTML. Only `html` makes one, so all text in it is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Makes a piece of HTML. Texts and numbers are escaped; other pieces, and lists of pieces, are taken as they are. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html => new Html(String.raw({ raw: parts }, ...values.map(shown)))

const shown = (value: string | number | Html | readonly Html[]): string =>
  value instanceof Html
    ? value.text
    : typeof value === 'object'
      ? value.map(({ text }) => text).join('')
      : String(value).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
