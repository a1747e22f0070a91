import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { Categories } from '../../../../src/api/cli/event/streams/categories.ts'
import { type Column, sheet } from '../../../../src/api/cli/terminal/table.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import { byCodePoint } from '../../../../src/domain/data/names.ts'
import { category } from '../../../../src/domain/event/stream.ts'

const COLUMNS = [
  { heading: 'n', align: 'right', show: ({ n }: Row) => String(n) },
  { heading: 'name', align: 'left', show: ({ name }: Row) => name },
  { heading: 'data', align: 'left', show: ({ data }: Row) => data },
] as const

interface Row {
  readonly n: number
  readonly name: string
  readonly data: string
}

const shown = async (
  pages: readonly (readonly Row[])[],
  tty: object,
  columns: readonly Column<Row>[] = COLUMNS,
): Promise<{ output: string; notes: string }> => {
  const [output, notes] = [Object.assign(new PassThrough(), tty), Object.assign(new PassThrough(), tty)]
  const { signal: interrupt } = new AbortController()
  const terminal = new Terminal({ folder: '/', input: () => Readable.from([]), output, notes, interrupt })
  const { show, end } = sheet(terminal, { json: false }, JSON.stringify, columns)
  for (const page of pages) await show(page)
  await end()
  return { output: String(output.read() ?? ''), notes: String(notes.read() ?? '') }
}

test('the columns of a table are aligned within a page, and never get narrower', async () => {
  const rows = [
    { n: 9, name: 'é', data: 'x' },
    { n: 10_000, name: 'longer', data: 'yy' },
  ]
  const { output, notes } = await shown([rows, [{ n: 1, name: 'b', data: 'z' }]], {})
  assert.equal(notes, '    n  name    data\n')
  assert.equal(output, '    9  é       x\n10000  longer  yy\n    1  b       z\n')
})

test('a very long name sticks out of its column, and does not widen it', async () => {
  const { output } = await shown(
    [
      [
        { n: 1, name: 'x'.repeat(255), data: 'a' },
        { n: 2, name: 'y', data: 'b' },
      ],
    ],
    {},
  )
  assert.equal(output.split('\n')[1], `2  y${' '.repeat(39)}  b`)
})

test('on a terminal the headings are dim if it has colours, and lines are cut to its width', async () => {
  const rows = [[{ n: 1, name: 'name', data: '\u001b[2J😀😀😀' }]]
  const plain = await shown(rows, { isTTY: true, columns: 18 })
  assert.deepEqual(plain, { output: '1  name  \\u001b[2…\n', notes: 'n  name  data\n' })
  const dim = await shown(rows, { isTTY: true, columns: 80, getColorDepth: () => 8 })
  assert.equal(dim.notes, '\u001b[2mn  name  data\u001b[22m\n')
})

test('headings that fill the terminal stay on one line, even if they are dim', async () => {
  const columns = [{ heading: 'recorded at', align: 'left', show: ({ name }: Row) => name }] as const
  const { notes } = await shown([], { isTTY: true, columns: 11, getColorDepth: () => 8 }, columns)
  assert.equal(notes, '\u001b[2mrecorded at\u001b[22m\n')
})

test('a table without rows has its headings', async () => {
  assert.deepEqual(await shown([], {}), { output: '', notes: 'n  name  data\n' })
})

test('categories are counted as their streams arrive, and few are held', () => {
  const parts = ['', 'a', 'b', 'a+', 'a b', 'ab', 'é', '😀']
  const names = parts
    .flatMap((part) => [part, `${part}-1`, `${part}-1-2`, `${part}-😀`])
    .filter((name) => name !== '')
    .toSorted(byCodePoint)
  const counting = new Categories()
  const counted = [...names.flatMap((name) => counting.take(name)), ...counting.rest()]
  const wanted = Map.groupBy(names, category)
  assert.deepEqual(
    new Map(counted.map(({ category: name, streams }) => [name, streams])),
    new Map([...wanted].map(([name, all]) => [name, all.length])),
  )
  assert.equal(counted.length, wanted.size)
  assert.equal(counting.count, wanted.size)
  for (let i = 0; i < 1_000; i += 1) counting.take(`c${String(i).padStart(4, '0')}-1`)
  assert.equal(counting.rest().length, 1)
})
