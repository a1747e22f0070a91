import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { suite, test } from 'node:test'
import type { Cut } from '../../../../src/service/lab/network/tcp-cut.ts'
import { TcpProxy } from '../../../../src/service/lab/network/tcp-proxy.ts'
import { nth } from '../../semantics/stores.ts'
import { comes, dial, dialled, wired } from './wire-ends.ts'

suite('a proxy that is whole', () => {
  test('passes on requests and replies, of many connections at once', async (t) => {
    const { proxy, served } = await wired(t)
    const clients = await Promise.all(Array.from({ length: 50 }, () => dialled(t, proxy)))
    for (const [i, client] of clients.entries()) client.socket.write(`${i}?`)
    for (const [i, client] of clients.entries()) await client.gets(`${i}!`)
    assert.equal(served.length, 50)
    assert.deepEqual({ taken: proxy.seen.taken, open: proxy.seen.open }, { taken: 50, open: 50 })
    assert.equal(proxy.seen.request, proxy.seen.reply)
  })

  test('passes on that one side has ended, and what the other still sends', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    client.socket.end('last?')
    await client.gets('last!')
    await client.ends('end')
    await nth(served, 0).ends('end')
    await proxy.sees(({ open }) => open === 0)
  })

  test('makes a client that sends more than its server reads wait, and loses nothing', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    const server = nth(served, 0)
    server.socket.pause()
    const much = 'x'.repeat(1024 * 1024)
    let sent = 0
    // The machine itself holds only a limited part of a connection.
    while (!client.socket.writableNeedDrain || sent < 32) {
      client.socket.write(much)
      sent += 1
    }
    assert.ok(client.socket.writableLength > 0)
    server.socket.resume()
    await comes('all of it is read', () => server.text.length === 'hello?'.length + sent * much.length)
  })

  test('resets the connection of a client if there is no server', async (t) => {
    const { proxy: gone } = await wired(t)
    await gone.strike({ kind: 'refuse' })
    const proxy = new TcpProxy(gone.address)
    await proxy.listen()
    t.after(() => proxy.close())
    const client = dial(t, proxy.address)
    client.socket.write('hello?')
    await client.ends('ECONNRESET', 'EPIPE')
  })

  test('passes on that a client was reset', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    client.socket.resetAndDestroy()
    await nth(served, 0).ends('ECONNRESET')
    await proxy.sees(({ open }) => open === 0)
  })
})

suite('a proxy that is cut', () => {
  test('refuses connections and ends existing ones, and accepts connections again on the same port', async (t) => {
    const { proxy, served } = await wired(t)
    const { port } = proxy.address
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'refuse' })
    await client.ends('end')
    await nth(served, 0).ends('end')
    await dial(t, proxy.address).ends('ECONNREFUSED')
    assert.equal(proxy.seen.struck, 1)
    await proxy.heal()
    assert.equal(proxy.address.port, port)
    await dialled(t, proxy)
  })

  test('gets its own port again, however many others listen meanwhile', async (t) => {
    const { proxy } = await wired(t)
    await proxy.strike({ kind: 'refuse' })
    const others = Array.from({ length: 200 }, () => createServer().listen(0, '127.0.0.1'))
    await Promise.all(others.map((other) => once(other, 'listening')))
    t.after(() => others.map((other) => other.close()))
    await proxy.heal()
    await dialled(t, proxy)
  })

  test('resets connections at both ends as soon as anything is sent, new ones too', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'reset' })
    client.socket.write('abc?')
    await client.ends('ECONNRESET')
    await nth(served, 0).ends('ECONNRESET')
    assert.equal(nth(served, 0).text, 'hello?')
    const other = dial(t, proxy.address)
    other.socket.write('abc?')
    await other.ends('ECONNRESET')
    assert.equal(proxy.seen.struck, 2)
    await proxy.heal()
    await dialled(t, proxy)
  })

  test('ends a connection in the middle of a request: the server gets exactly the stated bytes', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'cut', in: 'request', after: 3, request: 'each' })
    client.socket.write('abcdef?')
    await proxy.sees(({ struck }) => struck === 1)
    await client.ends('end')
    await nth(served, 0).gets('hello?abc')
    await nth(served, 0).ends('end')
    assert.equal(client.text, '')
  })

  test('loses a request whole: the server gets nothing of it', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'cut', in: 'request', after: 0, request: 'each' })
    client.socket.write('abcdef?')
    await client.ends('end')
    await nth(served, 0).ends('end')
    assert.equal(nth(served, 0).text, 'hello?')
  })

  test('ends a connection when a request was passed on: the server has it, and the client gets no reply', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'cut', in: 'request', after: 'all', request: 'each' })
    client.socket.write('abcdef?')
    await client.ends('end')
    await nth(served, 0).gets('hello?abcdef?')
    assert.equal(client.text, '')
  })

  test('ends a connection before the reply: the server has answered, and the client gets nothing', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'cut', in: 'reply', after: 0, request: 'each' })
    client.socket.write('abcdef?')
    await client.ends('end')
    await nth(served, 0).gets('hello?abcdef?')
    assert.equal(client.text, '')
    assert.equal(nth(served, 0).socket.bytesWritten, 'hello!abcdef!'.length)
  })

  test('ends a connection in the middle of a reply: the client gets exactly the stated bytes', async (t) => {
    const { proxy } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike({ kind: 'cut', in: 'reply', after: 4, request: 'each' })
    client.socket.write('abc?')
    // Not more than the stated bytes, so it is not cut.
    await client.gets('abc!')
    client.socket.write('abcdef?')
    await client.gets('abc!abcd')
    await client.ends('end')
  })

  test('cuts the request with a number, of whichever connection, and lets all others through', async (t) => {
    const { proxy } = await wired(t)
    const [one, other] = [await dialled(t, proxy), await dialled(t, proxy)]
    await proxy.strike({ kind: 'cut', in: 'reply', after: 0, request: 3 })
    one.socket.write('a?')
    await one.gets('a!')
    other.socket.write('b?')
    await other.gets('b!')
    one.socket.write('c?')
    await one.ends('end')
    other.socket.write('d?')
    await other.gets('b!d!')
    assert.equal(one.text, 'a!')
    assert.equal(proxy.seen.struck, 1)
    await dialled(t, proxy)
  })
})

