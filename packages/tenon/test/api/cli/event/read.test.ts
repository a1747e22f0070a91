import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { dataLines, ended, outcomeIn, seed, start, storeFolder, tenon, tenonAgain } from '../tenon.ts'

const append = (folder: string, stream: string): ReturnType<typeof tenonAgain> =>
  tenonAgain(folder, 'append', stream, '--expected', 'any', '--type', 'Opened', '--data', '"\u0085\u202e"')

test('read pages through everything, up to the limit, in either direction', async (t) => {
  const folder = await storeFolder(t)
  const all = Array.from({ length: 1_300 }, (_, i) => i)
  await seed(folder, ['account-0'], 1_300)
  const revisions = async (...words: readonly string[]): Promise<unknown[]> => {
    const { code, stdout } = await tenonAgain(folder, 'read', 'account-0', '--json', ...words)
    assert.equal(code, 0)
    return dataLines(stdout).map(({ revision }) => revision)
  }
  const [forward, backward, some, last] = await Promise.all([
    revisions(),
    revisions('--direction', 'backward', '--limit', '1100'),
    revisions('--from', '7', '--limit', '2'),
    revisions('--from', 'end'),
  ])
  assert.deepEqual(forward, all)
  assert.deepEqual(backward, all.toReversed().slice(0, 1_100))
  assert.deepEqual([some, last], [[7, 8], [1_299]])
})

test('an absent stream is reported, with exit code 1', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 1)
  const { code, stdout, stderr } = await tenon(folder, 'read', 'none-1', '--json')
  assert.deepEqual([code, stdout], [1, '{"kind":"no_stream"}\n'])
  assert.match(stderr, /^tenon: no_stream/)
})

test('streams lists the names that begin with a prefix, up to the limit', async (t) => {
  const folder = await storeFolder(t)
  await seed(
    folder,
    Array.from({ length: 1_100 }, (_, i) => `account-${i}`),
    1,
  )
  const all = await tenon(folder, 'streams', '--json')
  assert.equal(dataLines(all.stdout).length, 1_100)
  const limited = await Promise.all(
    [2, 1_000, 1_050, 2_000].map((limit) => tenonAgain(folder, 'streams', '--json', '--limit', String(limit))),
  )
  assert.deepEqual(
    limited.map(({ stdout }) => dataLines(stdout)),
    [2, 1_000, 1_050, 2_000].map((limit) => dataLines(all.stdout).slice(0, limit)),
  )
  const some = await tenonAgain(folder, 'streams', '--prefix', 'account-109')
  assert.equal(some.stdout.split('\n').length, 12)
  assert.match(some.stdout, /^ {7}0 {2}account-109\n/)
  assert.equal(some.stderr, 'revision  stream\n')
})

test('streams lists the names after a name, and says where to continue', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['b-1', 'b-2', 'c-1', 'a-1'], 2)
  const streams = async (...words: readonly string[]): Promise<[names: unknown[], after: unknown]> => {
    const { stdout } = await tenonAgain(folder, 'streams', '--json', ...words)
    return [dataLines(stdout).map(({ stream }) => stream), outcomeIn(stdout)['after']]
  }
  assert.deepEqual(await streams('--after', 'b-1'), [['b-2', 'c-1'], null])
  assert.deepEqual(await streams('--after', 'a', '--limit', '2'), [['a-1', 'b-1'], 'b-1'])
  assert.deepEqual(await streams('--after', 'b-1', '--prefix', 'b'), [['b-2'], null])
})

test('streams --categories counts the streams of each category, ordered by name', async (t) => {
  const folder = await storeFolder(t)
  const many = Array.from({ length: 1_200 }, (_, i) => `order-${i}`)
  await seed(folder, [...many, 'orders', 'order', 'order+1', 'é-1', 'é-2', '-x'], 1)
  const { stdout } = await tenonAgain(folder, 'streams', '--categories', '--json')
  assert.deepEqual(
    dataLines(stdout).map(({ category, streams }) => [category, streams]),
    [
      ['', 1],
      ['order+1', 1],
      ['order', 1_201],
      ['orders', 1],
      ['é', 2],
    ],
  )
  assert.deepEqual(outcomeIn(stdout), { kind: 'done', categories: 5, streams: 1_206 })
  const people = await tenonAgain(folder, 'streams', '--categories', '--prefix', 'order')
  assert.deepEqual([people.stderr, people.stdout.split('\n')[1]], ['streams  category\n', '   1201  order'])
  const refused = await tenonAgain(folder, 'streams', '--categories', '--limit', '3')
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /'--categories' cannot be used with option '--limit <number>'/)
})

test('log prints the events after a position, of some streams and types, and reports a position beyond the end', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 10)
  await append(folder, 'door-1')
  const positions = async (...words: readonly string[]): Promise<unknown[]> =>
    dataLines((await tenonAgain(folder, 'log', '--json', ...words)).stdout).map(({ position }) => position)
  const [behind, ofDoors, ofTwo] = await Promise.all([
    positions('--after', '8', '--limit', '2'),
    positions('--prefix', 'door-'),
    positions('--type', 'Opened', '--type', 'Closed'),
  ])
  assert.deepEqual([behind, ofDoors, ofTwo], [[9, 10], [11], [11]])
  const people = await tenonAgain(folder, 'log', '--after', '10')
  assert.match(people.stdout, / {2}door-1 @0 +Opened {2}"\\u0085\\u202e"\n$/)
  const ahead = await tenonAgain(folder, 'log', '--after', '12')
  assert.deepEqual([ahead.code, ahead.stdout], [1, ''])
  assert.match(ahead.stderr, /ahead: the log ends at 11/)
})

test('log --follow continues with new events, until its limit or SIGINT', async (t) => {
  const folder = await storeFolder(t)
  await append(folder, 'door-1')
  const following = start(folder, 'log', '--follow', '--json')
  const limited = ended(start(folder, 'log', '--follow', '--json', '--limit', '2'))
  const done = ended(following)
  await once(following.stdout, 'data')
  await Promise.all([append(folder, 'door-2'), once(following.stdout, 'data')])
  following.kill('SIGINT')
  const { code, stdout } = await done
  assert.equal(code, 130)
  assert.deepEqual(
    dataLines(stdout).map(({ stream }) => stream),
    ['door-1', 'door-2'],
  )
  assert.deepEqual([(await limited).code, dataLines((await limited).stdout).length], [0, 2])
})
