import { join, posix } from 'node:path'
import { field, jsonAt, orNull } from '../files/json-file.ts'
import { packageNameOf } from './manifest.ts'
import { textAt } from '../files/regular-file.ts'
import type { Outputs } from './outputs.ts'
import { packageFolders } from './package-folders.ts'

/** The packages that stand in a project: its own, and those that its root states as `workspaces`. Paths are from the root. */
export class Workspace {
  readonly #root: string
  readonly #outputs: Outputs
  readonly #conditions: ReadonlySet<string>
  readonly #manifests = new Map<string, unknown>()
  #folders: ReadonlyMap<string, string> | null = null

  /** `conditions` are those under which `exports` are resolved. */
  constructor(root: string, outputs: Outputs, conditions: readonly string[]) {
    this.#root = root
    this.#outputs = outputs
    this.#conditions = new Set([...conditions, 'default'])
  }

  /** The folder of the package of a name, `null` where none stands here. */
  folderOf(name: string): string | null {
    this.#folders ??= foldersByName(this.#root)
    return this.#folders.get(name) ?? null
  }

  /**
   * The source file to which a package leads from outside, whether it is built or not: what its `package.json` names, or the source of what that is built to.
   * `below` is what a specifier has behind the package's name, without the slash. `null` where there is none.
   */
  sourceOf(folder: string, below: string): string | null {
    const manifest = this.#manifestOf(folder)
    // Node leads from a package to itself by its exports alone.
    if (folder === '' && field(manifest, 'exports') === undefined) return null
    for (const stated of entriesOf(manifest, below, this.#conditions)) {
      const path = posix.join(folder, stated)
      const found = this.#outputs.isBuilt(path) ? this.#outputs.sourceOf(path) : this.#standing(path)
      if (found !== null) return found
    }
    const places =
      below === '' ? ['src/index', 'index'] : [`src/${below}`, `src/${below}/index`, below, `${below}/index`]
    return this.#outputs.firstSource(places.map((place) => posix.join(folder, place)))
  }

  #manifestOf(folder: string): unknown {
    let manifest = this.#manifests.get(folder)
    if (manifest === undefined) {
      manifest = orNull(() => jsonAt(join(this.#root, folder, 'package.json')))
      this.#manifests.set(folder, manifest)
    }
    return manifest
  }

  #standing(path: string): string | null {
    const stem = path.replace(/(?<!\.d)\.[cm]?[jt]sx?$/, '')
    return this.#outputs.sourceOf(path) ?? (stem === path ? null : this.#outputs.firstSource([stem]))
  }
}

const foldersByName = (root: string): ReadonlyMap<string, string> => {
  const folders = ['', ...packageFolders(root, statedIn(root).flatMap(leading))]
  return new Map(
    folders.toReversed().flatMap((folder): (readonly [string, string])[] => {
      const name = orNull(() => packageNameOf(join(root, folder)))
      return name === null ? [] : [[name, folder]]
    }),
  )
}

/** The patterns of the packages that a root states, for npm, yarn and bun in `package.json`, for pnpm in a file of its own. */
const statedIn = (root: string): readonly string[] => {
  const stated = field(
    orNull(() => jsonAt(join(root, 'package.json'))),
    'workspaces',
  )
  const listed: unknown = Array.isArray(stated) ? stated : field(stated, 'packages')
  const yaml = orNull(() => textAt(join(root, 'pnpm-workspace.yaml'))) ?? ''
  const [, inPnpm = ''] = /^packages:[^\S\n]*(.*(?:\n(?:[^\S\n]*-.*|[^\S\n]*(?:#.*)?)(?=\n|$))*)/m.exec(yaml) ?? []
  return [
    ...(Array.isArray(listed) ? listed.filter((each) => typeof each === 'string') : []),
    ...[...inPnpm.matchAll(/(?:-\s*|[[,]\s*)(?:'([^']*)'|"([^"]*)"|([^\s'"#,\]]+))/g)].map(
      ([, single, double, bare = '']) => single ?? double ?? bare,
    ),
  ].filter((pattern) => !pattern.startsWith('!'))
}

/** The patterns that lead through the folders for which another stands; of two stars, to the third folder below. */
const leading = (pattern: string): readonly string[] => {
  const [before = '', ...after] = pattern.replace(/^\.\//, '').replace(/\/$/, '').split('**')
  if (after.length === 0) return [`${before}/_`]
  return ['*', '*/*', '*/*/*'].map((stars) => `${before}${stars}${after.join('*')}/_`)
}

/** The files that a package shows by a specifier, the likeliest first. */
const entriesOf = (manifest: unknown, below: string, conditions: ReadonlySet<string>): readonly string[] => {
  const exported = field(manifest, 'exports')
  if (exported === undefined || exported === null) {
    if (below !== '') return [below, `${below}.js`, `${below}/index.js`]
    return ['source', 'types', 'typings', 'module', 'main']
      .map((key) => field(manifest, key))
      .filter((path) => typeof path === 'string')
  }
  const isMap = typeof exported === 'object' && Object.keys(exported).some((key) => key.startsWith('.'))
  if (!isMap) return below === '' ? targetsIn(exported, '', conditions) : []
  const wanted = below === '' ? '.' : `./${below}`
  if (field(exported, wanted) !== undefined) return targetsIn(field(exported, wanted), '', conditions)
  return Object.entries(exported).flatMap(([key, value]) => {
    const [start = '', end] = key.split('*')
    if (end === undefined || !wanted.startsWith(start) || !wanted.endsWith(end)) return []
    return targetsIn(value, wanted.slice(start.length, wanted.length - end.length), conditions)
  })
}

/** The paths that a part of `exports` comes to: by the conditions that hold, and then by the others, behind which a source may stand too. */
const targetsIn = (value: unknown, star: string, conditions: ReadonlySet<string>): readonly string[] => {
  if (typeof value === 'string') return [value.replaceAll('*', star)]
  if (Array.isArray(value)) return value.flatMap((each) => targetsIn(each, star, conditions))
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const holding = entries.filter(([key]) => conditions.has(key))
  const others = entries.filter(([key]) => !conditions.has(key))
  return [...holding, ...others].flatMap(([, each]) => targetsIn(each, star, conditions))
}
