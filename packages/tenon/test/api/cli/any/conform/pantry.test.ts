import assert from 'node:assert/strict'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { emptyFolder, jsonLines, tenon, tenonHere } from '../../tenon.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Creates a project with the pantry, a capability of its own. */
const pantryFolder = async (t: TestContext): Promise<string> => {
  const folder = await emptyFolder(t)
  await cp(path('../../../../service/lab/pantry'), folder, {
    recursive: true,
    filter: (file) => !file.includes('lies.'),
  })
  await cp(path('../../../../service/lab/pantry/lies.ts'), join(folder, 'lies.ts'))
  await symlink(path('../../../../../../../node_modules/zod'), join(folder, 'node_modules/zod'))
  return folder
}

const LAWS = [
  'states',
  'closing',
  'refusal',
  'reach',
  'effect_honesty',
  'no_lost_own_write',
  'total',
  'reachability',
  'works_after',
  'durability',
  'watched',
]

suite('conform, on a rig of a capability that a project declares', () => {
  test('proves its laws, and writes a certificate that names the capability', async (t) => {
    const folder = await pantryFolder(t)
    const words = ['conform', 'rig.ts', '--effort', 'plain', '--certificate', 'pantry.json']
    const { code, stdout, stderr } = await tenon(folder, ...words)
    assert.deepEqual([code, stderr], [0, `Wrote ${join(folder, 'pantry.json')}.\n`], stdout)
    assert.match(stdout, /^pantry on file {2}effort plain {2}policy usual\n/)
    for (const law of LAWS) assert.match(stdout, new RegExp(`^  (kept|not run) +${law}\\b`, 'm'))
    const certificate: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'pantry.json'), 'utf8'))
    const { name, version } = Object(certificate['capability'])
    assert.deepEqual([name, version, Object.keys(Object(certificate['laws']))], ['pantry', 1, LAWS])
  })

  test('runs one law or case of it under every policy, in other processes too', async (t) => {
    const folder = await pantryFolder(t)
    const words = ['conform', 'rig.ts', '--effort', 'short', '--policy', 'all', '--json']
    const chosen = ['--law', 'watched', '--case', 'reach/sees_what_another_process_writes']
    const { code, stdout, stderr } = await tenon(folder, ...words, ...chosen)
    assert.equal(code, 0, stderr)
    const [last, ...cases] = jsonLines(stdout).toReversed()
    assert.deepEqual(Object.keys(Object(last?.['laws'])), ['reach', 'watched'])
    assert.deepEqual(
      cases.toReversed().map(({ policy, id }) => `${String(policy)} ${String(id)}`),
      ['usual', 'retrying', 'tight'].flatMap((policy) => [
        `${policy} watched/what_was_put`,
        `${policy} reach/sees_what_another_process_writes`,
      ]),
    )
  })

  test('names the sentence of a law that is broken, and how to run its case alone', async (t) => {
    const folder = await pantryFolder(t)
    const rig = await readFile(join(folder, 'rig.ts'), 'utf8')
    await writeFile(join(folder, 'lying.ts'), rig.replaceAll("searchParams.get('lie')", "'no_lost_own_write'"))
    const { code, stdout } = await tenon(
      folder,
      'conform',
      'lying.ts',
      '--effort',
      'short',
      '--law',
      'no_lost_own_write',
    )
    assert.equal(code, 1, stdout)
    assert.match(stdout, /The law: After an unknown outcome, the same write again is done/)
    assert.match(stdout, /Not so: the same write again, after an unknown outcome: put of .* returned {"kind":"taken"}/)
    assert.match(stdout, /Alone: tenon conform lying\.ts --case no_lost_own_write\/under_lost_reply --effort short/)
  })

  test('refuses a law that it does not have, with those that it has', async (t) => {
    const folder = await pantryFolder(t)
    const { code, stderr } = await tenonHere(folder, 'conform', 'rig.ts', '--law', 'append')
    assert.equal(code, 2)
    assert.match(stderr, new RegExp(`pantry has no law append\\. Its laws are ${LAWS.join(', ')}\\.`))
  })

  test('says exactly what does not match, if its specification is not that of its binding', async (t) => {
    const folder = await pantryFolder(t)
    const rig = await readFile(join(folder, 'rig.ts'), 'utf8')
    const specification = 'export const specification = { ...honest, capability }'
    const rigs = {
      'foreign.ts': rig.replace(
        specification,
        "export { eventSpecification as specification } from 'tenon/conformance'",
      ),
      'copied.ts': rig.replace(specification, 'export const specification = { ...honest, capability: Unsigned }'),
      'unbound.ts': rig.replace(
        'return bind(need(capability, least), lie(executor, folder), policy)',
        'return executor',
      ),
      'library.ts': `
        import { capability, EventStore, need } from 'tenon'
        import { bind } from 'tenon/bind'
        import { eventSpecification } from 'tenon/conformance'
        import { MemoryEventExecutor } from 'tenon/memory'
        const copy = capability({ ...EventStore })
        const { grants, limits } = new MemoryEventExecutor()
        const copied = { ...new MemoryEventExecutor(), capability: copy, follow: () => [][Symbol.iterator]() }
        export const url = import.meta.url
        export const name = 'mine'
        export const specification = { ...eventSpecification, capability: copy }
        export const binding = (place, policy) => bind(need(copy, { ...grants, ...limits }), copied, policy)
        export const faults = []
        export const exemptions = []
        export const sources = [url]
        export const versions = {}`,
    }
    for (const [name, text] of Object.entries(rigs)) await writeFile(join(folder, name), text)
    const refusals = [
      [
        'foreign.ts',
        / has a specification of event_store 1, and its binding is of pantry 1\. Export the specification/,
      ],
      ['copied.ts', / has its specification and its binding from two copies of pantry 1\. Import both from the same/],
      ['unbound.ts', / is not a rig\. Its export binding does not return a binding\. Make one with bind\(/],
      ['library.ts', / proves event_store 1 of another copy of this package\. Run the tenon that is installed beside/],
    ] as const
    for (const [name, says] of refusals) {
      const { code, stdout, stderr } = await tenonHere(folder, 'conform', name)
      assert.deepEqual([code, stdout], [2, ''], stderr)
      assert.match(stderr, says)
      assert.doesNotMatch(stderr, name === 'unbound.ts' ? /^$/ : /is not a rig|Make one with/)
    }
  })

  test('completes the laws of the rig that the line names', async (t) => {
    const folder = await pantryFolder(t)
    const completed = async (...words: readonly string[]): Promise<readonly string[]> =>
      (await tenonHere(folder, 'complete', 'laws', '--', 'conform', ...words)).stdout.split('\n').filter(Boolean)
    assert.deepEqual(await completed('rig.ts', '--effort', 'plain', '--law', ''), LAWS)
    assert.deepEqual(await completed('rig.ts', '--law', 'rea'), ['reach', 'reachability'])
    assert.deepEqual(await completed('--law', 'rea'), [])
  })
})