suite('a proxy that is stalled', () => {
  test('holds requests, and delivers them late', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike(stall('request', 'delivered'))
    client.socket.write('abc?')
    await proxy.sees(({ held }) => held === 4)
    assert.equal(nth(served, 0).text, 'hello?')
    await proxy.heal()
    await client.gets('abc!')
    assert.deepEqual({ held: proxy.seen.held, struck: proxy.seen.struck }, { held: 0, struck: 1 })
  })

  test('delivers a request late, even if its client has long gone', async (t) => {
    const { proxy, served } = await wired(t)
    const [ended, reset] = [await dialled(t, proxy), await dialled(t, proxy)]
    await proxy.strike(stall('both', 'delivered'))
    ended.socket.write('abc?')
    reset.socket.write('abc?')
    await proxy.sees(({ held }) => held === 8)
    ended.socket.destroy()
    reset.socket.resetAndDestroy()
    await once(reset.socket, 'close')
    await proxy.heal()
    for (const server of served) {
      await server.gets('hello?abc?')
      await server.ends('end', 'ECONNRESET')
    }
    await proxy.sees(({ open }) => open === 0)
  })

  test('holds replies while requests arrive', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike(stall('reply', 'delivered'))
    client.socket.write('abc?')
    await nth(served, 0).gets('hello?abc?')
    await proxy.sees(({ held }) => held === 4)
    assert.equal(client.text, '')
    await proxy.heal()
    await client.gets('abc!')
  })

  test('drops held bytes with their connection, and leaves silent connections alone', async (t) => {
    const { proxy, served } = await wired(t)
    const [client, silent] = [await dialled(t, proxy), await dialled(t, proxy)]
    await proxy.strike(stall('both', 'dropped'))
    client.socket.write('abc?')
    await proxy.sees(({ held }) => held === 4)
    await proxy.heal()
    await client.ends('ECONNRESET')
    await nth(served, 0).ends('ECONNRESET')
    assert.equal(nth(served, 0).text, 'hello?')
    silent.socket.write('abc?')
    await silent.gets('abc!')
  })

  test('makes a client that sends more than it holds wait, and delivers everything', async (t) => {
    const { proxy, served } = await wired(t)
    const client = await dialled(t, proxy)
    await proxy.strike(stall('request', 'delivered'))
    const much = 'x'.repeat(48 * 1024 * 1024)
    client.socket.write(much)
    await proxy.sees(({ held }) => held > 16 * 1024 * 1024)
    await proxy.heal()
    await comes('all of it is read', () => nth(served, 0).text.length === 'hello?'.length + much.length)
  })
})

suite('a proxy that is closed', () => {
  const cuts: readonly Cut[] = [
    { kind: 'refuse' },
    { kind: 'reset' },
    { kind: 'cut', in: 'reply', after: 0, request: 'each' },
    { kind: 'stall', direction: 'both', healed: 'delivered' },
  ]
  for (const cut of cuts) {
    test(`frees everything under ${cut.kind}, also if it is closed twice`, async (t) => {
      const { proxy } = await wired(t)
      const client = await dialled(t, proxy)
      await proxy.strike(cut)
      client.socket.write('abc?')
      await Promise.all([proxy.close(), proxy.close()])
      assert.equal(proxy.seen.open, 0)
      assert.equal(proxy.seen.held, 0)
      await client.ends('end', 'ECONNRESET', 'EPIPE')
    })
  }

  test('rejects for callers that still wait', async (t) => {
    const { proxy } = await wired(t)
    const waiting = assert.rejects(
      proxy.sees(({ taken }) => taken === 1),
      /closed before/,
    )
    await proxy.close()
    await waiting
  })

  test('can listen again, on another port', async (t) => {
    const { proxy } = await wired(t)
    await proxy.close()
    await proxy.listen()
    await dialled(t, proxy)
  })
})

const stall = (direction: 'request' | 'reply' | 'both', healed: 'delivered' | 'dropped'): Cut => ({
  kind: 'stall',
  direction,
  healed,
})
