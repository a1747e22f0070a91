import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect } from '@nats-io/transport-node'
import { until } from '../../../../src/service/lab/time.ts'
import { allSeries, nats } from './binaries.ts'
import { type Server, startServer } from './server.ts'
import { findServer, sharedServer, tellServer } from './shared.ts'

/** What JetStream's API reports about the account. */
const asked = async ({ url }: Pick<Server, 'url'>): Promise<string> => {
  const connection = await connect({ servers: url })
  try {
    return (await connection.request('$JS.API.INFO')).string()
  } finally {
    await connection.close()
  }
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('A server', nats, () => {
  for (const series of allSeries) {
    test(`of ${series} answers as soon as it has started, keeps its port when killed and started again, and leaves nothing`, async () => {
      await using server = await startServer({ series, syncAlways: series !== '2.9' })
      assert.match(await asked(server), /account_info_response/)
      const { url, pid, folder } = server
      await server.kill()
      assert.equal(alive(pid), false)
      await server.restart()
      assert.equal(server.url, url)
      assert.notEqual(server.pid, pid)
      assert.match(await asked(server), /account_info_response/)
      await server.stop()
      assert.deepEqual([alive(server.pid), existsSync(folder)], [false, false])
      assert.match(server.log(), /Server Exiting/)
    })
  }

  test('takes another configuration while it runs, and says why it refuses one', async () => {
    await using server = await startServer({ series: '2.15', config: 'max_payload: 1000' })
    await server.reload('max_payload: 2000')
    const connection = await connect({ servers: server.url })
    assert.equal(connection.info?.max_payload, 2_000)
    await connection.close()
    await assert.rejects(server.reload('max_payload: "much"'), /Failed to reload server configuration/)
  })

  test('that cannot start rejects with what it said', async () => {
    await assert.rejects(startServer({ series: '2.15', config: 'no_such_field: 1' }), /unknown field "no_such_field"/)
  })

  test('ends when asked, although it is paused', async () => {
    await using server = await startServer({ series: '2.15', jetstream: false })
    server.pause()
    await server.stop()
    assert.equal(alive(server.pid), false)
  })

  test('is gone, with its files, after the process that started it was killed', async () => {
    const script = fileURLToPath(new URL('orphan.ts', import.meta.url))
    const parent = spawn(process.execPath, ['--conditions=tenon-source', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const { value: line } = await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next()
    assert.ok(line !== undefined, 'It ended before it said anything.')
    const { pid, folder }: { readonly pid: number; readonly folder: string } = JSON.parse(line)
    assert.deepEqual([alive(pid), existsSync(folder)], [true, true])
    const exited = once(parent, 'exit')
    parent.kill('SIGKILL')
    await exited
    assert.equal(await until(async () => !alive(pid) && !existsSync(folder), 30_000), 'holds')
  })

  test('is found in the folder in which another address was announced, or else is the shared one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenon-told-'))
    const { address, version } = await sharedServer('2.10')
    assert.deepEqual(await findServer(folder, '2.10'), { ...address, version })
    const proxied = { host: '127.0.0.1', port: 1, version }
    await tellServer(folder, '2.10', proxied)
    assert.deepEqual(await findServer(folder, '2.10'), proxied)
    await rm(folder, { recursive: true })
  })
})
