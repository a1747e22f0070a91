import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { pageOf } from './page.ts'
import type { OrderBook } from '../service/read-order-book.ts'

/** What the page needs of the program. */
export interface Shop {
  /** Returns what the order book shows now. */
  readonly book: () => OrderBook
  /** Takes a form that was sent, and answers in a sentence. */
  readonly take: (form: string) => Promise<string>
}

/**
 * Makes the server of the page. It answers only requests to an address of this machine, and takes forms only from its
 * own page, so that no other site can send one through a browser.
 */
export const pageServer = (shop: Shop): Server =>
  createServer((request, response) => {
    answer(shop, request, response).catch((error: unknown) => {
      send(response, 500, 'text/plain', String(error))
    })
  })

/** Listens on a port of this machine alone, 0 for any free one. Returns the port, or `null` if it is taken. */
export const listening = async (server: Server, port: number): Promise<number | null> => {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null
    throw error
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

const answer = async (shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { host = '', origin } = request.headers
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  if (!LOCAL.test(host)) send(response, 403, 'text/plain', 'This page is only for this machine.')
  else if (pathname !== '/') send(response, 404, 'text/plain', 'The page is at /.')
  else if (request.method === 'GET')
    send(response, 200, 'text/html', pageOf(shop.book(), searchParams.get('said') ?? ''))
  else if (request.method !== 'POST') send(response, 405, 'text/plain', 'GET shows the page, POST takes a form.')
  else if (origin !== undefined && origin !== `http://${host}`)
    send(response, 403, 'text/plain', 'Use the form of this page.')
  else if (!(Number(request.headers['content-length']) <= MOST_BYTES))
    send(response, 413, 'text/plain', 'Send a form of at most 10,000 bytes.')
  else {
    const said = await shop.take(await text(request))
    response.writeHead(303, { location: `/?${new URLSearchParams({ said })}` }).end()
  }
}

const MOST_BYTES = 10_000
const LOCAL = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      'cache-control': 'no-store',
    })
    .end(body)
}
