import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { parseSync } from 'oxc-parser'
import type { Reference } from '../../../src/domain/facts/reference.ts'
import { judge } from '../../../src/domain/judgement/judge.ts'
import { rules } from '../../../src/domain/rules/rules.ts'
import { references } from '../../../src/service/oxc/facts/references/references.ts'
import { Project } from '../../../src/service/project/project.ts'
import { read } from '../../../src/service/oxc/read.ts'
import { walk } from '../../../src/service/oxc/walk/walk.ts'
import { type Form, forms, lookalikes } from './forms.ts'

/** The forms that the parser reports without its tree. */
const CHEAP: ReadonlySet<string> = new Set(['import', 'export', 'dynamic_import'])

const referencesIn = (path: string, text: string): readonly Reference[] => {
  const facts = read(path, text, 'domain')
  assert.deepEqual(facts.troubles, [])
  return facts.references
}

describe('A mention of another module', () => {
  for (const { name, file, text, form, specifier, typeOnly } of forms)
    test(`is found: ${name}`, () => {
      const found = referencesIn(`src/domain/${file}`, text).filter((each) => each.form === form)
      assert.deepEqual(
        found.map((each) => [each.specifier, each.typeOnly]),
        [[specifier, typeOnly]],
      )
    })

  for (const { name, file, text } of lookalikes)
    test(`is not found where there is none: ${name}`, () => {
      assert.deepEqual(referencesIn(`src/domain/${file}`, text), [])
    })

  test('has its place, the imported names and its declaration', () => {
    const text = "import pg, { Pool as P } from 'pg'\n\nexport const load = () => import('ioredis')\n"
    const [fixed, dynamic] = referencesIn('src/domain/order.ts', text)
    assert.equal(text.slice(fixed?.start, fixed?.end), "'pg'")
    assert.deepEqual(
      fixed?.names.map(({ imported, local }) => `${imported} ${local}`),
      ['default pg', 'Pool P'],
    )
    assert.equal(text.slice(dynamic?.start, dynamic?.end), "'ioredis'")
    assert.deepEqual([fixed?.within, dynamic?.within], ['', 'load'])
  })

  test('is at its specifier in a comment, also after wide characters', () => {
    const text = "/** 😀 ist schön. @type {import('pg').Pool} */\nexport const pool = null\n"
    const [found] = referencesIn('src/domain/order.js', text)
    assert.equal(text.slice(found?.start, found?.end), "'pg'")
  })

  test('is looked for once among names that refer to each other in a circle', () => {
    const text = "const load = other\nconst other = load\nexport const pg = () => load('pg')\n"
    const found: Reference[] = []
    walk(parseSync('order.ts', text).program, text, [references(found)])
    assert.deepEqual(found, [])
  })
})

/** Returns the findings of domain-imports in a project with a folder of the domain for each form. */
const leaksOf = (each: readonly Form[]): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-forms-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  try {
    write('package.json', JSON.stringify({ name: 'shop', type: 'module', dependencies: { pg: '^8.0.0' } }))
    for (const [i, { file, text }] of each.entries()) write(`src/domain/${i}/${file}`, text)
    const layers = { domain: ['src/domain/**'], service: [], api: [], test: [] }
    const config = { layers, ignored: [], pure: [], technologies: [] }
    const project = Project.open({ configPath: join(folder, 'tenon.config.ts'), config, texts: new Map() })
    return judge(project.read(), rules, 'project')
      .findings.filter(({ rule }) => rule === 'domain-imports')
      .map(({ path, subject }) => `${each[Number(path.split('/')[2])]?.name}: ${subject}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('The whole check', () => {
  test('all 32 forms are found: each is a finding of domain-imports where it leads out of the domain', () => {
    assert.ok(forms.length >= 32)
    assert.equal(new Set(forms.map(({ name }) => name)).size, forms.length)
    const leaks = leaksOf(forms)
    const missed = forms.filter(({ name, specifier }) => !leaks.includes(`${name}: ${specifier ?? 'computed'}`))
    assert.deepEqual(missed, [])
  })
})

/** Returns a reference without the parts that only the tree provides. */
const told = ({ form, specifier, typeOnly, names, start, end }: Reference): Omit<Reference, 'within'> => ({
  form,
  specifier,
  typeOnly,
  names,
  start,
  end,
})

describe('The imports read without the tree', () => {
  const plain = forms.filter(({ form, specifier }) => CHEAP.has(form) && specifier !== null)

  for (const { name, file, text } of plain)
    test(`are the same as from the tree: ${name}`, () => {
      const cheap = read(file, text, 'edges').references
      const whole = referencesIn(file, text).filter(({ form }) => CHEAP.has(form))
      assert.deepEqual(cheap.map(told), whole.map(told))
    })

  test('are of more than twenty forms', () => {
    assert.ok(plain.length > 20)
  })
})
