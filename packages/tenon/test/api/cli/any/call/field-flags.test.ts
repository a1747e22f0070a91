import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { z } from 'zod'
import { type FieldFlag, fieldFlags, readValue, wordsFor } from '../../../../../src/api/cli/any/call/field-flags.ts'
import { Terminal } from '../../../../../src/api/cli/terminal/terminal.ts'
import type { Operation } from '../../../../../src/domain/capability/capability.ts'
import type { Schema } from '../../../../../src/domain/capability/schema.ts'
import { emptyFolder } from '../../tenon.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const operation = (intent: Schema, gives: 'one' | 'many' = 'one'): Operation => {
  const facts = { says: 'It works.', touches: 'read', asks: [], repeatable: 'always', states: 'the_intent' } as const
  const result = z.strictObject({ kind: z.literal('done') })
  return gives === 'one'
    ? { ...facts, gives, intent, result }
    : { ...facts, gives, resume: 'anew', last: [], silent: 'may_last', intent, result }
}

const flagsOf = (fields: Parameters<typeof z.strictObject>[0], gives: 'one' | 'many' = 'one'): readonly FieldFlag[] =>
  fieldFlags(operation(z.strictObject(fields), gives))

const terminalIn = (folder: string, input = ''): Terminal =>
  new Terminal({
    folder,
    input: () => Readable.from([Buffer.from(input)]),
    output: new PassThrough(),
    notes: new PassThrough(),
    interrupt: new AbortController().signal,
  })

const read = async (t: TestContext, schema: z.ZodType, text: string, input = ''): Promise<unknown> => {
  const [flag] = flagsOf({ field: schema })
  assert.ok(flag)
  return readValue(terminalIn(await emptyFolder(t), input), flag, text)
}

test('an option is the name of its field in kebab-case, with a placeholder and what its schema says', () => {
  const flags = flagsOf({
    lifeSpan: z.union([z.int().min(1).max(9), z.null()]).describe('How long it lives.'),
    first_name: z.string(),
    id: z.string().regex(UUID),
    value: z.unknown(),
    way: z.enum(['up', 'down']),
    boxes: z.array(z.strictObject({ size: z.number(), label: z.string().optional() })),
    sure: z.boolean().optional(),
  })
  assert.deepEqual(
    flags.map(({ flag, placeholder, required, says }) => [flag, placeholder, required, says]),
    [
      ['--life-span', 'null|number', true, 'How long it lives. (null or whole number from 1 to 9)'],
      ['--first-name', 'text', true, 'text'],
      ['--id', 'uuid|new', true, 'UUID'],
      ['--value', 'json', true, 'JSON'],
      ['--way', 'up|down', true, 'up or down'],
      ['--boxes', 'json', true, 'list of { size, label? }'],
      ['--sure', 'true|false', false, 'true or false (may be left out)'],
    ],
  )
})

test('a field that is named as an option of every call is, or as the negation of one, gets another option', () => {
  const names = ['json', 'help', 'limit', 'version', 'noSugar', '_id', 'two words']
  const fields = Object.fromEntries(names.map((name) => [name, z.string()]))
  const flagged = (gives: 'one' | 'many'): readonly string[] => flagsOf(fields, gives).map(({ flag }) => flag)
  const others = ['--version', '--field-no-sugar', '--id']
  assert.deepEqual(flagged('one'), ['--field-json', '--field-help', '--limit', ...others])
  assert.deepEqual(flagged('many'), ['--field-json', '--field-help', '--field-limit', ...others])
  assert.deepEqual(
    flagsOf({ aB: z.string(), a_b: z.string(), 'a-b': z.string() }).map(({ flag }) => flag),
    ['--a-b', '--field-a-b', '--field-field-a-b'],
  )
})

test('a text is read as the schema of its field says', async (t) => {
  const wordOrNumber = z.union([z.enum(['start', 'end']), z.int()])
  const nullable = z.union([z.string(), z.null()])
  const wordOrObject = z.union([z.literal('all'), z.strictObject({ prefix: z.string() })])
  const cases: readonly (readonly [schema: z.ZodType, text: string, value: unknown])[] = [
    [z.string(), '7', '7'],
    [z.string(), 'null', 'null'],
    [z.string(), '@name', '@name'],
    [z.string(), '', ''],
    [z.int(), '7', 7],
    [z.number(), '-1.5e3', -1500],
    [z.boolean(), 'true', true],
    [wordOrNumber, 'end', 'end'],
    [wordOrNumber, '12', 12],
    [wordOrNumber, 'middle', 'middle'],
    [nullable, 'null', null],
    [nullable, 'a', 'a'],
    [wordOrObject, 'all', 'all'],
    [wordOrObject, '{"prefix":"a"}', { prefix: 'a' }],
    [wordOrObject, 'some', 'some'],
    [z.union([z.string(), z.strictObject({ a: z.int() })]), '@name', '@name'],
    [z.union([z.string(), z.strictObject({ a: z.int() })]), '{"a":1}', { a: 1 }],
    [z.unknown(), '"new"', 'new'],
    [z.unknown(), 'null', null],
    [z.unknown(), '[1]', [1]],
    [z.union([z.literal(1), z.literal(2)]), '2', 2],
  ]
  for (const [schema, text, value] of cases) assert.deepEqual(await read(t, schema, text), value, text)
})

test('JSON comes from the option, from a file, or from the standard input', async (t) => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'boxes.json'), '[2]')
  const [flag] = flagsOf({ boxes: z.array(z.int()) })
  assert.ok(flag)
  assert.deepEqual(await readValue(terminalIn(folder), flag, '[1]'), [1])
  assert.deepEqual(await readValue(terminalIn(folder), flag, '@boxes.json'), [2])
  assert.deepEqual(await readValue(terminalIn(folder, '[3]'), flag, '-'), [3])
  await assert.rejects(readValue(terminalIn(folder), flag, '@none.json'), /none\.json/)
})

test('what is not JSON is refused with a sentence that names the option and shows how a text is written', async (t) => {
  await assert.rejects(
    read(t, z.unknown(), 'dark'),
    /^UsageError: --field is not JSON: .*double quotes: --field '"dark"'$/,
  )
  await assert.rejects(read(t, z.array(z.int()), '[1,'), /^UsageError: --field is not JSON: [^']*$/)
})

test('new makes a UUID, and only where the schema wants one and does not accept that word', async (t) => {
  for (const schema of [z.uuid(), z.string().regex(UUID), z.union([z.uuid(), z.literal('none')])])
    assert.match(String(await read(t, schema, 'new')), UUID)
  for (const schema of [z.string(), z.string().regex(/^[a-z-]+$/), z.string().regex(/^[^n]/), z.enum(['new', 'old'])])
    assert.equal(await read(t, schema, 'new'), 'new')
})

test('a shell can offer the words of a field', () => {
  const [mode, id, name] = flagsOf({ mode: z.union([z.enum(['a', 'b']), z.null()]), id: z.uuid(), name: z.string() })
  assert.deepEqual(
    [mode, id, name].map((flag) => (flag === undefined ? [] : wordsFor(flag))),
    [['a', 'b', 'null'], ['new'], []],
  )
})

test('references and intersections in a schema are followed', () => {
  const Named = z.string().regex(UUID).meta({ id: 'Named' })
  const flags = flagsOf({ one: Named, other: Named, both: z.intersection(z.string(), z.string().max(3)) })
  assert.deepEqual(
    flags.map(({ placeholder }) => placeholder),
    ['uuid|new', 'uuid|new', 'text'],
  )
})
