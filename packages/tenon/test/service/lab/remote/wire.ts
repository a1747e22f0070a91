import type { Socket } from 'node:net'

/** An intent or an outcome: data with a `kind`. */
export interface Told {
  readonly kind: string
}

/** A request of a client: the store, and the number of the reply. */
export interface Request {
  readonly number: number
  readonly store: string
  readonly intent: Told
}

/** A message of the server: the reply to a request, or that a store of the client has grown. */
export type Message =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Told }
  | { readonly kind: 'grown' }

/** Sends one line of JSON. */
export const say = (socket: Socket, line: Request | Message): void => void socket.write(`${JSON.stringify(line)}\n`)

/** Receives line after line. A line without an end is ignored. */
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
