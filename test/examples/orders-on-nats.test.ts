import assert from 'node:assert/strict'
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { nats } from '../../packages/tenon/test/service/nats/servers/binaries.ts'
import { startServer } from '../../packages/tenon/test/service/nats/servers/server.ts'
import { Shop } from './orders.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

test('Replacing one service file keeps the shop in NATS', nats, async (t) => {
  await using server = await startServer({ series: '2.15', syncAlways: true })
  const folder = await exampleOnNats(t)
  {
    await using shop = await Shop.start(folder, folder, server.url)
    assert.match(shop.printed, /^The opening day: 12 commands decided, 0 repeated\.$/m)
    await shop.rows(
      (rows) => stateOf(rows, '1001') === 'shipped by bike' && stateOf(rows, '1005') === 'cancelled out of stock',
    )
    await shop.kill()
  }
  await using shop = await Shop.start(folder, folder, server.url)
  assert.match(shop.printed, /^The opening day: 0 commands decided, 12 repeated\.$/m)
  assert.equal((await shop.rows((rows) => rows.length === 5)).length, 5)
  const pay = { order: '1004', token: '0f9e8d7c-6b5a-4948-8372-615041302f1e', do: 'pay' }
  assert.equal(await shop.send(pay), 'Order 1004: OrderPaid.')
  await shop.rows((rows) => stateOf(rows, '1004') === 'paid')
})

const stateOf = (rows: readonly (readonly string[])[], id: string): string | undefined =>
  rows.find(([order]) => order === id)?.[5]

/** Copies the example as a project of its own, and replaces `service/shop.ts`. Returns the folder. */
const exampleOnNats = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-orders-'))
  t.after(() => rm(folder, { recursive: true }))
  await cp(join(ROOT, 'examples/orders'), folder, { recursive: true })
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(ROOT, 'packages/tenon'), join(folder, 'node_modules/tenon'))
  await symlink(join(ROOT, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await copyFile(join(folder, 'service/shop-on-nats.ts'), join(folder, 'service/shop.ts'))
  return folder
}
