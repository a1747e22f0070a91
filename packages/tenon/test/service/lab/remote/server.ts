import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { MemoryEventExecutor } from 'tenon/memory'
import type { Address } from 'tenon/conformance'
import { hear, type Request, say } from './wire.ts'

/** A store, and the connections through which it is used. */
interface Kept {
  readonly executor: MemoryEventExecutor
  readonly users: Set<Socket>
}

/**
 * Keeps event stores in memory, by name, for its clients. It does nothing before `listen`, and keeps no process alive.
 */
export class RemoteServer {
  readonly #stores = new Map<string, Kept>()
  #listening: Promise<Address> | undefined

  /** Listens on a free port. A second call returns the same address. */
  listen(): Promise<Address> {
    this.#listening ??= this.#listen()
    return this.#listening
  }

  async #listen(): Promise<Address> {
    const server = createServer((socket) => this.#serve(socket)).listen(0, '127.0.0.1')
    server.unref()
    await once(server, 'listening')
    // A server that listens on a port has an address of this type.
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  }

  #serve(socket: Socket): void {
    // A client that breaks its connection notices that itself. Its calls are still executed.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      for (const { users } of this.#stores.values()) users.delete(socket)
    })
    // Only clients of ours connect, and they send requests.
    hear(socket, (line) => void this.#answer(socket, line as Request))
  }

  async #answer(socket: Socket, { number, store, intent }: Request): Promise<void> {
    const { executor, users } = this.#kept(store)
    users.add(socket)
    // The client has admitted it, so it is an intent.
    const wanted = intent as Parameters<MemoryEventExecutor['execute']>[0]
    const answer = intent.kind === 'open' ? await executor.open(ATTEMPT) : await executor.execute(wanted, ATTEMPT)
    say(socket, { kind: 'answer', number, answer })
    if (answer.kind === 'appended') for (const user of users) say(user, { kind: 'grown' })
  }

  #kept(name: string): Kept {
    const kept = this.#stores.get(name) ?? { executor: new MemoryEventExecutor(), users: new Set() }
    this.#stores.set(name, kept)
    return kept
  }
}

/** The server does not know the deadlines of its clients. */
const ATTEMPT = { signal: new AbortController().signal, aborted: false }
