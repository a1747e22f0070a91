import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { Address } from '../../../../src/service/lab/network/tcp-cut.ts'
import { TcpProxy } from '../../../../src/service/lab/network/tcp-proxy.ts'
import { until } from '../../../../src/service/lab/time.ts'

/** One end of a connection: what it received, and how the connection ended for it. */
export class End {
  readonly socket: Socket
  text = ''
  /** `end` when the other side ended it, or the code of the error that broke it. */
  over: string | undefined

  constructor(socket: Socket, heard: (text: string) => void) {
    this.socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.text += text
      heard(text)
    })
    socket.on('end', () => (this.over ??= 'end'))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.over ??= error.code ?? error.name))
  }

  /** Resolves when it has received exactly this. */
  async gets(text: string): Promise<void> {
    await comes(`${text} comes`, () => this.text.length >= text.length)
    assert.equal(this.text, text)
  }

  /** Resolves when the connection has ended in one of these ways. */
  async ends(...ways: readonly string[]): Promise<void> {
    await comes(`it ends as ${ways.join(' or ')}`, () => this.over !== undefined)
    assert.ok(ways.includes(this.over ?? ''), `it ended as ${this.over}`)
  }
}

/** Resolves when a condition holds. */
export const comes = async (says: string, condition: () => boolean): Promise<void> =>
  assert.equal(await until(() => Promise.resolve(condition()), 30_000), 'holds', says)

/** A server that replies to each `word?` with `word!`, behind a proxy. Both are closed after the test. */
export const wired = async (
  t: TestContext,
): Promise<{ readonly proxy: TcpProxy; readonly served: readonly End[]; readonly server: Address }> => {
  const served: End[] = []
  const listener = createServer({ allowHalfOpen: true }, (socket) => {
    const end = new End(socket, (text) => socket.write(text.replaceAll('?', '!')))
    socket.on('end', () => socket.end())
    served.push(end)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  // A server that listens on a port has an address of this type.
  const server = { host: '127.0.0.1', port: (listener.address() as AddressInfo).port }
  const proxy = new TcpProxy(server)
  await proxy.listen()
  t.after(async () => {
    await proxy.close()
    for (const { socket } of served) socket.destroy()
    listener.close()
    await once(listener, 'close')
  })
  return { proxy, served, server }
}

/** A client of a server, which is closed after the test. */
export const dial = (t: TestContext, address: Address): End => {
  const socket = connect({ ...address, allowHalfOpen: true })
  t.after(() => socket.destroy())
  return new End(socket, () => undefined)
}

/** A client that has sent a request through the proxy, and got the reply. */
export const dialled = async (t: TestContext, proxy: TcpProxy): Promise<End> => {
  const client = dial(t, proxy.address)
  client.socket.write('hello?')
  await client.gets('hello!')
  client.text = ''
  return client
}
