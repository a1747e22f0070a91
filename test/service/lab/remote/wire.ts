import type { Socket } from 'node:net'

/** An intent or an answer: data that is told apart by its kind. */
export interface Told {
  readonly kind: string
}

/** What a client asks of the server: of which store, and with which number the answer is to come back. */
export interface Request {
  readonly number: number
  readonly store: string
  readonly intent: Told
}

/** What the server says: the answer to a request, or that a store which the client uses has grown. */
export type Message =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Told }
  | { readonly kind: 'grown' }

/** Sends one line of JSON. */
export const say = (socket: Socket, line: Request | Message): void => void socket.write(`${JSON.stringify(line)}\n`)

/** Hears line after line. A line whose end never comes is none. */
export const hear = (socket: Socket, heard: (line: unknown) => void): void => {
  let begun = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const [rest = '', ...behind] = chunk.split('\n')
    begun += rest
    for (const next of behind) {
      heard(JSON.parse(begun))
      begun = next
    }
  })
}
