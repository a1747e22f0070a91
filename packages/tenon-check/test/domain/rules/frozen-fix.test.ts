import assert from 'node:assert/strict'
import { stripTypeScriptTypes } from 'node:module'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { frozen } from '../../../src/domain/rules/frozen/rule.ts'
import { withEdits } from '../../../src/domain/judgement/edits.ts'
import type { Violation } from '../../../src/domain/rules/violation.ts'
import type { Layer } from '../../../src/domain/config/layer.ts'
import { lexiconOf } from '../../../src/domain/technology/technology.ts'
import { read } from '../../../src/service/oxc/read.ts'
import { fixturesOf } from '../fixture.ts'

const find = (path: string, text: string, layer: Layer): readonly Violation[] => {
  const facts = read(path, text, 'domain')
  assert.deepEqual(facts.troubles, [], text)
  return frozen.reads === 'file'
    ? frozen.find({
        facts,
        layer,
        edges: [],
        technologies: [],
        types: new Map(),
        lexicon: lexiconOf([]),
        other: () => null,
      })
    : []
}

/**
 * Applies every edit that the rule offers. The result must parse, run the same, and contain nothing that an edit would
 * fix.
 */
const mended = (path: string, text: string, layer: Layer): string => {
  const after = withEdits(
    text,
    find(path, text, layer).flatMap(({ edit }) => edit ?? []),
  )
  const left = find(path, after, layer).filter(({ edit }) => edit !== null)
  assert.deepEqual(left, [], after)
  assert.equal(runs(after), runs(text))
  return after
}

/** A module without its types. */
const runs = (text: string): string => stripTypeScriptTypes(text, { mode: 'transform' })

const model = (type: string): string => mended('a.ts', `export type Model = ${type}\n`, 'domain').slice(20, -1)

describe('The edits of frozen', () => {
  test('write readonly before lists and tuples', () => {
    assert.equal(model('string[]'), 'readonly string[]')
    assert.equal(model('[string, number]'), 'readonly [string, number]')
    assert.equal(model('string[] | null'), 'readonly string[] | null')
    assert.equal(model('(string | null)[]'), 'readonly (string | null)[]')
  })

  test('put a readonly list in parentheses inside another list', () => {
    assert.equal(model('string[][]'), 'readonly (readonly string[])[]')
    assert.equal(model('string[][][]'), 'readonly (readonly (readonly string[])[])[]')
    assert.equal(model('readonly string[][]'), 'readonly (readonly string[])[]')
    assert.equal(model('[string, string][]'), 'readonly (readonly [string, string])[]')
    assert.equal(model('[string[]?]'), 'readonly [(readonly string[])?]')
    assert.equal(model('(string[])[]'), 'readonly ((readonly string[]))[]')
  })

  test('leave the rest element of a tuple to the tuple', () => {
    assert.equal(model('[string, ...string[]]'), 'readonly [string, ...string[]]')
    assert.equal(model('[a: string, ...rest: string[][]]'), 'readonly [a: string, ...rest: (readonly string[])[]]')
  })

  test('use the readonly type of a collection', () => {
    assert.equal(model('Array<Set<string>>'), 'ReadonlyArray<ReadonlySet<string>>')
    assert.equal(model('Map<string, string[]>'), 'ReadonlyMap<string, readonly string[]>')
    assert.equal(model('Record<string, string[]>'), 'Readonly<Record<string, readonly string[]>>')
    assert.equal(
      model('Record<string, Record<string, Set<string>>>[]'),
      'readonly Readonly<Record<string, Readonly<Record<string, ReadonlySet<string>>>>>[]',
    )
  })

  test('write readonly before fields, indexes and parameters that are fields', () => {
    const text = `export interface Order { id: string; [key: string]: string }
export class Parcel extends Sent {
  public static count: number
  protected override weight: number[]
  ['label']: string
  constructor(public carrier: string, private price: number[]) { super() }
}
`
    assert.equal(
      mended('a.ts', text, 'domain'),
      `export interface Order { readonly id: string; readonly [key: string]: string }
export class Parcel extends Sent {
  public static readonly count: number
  protected override readonly weight: readonly number[]
  readonly ['label']: string
  constructor(public readonly carrier: string, private readonly price: readonly number[]) { super() }
}
`,
    )
  })

  test('write as const after a literal, before satisfies', () => {
    const text = "export const a = ['x']\nexport const b = ({ y: [1] }) satisfies object\n"
    const wanted = "export const a = ['x'] as const\nexport const b = ({ y: [1] } as const) satisfies object\n"
    assert.equal(mended('a.ts', text, 'domain'), wanted)
  })

  test('offer no edit for a field that a method assigns, nor for JavaScript', () => {
    const text = 'export class Cart {\n  paid = false\n  pay() {\n    this.paid = true\n  }\n}\n'
    assert.equal(
      withEdits(
        text,
        find('a.ts', text, 'domain').flatMap(({ edit }) => edit ?? []),
      ),
      text,
    )
    const [found] = find('a.js', 'export const a = [1]\n', 'domain')
    assert.equal(found?.edit, null)
  })

  for (const { name, verdict, parts } of fixturesOf('frozen'))
    test(`make nothing worse of "${name.replaceAll('-', ' ')}"`, () => {
      for (const { path, text } of parts) {
        const after = mended(path, text, path.startsWith('src/domain/') ? 'domain' : 'service')
        if (verdict === 'kept') assert.equal(after, text)
      }
    })

  test('combine in any type, on one line', () => {
    fc.assert(
      fc.property(types, (type) => {
        const text = `export interface One { a: ${type}; b: ${type} }\nexport class Two { c!: ${type} }\n`
        assert.deepEqual(find('a.ts', mended('a.ts', text, 'domain'), 'domain'), [])
      }),
      { numRuns: 300 },
    )
  })
})

const { type: types } = fc.letrec((tie) => ({
  type: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('string', 'Order', "'kind'", 'null'),
    tie('type').map((of) => `(${of})[]`),
    tie('type').map((of) => `readonly (${of})[]`),
    tie('type').map((of) => `Array<${of}>`),
    tie('type').map((of) => `Array<${of}>[]`),
    tie('type').map((of) => `{ a: ${of}; readonly b: ${of} }[]`),
    tie('type').map((of) => `Set<${of}>[][]`),
    tie('type').map((of) => `Map<string, ${of}>`),
    tie('type').map((of) => `Record<string, ${of}>`),
    tie('type').map((of) => `Readonly<Record<string, ${of}>>`),
    tie('type').map((of) => `Readonly<{ x: ${of} }>`),
    tie('type').map((of) => `[${of}, ...(${of})[]]`),
    tie('type').map((of) => `[first: ${of}, second?: ${of}]`),
    tie('type').map((of) => `[(${of})?]`),
    tie('type').map((of) => `{ [key: string]: ${of} }`),
    tie('type').map((of) => `((list: ${of}) => ${of})`),
    fc.tuple(tie('type'), tie('type')).map(([one, other]) => `(${one}) | (${other})`),
    fc.tuple(tie('type'), tie('type')).map(([one, other]) => `(${one}) & (${other})`),
  ),
}))
