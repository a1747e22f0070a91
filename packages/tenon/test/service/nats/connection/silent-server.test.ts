import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server as Listener, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Policy } from 'tenon/bind'
import type { NatsConnectionSettings } from 'tenon/nats'
import { until, within } from '../../../../src/service/lab/time.ts'
import { nats } from '../servers/binaries.ts'
import { HOST } from '../servers/ports.ts'
import { startServer } from '../servers/server.ts'

/** Accepts connections and sends nothing. */
interface Silent {
  readonly url: string
  readonly taken: readonly Socket[]
}

const silence = async (t: TestContext, port = 0): Promise<Silent> => {
  const taken: Socket[] = []
  const listener: Listener = createServer((socket) => {
    taken.push(socket.on('error', () => undefined))
  }).listen(port, HOST)
  await once(listener, 'listening')
  t.after(() => {
    listener.close()
    for (const socket of taken) socket.destroy()
  })
  return { url: `nats://${HOST}:${Object(listener.address()).port}`, taken }
}

/** A separate program that opens a store. It closes the store at once, or on SIGTERM. */
class Program {
  readonly #child: ChildProcessByStdio<null, Readable, null>
  readonly #said: string[] = []
  readonly #ended: Promise<unknown>

  constructor(t: TestContext, settings: Partial<NatsConnectionSettings>, policy: Partial<Policy>, waits: boolean) {
    const script = fileURLToPath(new URL('leaving.ts', import.meta.url))
    const given = [settings, policy, ...(waits ? [{}] : [])].map((each) => JSON.stringify(each))
    this.#child = spawn(process.execPath, ['--conditions=tenon-source', script, ...given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#ended = once(this.#child, 'close')
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#said.push(line))
    t.after(() => this.#child.kill('SIGKILL'))
  }

  async says(line: string): Promise<void> {
    assert.equal(await until(async () => this.#said.includes(line), 30_000), 'holds', this.#said.join())
  }

  close(): void {
    this.#child.kill('SIGTERM')
  }

  /** Resolves with its whole output once it has ended by itself. */
  async ends(): Promise<readonly string[]> {
    await this.says('closed')
    assert.notEqual(await within(this.#ended, 5_000), 'late', 'it did not end after it had closed its store')
    return this.#said
  }
}

describe('A server that takes a connection and says nothing does not keep a program alive', () => {
  test('which waited for it until it gave up', async (t) => {
    const silent = await silence(t)
    const program = new Program(t, { servers: [silent.url], connectMs: 200 }, {}, false)
    assert.deepEqual(await program.ends(), ['begun', 'timeout', 'closed'])
  })

  test('which waited for TLS', async (t) => {
    const silent = await silence(t)
    const tls = { ca: null, certificate: null, key: null, handshakeFirst: true }
    const program = new Program(t, { servers: [silent.url], connectMs: 200, tls }, {}, false)
    assert.deepEqual(await program.ends(), ['begun', 'timeout', 'closed'])
  })

  test('whose deadline was over before it gave up on any of its servers', async (t) => {
    const servers = [await silence(t), await silence(t), await silence(t)]
    const settings = { servers: servers.map(({ url }) => url), connectMs: 600_000 }
    const program = new Program(t, settings, { attemptMs: 200, deadlineMs: 200 }, false)
    assert.deepEqual(await program.ends(), ['begun', 'timeout', 'closed'])
  })

  test('which closed its store while it was being opened', async (t) => {
    const silent = await silence(t)
    const policy = { attemptMs: 600_000, deadlineMs: 600_000 }
    const program = new Program(t, { servers: [silent.url], connectMs: 600_000 }, policy, true)
    assert.equal(await until(async () => silent.taken.length > 0, 30_000), 'holds')
    program.close()
    assert.deepEqual((await program.ends()).toSorted(), ['begun', 'closed', 'closed'])
  })

  test('which lost its server, found the other instead, and closed its store', nats, async (t) => {
    await using server = await startServer({ series: '2.15' })
    const program = new Program(t, { servers: [server.url], connectMs: 600_000 }, {}, true)
    await program.says('opened')
    await server.kill()
    const silent = await silence(t, server.port)
    assert.equal(await until(async () => silent.taken.length > 0, 30_000), 'holds')
    program.close()
    assert.deepEqual(await program.ends(), ['begun', 'opened', 'closed'])
  })
})
