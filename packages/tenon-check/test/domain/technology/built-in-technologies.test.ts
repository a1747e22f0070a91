import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'node:test'
import { findingsIn } from '../found.ts'

const ORDERS = `import { connect } from 'nats'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

export interface SqliteOrder {
  readonly id: string
}

export const retry = { ack_wait: 30 }

export const upload = { s3_key: 'orders' }

export const open = (): unknown => [connect(), new DatabaseSync('orders.db'), new Client()]
`

const FOUND = [
  '1 domain-imports: The domain imports connect from the package nats.',
  '2 domain-imports: The domain imports DatabaseSync from node:sqlite, which is part of Node.',
  '3 domain-imports: The domain imports Client from the package pg.',
  '5 tech-name-in-domain: The interface SqliteOrder is named after SQLite.',
  '9 tech-config-in-domain: retry uses "ack_wait", a word of the configuration of NATS.',
  '11 tech-name-in-domain: The property s3_key is named after AWS.',
]

const fixTo = ['bind NATS there', 'bind SQLite there', 'bind PostgreSQL there']

/** The findings in the domain file of a project that depends on these packages. */
const check = (dependencies: readonly string[], installed: { readonly [path: string]: string }) => {
  const parts = {
    'package.json': JSON.stringify({
      name: 'shop',
      type: 'module',
      dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])),
    }),
    'src/domain/orders.ts': ORDERS,
    ...installed,
  }
  return findingsIn({
    name: '',
    rule: '',
    verdict: 'broken',
    parts: Object.entries(parts).map(([path, text]) => ({ path, text })),
    expected: [],
  }).filter(({ path, rule }) => path === 'src/domain/orders.ts' && rule !== 'frozen' && rule !== 'explicit-fields')
}

const lines = (findings: ReturnType<typeof check>): readonly string[] =>
  findings.map(({ line, rule, what }) => `${line} ${rule}: ${what}`)

describe('NATS, SQLite, AWS and PostgreSQL', () => {
  test('are found in the domain of a project in which tenon is not installed', () => {
    const findings = check(['nats', 'pg'], {})
    assert.deepEqual(lines(findings), FOUND)
    for (const [i, says] of fixTo.entries()) assert.ok(findings[i]?.fix.includes(says), findings[i]?.fix)
  })

  test('are found once if tenon is installed as well and publishes what it binds', () => {
    const tenon = readFileSync(fileURLToPath(import.meta.resolve('tenon/package.json')), 'utf8')
    assert.match(tenon, /"technology"/)
    const findings = check(['nats', 'pg', 'tenon'], { 'node_modules/tenon/package.json': tenon })
    assert.deepEqual(findings, check(['nats', 'pg'], {}))
  })
})
