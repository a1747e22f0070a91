import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { CheckConfig } from '../../../src/domain/config/check-config.ts'
import type { Technology } from '../../../src/domain/technology/technology.ts'
import { manifestOf } from '../../../src/service/project/packages/manifest.ts'
import { packageFolders } from '../../../src/service/project/packages/package-folders.ts'
import { technologiesOf } from '../../../src/service/project/technologies.ts'

const folders: string[] = []

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A folder with these files. */
const laid = (files: { readonly [path: string]: string }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-technologies-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const NONE: CheckConfig = Object.freeze({
  layers: { domain: [], service: [], api: [], test: [] },
  ignored: [],
  pure: [],
  technologies: [],
})

/** What technologies a project of these files has to do with. */
const technologies = (
  files: { readonly [path: string]: string },
  stated: readonly Technology[],
  below: string,
): readonly Technology[] => {
  const root = join(laid(files), below)
  return technologiesOf(root, manifestOf(root), { ...NONE, technologies: stated })
}

const namesOf = (all: readonly Technology[]): readonly string[] => all.map(({ name }) => name)

const dependingOn = (...dependencies: readonly string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(dependencies.map((each) => [each, '1.0.0'])) })

const publishing = (technology: unknown): string => JSON.stringify({ tenon: { technology } })

const till: Technology = { name: 'Till', packages: ['till'], tokens: ['till'], vocabulary: ['drawer_pulse'] }

test('What Tenon publishes of NATS, SQLite and AWS is known in a project that lists no package at all', () => {
  const all = technologies({}, [], '.')
  assert.deepEqual(namesOf(all), ['NATS', 'SQLite', 'AWS'])
  for (const { tokens, vocabulary } of all) assert.ok(tokens.length > 0 && vocabulary.length > 0)
})

test('A well-known technology counts where the project lists one of its packages, in whatever list', () => {
  assert.deepEqual(
    namesOf(technologies({ 'package.json': dependingOn('pg', 'express', '@azure/storage-blob') }, [], '.')).slice(3),
    ['PostgreSQL', 'Azure'],
  )
  const development = JSON.stringify({ devDependencies: { kafkajs: '2' }, optionalDependencies: { ioredis: '5' } })
  assert.deepEqual(namesOf(technologies({ 'package.json': development }, [], '.')).slice(3), ['Redis', 'Kafka'])
})

test('A package publishes one technology or several, and those of a package that is not listed do not count', () => {
  const files = {
    'package.json': dependingOn('till', '@shop/machines'),
    'node_modules/till/package.json': publishing(till),
    'node_modules/@shop/machines/package.json': publishing([
      { ...till, name: 'Scale' },
      { ...till, name: 'Scanner' },
    ]),
    'node_modules/other/package.json': publishing({ ...till, name: 'Other' }),
  }
  assert.deepEqual(namesOf(technologies(files, [], '.')).slice(3), ['Till', 'Scale', 'Scanner'])
})

test('A package is found in a folder above, as Node finds it', () => {
  const files = {
    'packages/shop/package.json': dependingOn('till'),
    'node_modules/till/package.json': publishing(till),
  }
  assert.deepEqual(technologies(files, [], 'packages/shop').at(-1), till)
})

test('In a repository with several packages, those count through which the patterns of its layers lead', () => {
  const root = laid({
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/shop/package.json': dependingOn('pg', 'till'),
    'packages/shop/node_modules/till/package.json': publishing(till),
    'packages/stock/package.json': dependingOn('ioredis'),
    'tools/build/package.json': dependingOn('kafkajs'),
  })
  const named = (layers: Partial<CheckConfig['layers']>): readonly string[] =>
    namesOf(technologiesOf(root, manifestOf(root), { ...NONE, layers: { ...NONE.layers, ...layers } })).slice(3)
  assert.deepEqual(named({}), [])
  assert.deepEqual(named({ domain: ['packages/*/src/domain/**'] }), ['Till', 'PostgreSQL', 'Redis'])
  assert.deepEqual(named({ service: ['packages/shop/src/**'] }), ['Till', 'PostgreSQL'])
  assert.deepEqual(named({ test: ['tools/**'] }), [])
})

test('A pattern leads through the folders that it names, up to two stars', () => {
  const json = '{}'
  const root = laid({
    'a/package.json': json,
    'a/b/package.json': json,
    'c/b/package.json': json,
    'c/b/src/x.ts': '',
    'a/node_modules/package.json': json,
    '.d/package.json': json,
  })
  const through = (...patterns: readonly string[]): readonly string[] => packageFolders(root, patterns)
  assert.deepEqual(through('a/*.ts', 'none/**', 'c/b/src/x.ts/y/**'), ['a', 'c/b'])
  assert.deepEqual(through('./*/b/**', '{a,c}/**'), ['a', 'a/b', 'c/b'])
  assert.deepEqual(through('*/*/src/**', '.d/**', 'a/node_modules/**'), ['a', 'a/b', 'c/b'])
  assert.deepEqual(through('**/b/**', 'package.json'), [])
})

test('A package that is not installed, or publishes nothing, adds nothing', () => {
  const files = {
    'package.json': dependingOn('gone', 'silent', 'other-tenon'),
    'node_modules/silent/package.json': '{ "name": "silent" }',
    'node_modules/other-tenon/package.json': '{ "tenon": { "greeting": "hello" } }',
  }
  assert.deepEqual(namesOf(technologies(files, [], '.')), ['NATS', 'SQLite', 'AWS'])
})

test('Technologies of one name are one, with the words of both', () => {
  const all = technologies({}, [{ ...till, name: 'nats' }], '.')
  assert.deepEqual(namesOf(all), ['NATS', 'SQLite', 'AWS'])
  assert.ok(all[0]?.tokens.includes('till') && all[0].tokens.includes('nats'))
  assert.ok(all[0]?.vocabulary.includes('drawer_pulse'))
})

const refused = (technology: unknown, says: RegExp): void => {
  const files = { 'package.json': dependingOn('till'), 'node_modules/till/package.json': publishing(technology) }
  assert.throws(() => technologies(files, [], '.'), { name: 'SyntaxError', message: says })
}
refused(
  { ...till, tokens: 'till' },
  /node_modules[\\/]till[\\/]package\.json cannot be used: tenon\.technology\.tokens must be a list\.$/,
)

test('What a package publishes wrongly is refused with a sentence that names the file and the key', () => {
  refused({ ...till, tokens: ['--'] }, /tokens\.0 must be a string with a letter or a digit in it\.$/)
  refused([{ ...till, versions: [] }], /tenon\.technology\.0\.versions is an unknown key/)
  refused({ name: 'Till' }, /packages is missing; .*tokens is missing; .*vocabulary is missing\.$/)
  refused('till', /tenon\.technology must be an object\.$/)
  refused(null, /must be an object\.$/)
})

test('A package.json of a package that is no JSON is refused with a sentence that names it', () => {
  const files = { 'package.json': dependingOn('till'), 'node_modules/till/package.json': '{ "tenon": ' }
  assert.throws(() => technologies(files, [], '.'), {
    name: 'SyntaxError',
    message: /node_modules[\\/]till[\\/]package\.json cannot be read as JSON: /,
  })
})
