import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { guessLayers, guessPlaces } from '../../../../src/api/cli/init/guess-layers.ts'
import { foldersAbove, layerFolders, projectsIn } from '../../../../src/api/cli/init/folders.ts'
import { Layers } from '../../../../src/service/project/layers/layers.ts'
import { isSource } from '../../../../src/domain/config/layer.ts'

/** Compares the patterns that init writes for a tree with its decision for each file. */
const assertSame = (found: readonly string[]): void => {
  const units = guessPlaces(found.filter(isSource), found, layerFolders(found))
  const projects = projectsIn(found)
  const arrangement = guessLayers(units, [], projects)
  const layers = Layers.stated(arrangement)
  for (const [path, { place }] of units)
    assert.equal(layers.ignores(path) ? 'ignored' : layers.of(path), place, `${path}: ${JSON.stringify(arrangement)}`)
  // The check does not trust a config that ignores files of the domain or the service.
  const unignored = Layers.stated({ ...arrangement, ignored: [] })
  for (const [path, { place }] of units)
    if (place === 'ignored') assert.ok(!['domain', 'service'].includes(unignored.of(path) ?? ''), path)
  assert.deepEqual(layers.empty([...units.keys()].filter((path) => !layers.ignores(path))), [])
  const patterns = Object.values(arrangement.layers).flat()
  for (const project of projects) {
    const isHeld = [...units].some(
      ([path, { place }]) => place !== 'ignored' && place !== 'test' && path.startsWith(`${project}/`),
    )
    if (isHeld)
      assert.ok(
        patterns.some((pattern) => leadsThrough(pattern, project)),
        `${project}: ${patterns.join(' ')}`,
      )
  }
}

/** Whether the parts of a pattern before its first `**` name a folder, whose `package.json` is read then. */
const leadsThrough = (pattern: string, folder: string): boolean => {
  const parts = folder.split('/')
  const open = pattern.split('/').slice(0, parts.length)
  return (
    open.length === parts.length &&
    open.every((part, i) => part !== '**' && Layers.stated(alone(part)).of(parts[i] ?? '') === 'api')
  )
}

const alone = (pattern: string) => ({ layers: { domain: [], service: [], api: [pattern], test: [] }, ignored: [] })

const FOLDERS = [
  'src lib packages apps modules Contexts orders billing shared core backend [id] (shop) docs public',
  'domain Domain service infra Infrastructure db data providers clients components ports out',
  'test __tests__ templates event-handlers processes',
].flatMap((names) => names.split(' '))

const FILES = [
  'a.ts b.tsx c.js main.mts a.test.ts a.stories.tsx domain.ts Service.js [slug].tsx',
  'vite.config.ts app.config.test.ts webpack.prod.js env.d.ts package.json read.me',
].flatMap((names) => names.split(' '))

describe('the layers that init proposes', () => {
  test('put every file in its expected place, in any tree, and lead through the packages', () => {
    const path = fc
      .tuple(fc.array(fc.constantFrom(...FOLDERS), { maxLength: 5 }), fc.constantFrom(...FILES))
      .map(([folders, file]) => [...folders, file].join('/'))
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 40 }), (found) => {
        // A name cannot be that of a file and of a folder at once.
        assertSame(found.filter((each) => !found.some((other) => foldersAbove(other).includes(each))))
      }),
      { numRuns: 2_000 },
    )
  })

  test('lead through a package inside a domain', () => {
    assertSame(['Domain/clients/a.ts', 'Domain/clients/package.json', 'a.ts'])
  })

  test('put every file of this repository in its expected place', () => {
    const root = new URL('../../../../../../', import.meta.url)
    assertSame(execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n'))
  })
})
