import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import picomatch from 'picomatch'
import type { Layer } from '../../../src/domain/config/layer.ts'
import { isReported, type Plan, planned } from '../../../src/domain/judgement/proof.ts'
import type { FileRule } from '../../../src/domain/rules/rule.ts'

const rule = (file: string): FileRule => ({
  id: 'domain-imports',
  cell: '',
  layers: ['domain'],
  what: '',
  why: '',
  how: '',
  plants: [{ layer: 'domain', file, text: "import 'pg'\n" }],
  reads: 'file',
  find: () => [],
})

/** Plans one plant by one pattern of the domain. */
const plan = (
  pattern: string,
  file: string,
  files: readonly string[],
  layerOf: (path: string) => Layer | null = inDomain,
): Plan =>
  planned([rule(file)], {
    layers: { domain: [pattern], service: [], api: [], test: [] },
    files,
    fits: (glob, path) => picomatch(glob, { dot: true })(path),
    layerOf,
  })

const inDomain = (): Layer => 'domain'

const pathsOf = ({ rounds }: Plan): readonly string[] => rounds.flat().map(({ path }) => path)

describe('A plant', () => {
  const places: readonly (readonly [pattern: string, files: readonly string[], path: string])[] = [
    ['src/domain/**', [], 'src/domain/planted.ts'],
    ['src/domain/**', ['src/domain/planted.ts'], 'src/domain/domain-imports-planted.ts'],
    ['src/domain/*.ts', [], 'src/domain/planted.ts'],
    ['**/domain/**', ['a/domain/x.ts'], 'a/domain/planted.ts'],
    ['packages/*/src/domain/**', [], 'packages/planted/src/domain/planted.ts'],
    ['packages/*/src/domain/**', ['packages/a/src/domain/x.ts'], 'packages/a/src/domain/planted.ts'],
    ['src/**/*.model.ts', [], 'src/planted.model.ts'],
    ['src/{shop,bank}/**', [], 'src/shop/planted.ts'],
    ['src/domain/order.ts', ['src/domain/order.ts'], 'src/domain/order.ts'],
  ]
  for (const [pattern, files, path] of places)
    test(`is put under ${pattern} as ${path}`, () => {
      assert.deepEqual(pathsOf(plan(pattern, 'planted.ts', files)), [path])
    })

  test('with a folder of its own keeps it', () => {
    assert.deepEqual(pathsOf(plan('src/domain/**', 'infra/planted.ts', [])), ['src/domain/infra/planted.ts'])
  })

  test('with a folder of its own is skipped if a pattern names one file, which cannot contain a folder', () => {
    const { rounds, unplantable } = plan('src/domain.ts', 'infra/planted.ts', ['src/domain.ts'])
    assert.deepEqual([rounds, unplantable.map(({ fails }) => fails)], [[], [false]])
  })

  test('that would be in another layer, or left out, fails with a reason', () => {
    for (const layerOf of [() => 'test' as const, () => null]) {
      const { rounds, unplantable } = plan('src/domain/**', 'planted.ts', [], layerOf)
      assert.equal(rounds.length, 0)
      assert.match(unplantable[0]?.says ?? '', /it puts no file named like planted\.ts into the layer domain/)
      assert.equal(unplantable[0]?.fails, true)
    }
  })

  test('never shares a path with another plant of the same round', () => {
    const two = [rule('planted.ts'), rule('planted.ts')]
    const files = ['src/domain/order.ts']
    const { rounds } = planned(two, {
      layers: { domain: ['src/domain/order.ts'], service: [], api: [], test: [] },
      files,
      fits: (glob, path) => glob === path,
      layerOf: inDomain,
    })
    assert.deepEqual(
      rounds.map((round) => round.length),
      [1, 1],
    )
  })
})

test('A rule without a plant for one of its layers is a defect, and fails', () => {
  const bare = { ...rule('planted.ts'), plants: [] }
  const { unplantable } = planned([bare], {
    layers: { domain: ['src/**'], service: [], api: [], test: [] },
    files: [],
    fits: () => true,
    layerOf: inDomain,
  })
  assert.deepEqual(
    unplantable.map(({ fails }) => fails),
    [true],
  )
})

test('A planting counts as reported if its own rule reports its own path, or the folder that came with it', () => {
  const [planting] = plan('src/domain/**', 'infra/planted.ts', []).rounds.flat()
  assert.ok(planting !== undefined)
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1, start: 0, end: 0 }
  const finding = { ...place, within: '', subject: '', what: '', fix: '', places: [] }
  const at = (path: string): boolean => isReported(planting, [{ ...finding, rule: 'domain-imports', path }])
  assert.deepEqual(
    ['src/domain/infra/planted.ts', 'src/domain/infra', 'src/domain/inf', 'src/domain/other.ts'].map(at),
    [true, true, false, false],
  )
  assert.equal(isReported(planting, [{ ...finding, rule: 'frozen', path: planting.path }]), false)
})

test('A plant that needs a domain file imports one, and is skipped if there is none', () => {
  const taking: FileRule = {
    ...rule('planted.ts'),
    layers: ['service'],
    plants: [{ layer: 'service', file: 'planted.ts', text: "import '<domain>'\n" }],
  }
  const planFor = (files: readonly string[]): Plan =>
    planned([taking], {
      layers: { domain: [], service: ['src/service/**'], api: [], test: [] },
      files,
      fits: (glob, path) => picomatch(glob)(path),
      layerOf: (path) => (path.startsWith('src/domain/') ? 'domain' : 'service'),
    })
  assert.deepEqual(
    planFor(['src/service/a.ts', 'src/domain/order.ts'])
      .rounds.flat()
      .map(({ text }) => text),
    ["import '../../src/domain/order.ts'\n"],
  )
  const { rounds, unplantable } = planFor(['src/service/a.ts'])
  assert.deepEqual([rounds, unplantable.map(({ fails }) => fails)], [[], [false]])
})
