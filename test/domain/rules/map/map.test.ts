import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { judge } from '../../../../src/domain/rules/judgement/judge.ts'
import { capabilityMap } from '../../../../src/domain/rules/map/map.ts'
import { rules } from '../../../../src/domain/rules/rules.ts'
import { readConfig } from '../../../../src/service/project/config.ts'
import { Project } from '../../../../src/service/project/project.ts'
import { lay } from '../fixture.ts'

/** The ground of the fixtures declares and provides one contract of its own, which stands first in every map. */
const GROUND = ['contract Rates<br/>src/domain/ground/rates.ts', 'evenRates<br/>src/service/ground/rates.ts']

/** The map of a project of such files. */
const mapOf = (files: { readonly [path: string]: string }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-map-'))
  try {
    const parts = Object.entries(files).map(([path, text]) => ({ path, text }))
    lay(folder, { name: 'map', rule: '', verdict: 'kept', parts, expected: [] })
    const configPath = join(folder, 'tenon.config.ts')
    const read = readConfig(configPath)
    assert.equal(read.kind, 'config')
    if (read.kind !== 'config') return ''
    const reading = Project.open({ configPath, config: read.config, texts: new Map() }).read()
    return capabilityMap(reading, judge(reading, rules, 'project').findings)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The arrows of a map, by what stands in the boxes. */
const arrows = (map: string): readonly string[] => {
  const labels = new Map([...map.matchAll(/^ {4}(n\d+)\["(.*)"\]$/gm)].map(([, id = '', label = '']) => [id, label]))
  const label = (id: string): string => labels.get(id) ?? id
  return [...map.matchAll(/^ {2}(n\d+) --> (n\d+)$/gm)].map(([, from = '', to = '']) => `${label(from)} > ${label(to)}`)
}

const STORE = `export interface OrderStore {
  save(order: string): Promise<'saved' | 'timeout'>
}
`

const POOLED = `import type { Pool } from 'pg'
import type { OrderStore } from '../../domain/order/store.ts'

export class PooledOrders implements OrderStore {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async save(order: string): Promise<'saved' | 'timeout'> {
    await this.#pool.query('insert into orders values ($1)', [order])
    return 'saved'
  }
}
`

const HISTORY = `import { EventStore, need } from 'tenon'

export const OrderHistory = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'power_loss', replication: 'single',
  reach: 'machine', retention: 'forever', max_event_bytes: 1_024, max_events_per_append: 10, dedupe_window_ms: 0,
})
`

const BOUND = `import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { OrderHistory } from '../../domain/order/history.ts'

export const ordersIn = (config: SqliteStoreConfig, policy: Policy) =>
  bind(OrderHistory, new SqliteEventExecutor({ config }), policy)
`

describe('The capability map', () => {
  test('leads from a contract over the class that implements it to its technology', () => {
    const map = mapOf({ 'src/domain/order/store.ts': STORE, 'src/service/order/pooled.ts': POOLED })
    assert.deepEqual(arrows(map), [
      GROUND.join(' > '),
      'contract OrderStore<br/>src/domain/order/store.ts > PooledOrders<br/>src/service/order/pooled.ts',
      'PooledOrders<br/>src/service/order/pooled.ts > PostgreSQL',
    ])
  })

  test('leads from a need over what binds it to the technology of its executor', () => {
    const map = mapOf({ 'src/domain/order/history.ts': HISTORY, 'src/service/order/orders.ts': BOUND })
    assert.deepEqual(arrows(map), [
      GROUND.join(' > '),
      'need OrderHistory<br/>src/domain/order/history.ts > ordersIn<br/>src/service/order/orders.ts',
      'ordersIn<br/>src/service/order/orders.ts > SQLite',
    ])
  })

  test('finds the technology behind the files that a binding imports', () => {
    const map = mapOf({
      'src/domain/order/store.ts': STORE,
      'src/service/order/pool.ts': "export type { Pool } from 'pg'\n",
      'src/service/order/pooled.ts': POOLED.replace("'pg'", "'./pool.ts'"),
    })
    assert.ok(arrows(map).includes('PooledOrders<br/>src/service/order/pooled.ts > PostgreSQL'))
  })

  test('shows in red where the domain reaches out of itself, and nothing else', () => {
    const map = mapOf({
      'src/domain/order/total.ts':
        "import { format } from 'date-fns'\n\nexport const day = (at: number): string => format(at, 'P')\n",
      'src/domain/order/rounded.ts': "export { round } from '../../service/ground/round.ts'\n",
    })
    assert.deepEqual(arrows(map), [
      GROUND.join(' > '),
      'src/domain/order/rounded.ts > src/service/ground/round.ts',
      'src/domain/order/total.ts > date-fns',
    ])
    assert.match(map, /^ {2}linkStyle 1,2 stroke:#d00,stroke-width:2px$/m)
  })

  test('shows with a red border what nothing provides', () => {
    const map = mapOf({ 'src/domain/order/store.ts': STORE })
    const [, id = ''] = /^ {4}(n\d+)\["contract OrderStore/m.exec(map) ?? []
    assert.match(map, new RegExp(`^ {2}class ${id} wrong$`, 'm'))
  })

  test('has nothing red where all is as it should be', () => {
    const map = mapOf({ 'src/domain/order/store.ts': STORE, 'src/service/order/pooled.ts': POOLED })
    assert.doesNotMatch(map, /linkStyle|wrong/)
  })

  test('stands in the same order, whatever the order of the files', () => {
    const files = { 'src/domain/order/store.ts': STORE, 'src/service/order/pooled.ts': POOLED }
    assert.equal(mapOf(Object.fromEntries(Object.entries(files).toReversed())), mapOf(files))
  })

  test('keeps a name from being taken for markup', () => {
    const map = mapOf({
      'src/domain/order/a"b<c>.ts': STORE,
      'src/domain/order/[d];#e.ts': STORE.replace('OrderStore', 'OtherStore'),
    })
    assert.match(map, /src\/domain\/order\/a#34;b#60;c#62;\.ts"\]$/m)
    assert.match(map, /src\/domain\/order\/#91;d#93;#59;#35;e\.ts"\]$/m)
  })
})
