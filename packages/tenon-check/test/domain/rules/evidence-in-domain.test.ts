import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { breaking } from '../lines.ts'

const head = `import type { AppendResult, EventStoreFailed, Evidence, Failed } from 'tenon'
import type { OrderFailed } from './beside.ts'
type Outcome = AppendResult | EventStoreFailed`

const beside = "export interface OrderFailed { readonly kind: 'failed'; readonly evidence: string }\n"

const READS = [
  "export const a = (o: Outcome) => (o.kind === 'failed' ? o.evidence : null)",
  "export const a = (o: Outcome) => (o.kind !== 'failed' ? null : o?.evidence)",
  "export const a = (o: Outcome) => o.kind !== 'failed' || o.evidence === null",
  "export const a = (o: Outcome) => { if (!(o.kind === 'failed')) { return 1 } return o.evidence?.code }",
  "export const a = (o: Outcome) => { if ('failed' === o.kind) { const { evidence } = o; return evidence } return 0 }",
  "export const a = (o: { last: Outcome }) => { switch (o.last.kind) { case 'conflict': case 'failed': return o.last.evidence; default: return 1 } }",
  "export const a = (all: Outcome[]) => all.filter((o) => o.kind === 'failed' && o.evidence !== null)",
  "export const a = (all: Outcome[]) => { for (const o of all) { if (o.kind !== 'failed') continue; return o.evidence } }",
  "export class A { constructor(readonly o: Outcome) {} why() { return this.o.kind === 'failed' ? this.o.evidence : null } }",
  'export const a = (f: EventStoreFailed) => f!.evidence',
  'export const a = (f: EventStoreFailed | OrderFailed | null) => f?.evidence',
  'export const a = (f: Readonly<EventStoreFailed>) => f.evidence',
  "export const a = (f: Extract<Outcome, { kind: 'failed' }>) => f['evidence']",
  'export const a = (f: OrderFailed) => f.evidence',
  'export const a = (o: unknown) => (o as EventStoreFailed).evidence',
  'export const a = (f: Failed) => { const { evidence: why } = f; return why }',
  'export const a = (f: Failed) => { let e; ({ evidence: e } = f); return e }',
  'export const a = ({ technology, code }: Evidence) => technology + code',
  'export const a = (e: Evidence | null) => e?.message',
  'export const a = async (f: () => Promise<{ evidence: { technology: string } }>) => (await f()).evidence.technology',
]

const OTHERS = [
  "export const a = (o: Outcome) => (o.kind === 'failed' ? o.failure : null)",
  "export const a = (o: Outcome) => (o.kind === 'failed' ? null : o.evidence)",
  "export const a = (o: Outcome) => { switch (o.kind) { case 'failed': return 1; case 'conflict': return o.evidence } }",
  "export const a = (o: Outcome) => 'evidence' in o",
  'export const a = (f: Failed) => ({ ...f, evidence: null })',
  "export const a = (o: Claim | EventStoreFailed) => (o.kind === 'failed' ? null : o.evidence)\ninterface Claim { readonly kind: 'claim'; readonly evidence: string }",
  "export const a = (f: { evidence: string }) => { f.evidence = 'x' }",
  'export const a = (error: Error) => error.message',
  'export const a = (all: readonly { evidence: { code: string } }[]) => all.map((one) => one.evidence.code)',
  'export class Court { constructor(readonly evidence: readonly string[]) {} count() { return this.evidence.length } }',
]

describe('The rule evidence-in-domain', () => {
  const found = breaking('evidence-in-domain', { folder: 'src/domain/order', head, beside }, [...READS, ...OTHERS])

  test('finds each read of a failure', () => assert.deepEqual(found, READS))

  test('finds nothing if a value is not a failure, or its evidence is not read', () => {
    assert.deepEqual(
      OTHERS.filter((statement) => found.includes(statement)),
      [],
    )
  })
})
