import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { binaryOf, nats } from '../../packages/tenon/test/service/nats/servers/binaries.ts'
import { takePort } from '../../packages/tenon/test/service/nats/servers/ports.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url))

test(
  'An import into three servers goes on when their leader is killed, and nothing is lost or doubled',
  nats,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'tenon-conf-'))
    t.after(() => rm(folder, { recursive: true }))
    const files = await Promise.all(
      [1, 2, 3].map(
        async (i) => [`server-${i}.conf`, await readFile(join(EXAMPLE, `server-${i}.conf`), 'utf8')] as const,
      ),
    )
    // The ports of the example may be in use on this machine.
    const numbers = new Set(files.flatMap(([, config]) => config.match(/\b1[468]22\d\b/g) ?? []))
    assert.equal(numbers.size, 9)
    const ports = new Map(await Promise.all([...numbers].map(async (number) => [number, await takePort()] as const)))
    t.after(() => ports.forEach((port) => port.free()))
    for (const [name, config] of files)
      await writeFile(
        join(folder, name),
        config.replaceAll(/\b1[468]22\d\b/g, (number) => String(ports.get(number)?.number)),
      )

    const { path } = await binaryOf('2.15')
    const child = spawn(process.execPath, ['--conditions=tenon-source', join(EXAMPLE, 'main.ts'), folder], {
      env: { ...process.env, TENON_NATS_SERVERS: path },
    })
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^server-\d, which led the others, was killed$/m)
    // An append that lost its answer with the leader may have been found stored.
    const counts = /^appended ([\d,]+), repeated (\d+): /m.exec(stdout)?.slice(1) ?? []
    assert.equal(
      counts.reduce((sum, count) => sum + Number(count.replace(',', '')), 0),
      3_000,
      stdout,
    )
    assert.match(stdout, /^projected 3,000: /m)
    assert.match(stdout, /^server-\d was started again and has caught up: each server keeps all 3,000$/m)
  },
)
