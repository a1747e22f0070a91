import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { found } from '../found.ts'

/** A project whose domain, in a folder, declares a need by a relative import, and no service binds the need. */
const projectIn = (folder: string) => {
  const parts = {
    'package.json': '{ "name": "root", "type": "module" }',
    'tenon.config.ts': `export const check = {
  layers: { domain: ['${folder}src/domain/**'], service: ['${folder}src/service/**'], api: [], test: [] },
  ignored: [],
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

const unbound = (folder: string): readonly string[] =>
  found(projectIn(folder)).filter((each) => each.startsWith('service-binds-capability'))

describe('A need that is declared by a relative import and that no service binds', () => {
  test("is found in Tenon's own workspace", () => {
    const path = 'packages/tenon/src/domain/orders.ts'
    assert.deepEqual(unbound('packages/tenon/'), [`service-binds-capability ${path}:3`])
  })

  test("is not taken for Tenon's in another project with the same folders", () => {
    assert.deepEqual(unbound(''), [])
    assert.deepEqual(unbound('packages/shop/'), [])
  })
})
