import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EventStore, KeyValue } from 'tenon'

const document = readFileSync(join(import.meta.dirname, '../../docs/guarantees.md'), 'utf8')

/** Returns the rows of the table with a heading row, as cells. */
const table = (first: string): string[][] => {
  const lines = document.split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`| ${first} |`))
  assert.ok(begin >= 0, `docs/guarantees.md has no table whose first heading is ${first}`)
  const end = lines.findIndex((line, i) => i > begin && !line.startsWith('|'))
  return lines.slice(begin + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

test('docs/guarantees.md lists every failure, in order, with its effects, whether it passes, and who acts', () => {
  assert.deepEqual(
    table('failure').map(([word, effect, passes, acts]) => [word, effect, passes, acts?.replace(' if it lasts', '')]),
    Object.entries(EventStore.failures).map(([word, { effects, passes, acts }]) => [
      `\`${word}\``,
      effects.join(' or '),
      passes ? 'yes' : 'no',
      acts,
    ]),
  )
})

test('docs/guarantees.md says "if it lasts" of exactly the failures that pass by themselves and that someone acts on', () => {
  assert.deepEqual(
    table('failure')
      .filter(([, , , acts]) => acts?.endsWith(' if it lasts') === true)
      .map(([word]) => word),
    Object.entries(EventStore.failures)
      .filter(([, { passes, acts }]) => passes && acts !== 'nobody')
      .map(([word]) => `\`${word}\``),
  )
})

test('docs/guarantees.md lists every ladder with its rungs, weakest first', () => {
  assert.deepEqual(
    table('ladder').map(([ladder, rungs]) => [ladder, rungs]),
    Object.entries(EventStore.guarantees).map(([ladder, rungs]) => [ladder, rungs.join(' < ')]),
  )
})

test('docs/guarantees.md says of a key-value store which failures it has beside those of an event store', () => {
  const own = Object.keys(KeyValue.failures).filter((word) => !Object.hasOwn(EventStore.failures, word))
  assert.deepEqual(own, ['forgotten'])
  const { effects, acts } = KeyValue.failures.forgotten
  assert.ok(
    document.includes(
      `A key-value store can also fail with \`forgotten\`: effect ${effects.join(' or ')}, does not pass by itself, the ${acts} acts.`,
    ),
  )
})

test('docs/guarantees.md explains each ladder of a key-value store that an event store does not have', () => {
  for (const ladder of ['dedupe', 'reads', 'expiry', 'retention'])
    assert.ok(document.includes(`\n- **${ladder}**`) && Object.hasOwn(KeyValue.guarantees, ladder), ladder)
})
