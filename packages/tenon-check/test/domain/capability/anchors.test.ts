import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { found } from '../found.ts'

/** Tenon's own source in a folder, with a need that no service binds. */
const tenonIn = (folder: string, name: string) => {
  const parts = {
    'package.json': JSON.stringify({ name, type: 'module' }),
    'tenon.config.ts': `export const check = {
  layers: { domain: ['${folder}src/domain/**'], service: ['${folder}src/service/**'], api: [], test: [] },
  ignored: ['src/{api,main.ts,domain/ground,service/ground}/**', 'src/main.ts', 'test/**'],
  pure: [],
  technologies: [],
}
`,
    [`${folder}src/domain/capability/need.ts`]: 'export const need = (stated: string): string => stated\n',
    [`${folder}src/domain/orders.ts`]:
      "import { need } from './capability/need.ts'\n\nexport const orders = need('orders')\n",
    [`${folder}src/service/round.ts`]: 'export const round = (cents: number): number => Math.round(cents)\n',
  }
  return {
    name: '',
    rule: '',
    verdict: 'broken',
    parts: Object.entries(parts).map(([path, text]) => ({ path, text })),
    expected: [],
  } as const
}

const unbound = (folder: string, name: string): readonly string[] =>
  found(tenonIn(folder, name)).filter((each) => each.startsWith('service-binds-capability'))

describe("A need in Tenon's own source that no service binds", () => {
  test('is found in the package', () => {
    assert.deepEqual(unbound('', 'tenon'), ['service-binds-capability src/domain/orders.ts:3'])
  })

  test('is found in the workspace, whatever the name of its root', () => {
    const path = 'packages/tenon/src/domain/orders.ts'
    assert.deepEqual(unbound('packages/tenon/', 'root'), [`service-binds-capability ${path}:3`])
  })

  test('is not taken for one in another project with the same folders', () => {
    assert.deepEqual(unbound('', 'shop'), [])
  })
})
