import { existsSync, realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type NapiResolveOptions, ResolverFactory } from 'oxc-resolver'
import type { FileTarget, Target } from '../../../domain/rules/rule.ts'
import { dependenciesOf, packageNameOf } from '../packages/manifest.ts'
import type { Outputs } from '../packages/outputs.ts'
import { isPlainFile } from '../files/paths.ts'
import { tsconfigAbove } from '../packages/tsconfig.ts'
import {
  conditionsIn,
  type ConfigTrouble,
  isOfTsconfig,
  jsonTrouble,
  type StatedConditions,
  together,
  tsconfigTrouble,
} from './tsconfig-trouble.ts'
import { Workspace } from '../packages/workspace.ts'

/** What is known of a project before its specifiers are followed. */
interface Opening {
  /** The project's folder. */
  readonly root: string
  /** The packages that its `package.json` lists. */
  readonly dependencies: ReadonlySet<string>
  readonly outputs: Outputs
  /** Files that are taken to be there, by their paths from the root. */
  readonly planted: ReadonlySet<string>
}

/** What the resolver says of a specifier, and whether it could not look for an alias. */
interface Asked {
  readonly path?: string
  readonly error?: string
  readonly blind: boolean
}

/** Tells where the specifiers of a project's files lead, as Node and TypeScript do: aliases, `#imports`, `exports`, `.js` for `.ts`. */
export class Resolver {
  readonly #root: string
  readonly #conditions: readonly string[]
  readonly #resolver: ResolverFactory
  /** Finds a package's folder, whatever its `exports` show. */
  readonly #opener: ResolverFactory
  readonly #planted: ReadonlySet<string>
  readonly #listed = new Map<string, ReadonlySet<string>>()
  readonly #folders = new Map<string, string>()
  /** Whether a file stands at a path. */
  readonly #files = new Map<string, boolean>()
  readonly #byConfig = new Map<string, ResolverFactory>()
  readonly #outputs: Outputs
  readonly #workspace: Workspace
  /** Resolves as if there were no `tsconfig.json`. */
  readonly #bare: ResolverFactory
  readonly #known = new Map<string, Target | null>()
  /** The folders below a `tsconfig.json` that cannot be used. */
  readonly #blind = new Set<string>()
  /** By the files that nobody can use. */
  readonly #troubles = new Map<string, ConfigTrouble>()

  private constructor(parts: Opening, { conditions, trouble }: StatedConditions) {
    this.#root = parts.root
    this.#conditions = conditions
    if (trouble !== null) this.#troubles.set(trouble.path, trouble)
    this.#outputs = parts.outputs
    this.#workspace = new Workspace(this.#root, parts.outputs, this.#options().conditionNames ?? [])
    this.#listed.set(this.#root, parts.dependencies)
    this.#planted = new Set([...parts.planted].map((path) => join(this.#root, path)))
    this.#resolver = new ResolverFactory({ ...this.#options(), tsconfig: 'auto' })
    this.#opener = new ResolverFactory({ exportsFields: [] })
    this.#bare = new ResolverFactory(this.#options())
    this.#ask(join(this.#root, 'tsconfig.json'), './tsconfig.json')
  }

  /** Opens it. */
  static open(parts: Opening): Resolver {
    const root = realpathSync(parts.root)
    return new Resolver({ ...parts, root }, conditionsIn(root))
  }

  /**
   * Where a specifier in a file leads; the file's path is from the root. It leads to the same place from every file of a folder. `null` where nobody can tell,
   * because it may be an alias and the `tsconfig.json` above cannot be used.
   */
  resolve(from: string, specifier: string): Target | null {
    const key = `${dirname(from)}\n${specifier}`
    let target = this.#known.get(key)
    if (target === undefined) this.#known.set(key, (target = this.#find(from, specifier)))
    return target
  }

  /** What keeps a `tsconfig.json` or a `package.json` that was needed so far from being used, each once. */
  get troubles(): readonly ConfigTrouble[] {
    return together([...this.#troubles.values()])
  }

  #find(from: string, specifier: string): Target | null {
    if (isBuiltin(specifier) || specifier.startsWith('node:'))
      return { kind: 'builtin', name: specifier.replace(/^node:/, '') }
    if (/^[a-z][a-z\d+.-]+:/i.test(specifier)) return this.#schemed(specifier)
    const file = join(this.#real(join(this.#root, dirname(from))), basename(from))
    const plain = this.#plain(file, specifier)
    if (plain !== null) return this.#stands(plain, specifier)
    const { path, error, blind } = this.#ask(file, specifier)
    if (path !== undefined) {
      const target = this.#stands(specifier.includes('?') ? path.replace(/\?.*$/s, '') : path, specifier)
      return target.kind === 'file' && !isRelative(specifier) ? this.#fromSource(file, target, specifier) : target
    }
    if (isRelative(specifier)) return { kind: 'unresolved', says: 'there is no such file' }
    const target = this.#named(file, specifier, error ?? '')
    return target.kind === 'unresolved' && (blind || this.#isUntold(dirname(file))) ? null : target
  }

  /** Whether a `package.json` in a folder, or in one above it, cannot be read. */
  #isUntold(folder: string): boolean {
    if (this.#troubles.has(join(folder, 'package.json'))) return true
    return folder.startsWith(`${this.#root}${sep}`) && this.#isUntold(dirname(folder))
  }

  /** The file that is planted at a path, or that a path with TypeScript's ending names and that is there: most are so, and to ask the resolver takes twice as long. */
  #plain(file: string, specifier: string): string | null {
    if (!/^\.{1,2}\//.test(specifier)) return null
    const path = join(dirname(file), specifier)
    const real = join(this.#real(dirname(path)), basename(path))
    if (this.#planted.has(real)) return real
    if (!/\.[cm]?tsx?$/.test(specifier)) return null
    let there = this.#files.get(real)
    if (there === undefined) {
      there = isPlainFile(real)
      this.#files.set(real, there)
    }
    return there ? real : null
  }

  /** The source of what a name leads to in the project, where that is built. What lies in a folder such as `lib` is built where a package of the workspace shows it. */
  #fromSource(file: string, target: FileTarget, specifier: string): Target {
    const isCompiled = this.#outputs.isCompiled(target.path)
    if (!isCompiled && this.#homeOf(file, specifier) === null) return target
    const source = this.#outputs.sourceOf(target.path)
    if (source !== null) return { ...target, path: source }
    return isCompiled ? (this.#inWorkspace(file, specifier) ?? target) : target
  }

  /** The source to which a package of the project leads; `null` where none does. */
  #inWorkspace(file: string, specifier: string): Target | null {
    const folder = this.#homeOf(file, specifier)
    if (folder === null) return null
    const below = specifier.slice((packageOf(specifier) ?? '').length + 1)
    const source = this.#workspace.sourceOf(folder, below)
    return source === null ? null : { kind: 'file', path: source, layer: null, leftOut: null }
  }

  /** The folder in the project of the package that a specifier names: as its root states it, or to which an installed one is a link. */
  #homeOf(file: string, specifier: string): string | null {
    const name = packageOf(specifier)
    if (name === null) return null
    const stated = this.#workspace.folderOf(name)
    if (stated !== null) return stated
    const { path } = this.#opener.resolveFileSync(file, `${name}/package.json`)
    const target = path === undefined ? null : this.#stands(path, name)
    return target?.kind === 'file' ? dirname(target.path) : null
  }

  /** Where a name leads that the nearest `tsconfig.json` and the installed packages do not tell. */
  #named(file: string, specifier: string, error: string): Target {
    const source = this.#inWorkspace(file, specifier)
    if (source !== null) return source
    const name = packageOf(specifier)
    // A package that is listed and not installed is a package all the same.
    if (name !== null && this.#lists(dirname(file), name)) return { kind: 'package', name }
    const aliased = this.#asIfIncluded(file, specifier)
    if (aliased !== null) return this.#stands(aliased, specifier)
    if (name !== null && this.#isInstalled(file, name)) return { kind: 'package', name }
    if (specifier.startsWith('#'))
      return { kind: 'unresolved', says: 'the "imports" of package.json do not lead to a file by it' }
    if (name !== null && name === packageNameOf(this.#root)) return { kind: 'unresolved', says: OWN }
    if (error.includes('JSONError')) return { kind: 'unresolved', says: error.replaceAll(`${this.#root}/`, '') }
    return { kind: 'unresolved', says: 'no such package is listed or installed, and no alias leads to a file by it' }
  }

  /** Follows an alias in a file that its `tsconfig.json` does not include, such as a test: TypeScript would not, yet whoever runs it does. */
  #asIfIncluded(file: string, specifier: string): string | null {
    const config = tsconfigAbove(dirname(file))
    if (config === null) return null
    let resolver = this.#byConfig.get(config)
    if (resolver === undefined) {
      resolver = new ResolverFactory({ ...this.#options(), tsconfig: { configFile: config } })
      this.#byConfig.set(config, resolver)
    }
    return resolver.resolveFileSync(file, specifier).path ?? null
  }

  #ask(file: string, specifier: string): Asked {
    const folder = dirname(file)
    if (!this.#blind.has(folder)) {
      const answer = this.#resolver.resolveFileSync(file, specifier)
      if (answer.error === undefined || !isOfTsconfig(answer.error)) return { ...answer, blind: false }
      this.#blind.add(folder)
      const config = tsconfigAbove(folder) ?? join(this.#root, 'tsconfig.json')
      const trouble = tsconfigTrouble(config, answer.error)
      this.#troubles.set(trouble.path, trouble)
    }
    return { ...this.#bare.resolveFileSync(file, specifier), blind: true }
  }

  #options(): NapiResolveOptions {
    return {
      conditionNames: [...this.#conditions, 'types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.d.mts', '.d.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
      extensionAlias: {
        '.js': ['.ts', '.tsx', '.d.ts', '.js', '.jsx'],
        '.jsx': ['.tsx', '.jsx'],
        '.mjs': ['.mts', '.d.mts', '.mjs'],
        '.cjs': ['.cts', '.d.cts', '.cjs'],
      },
      mainFields: ['types', 'module', 'main'],
      nodePath: false,
    }
  }

  #schemed(specifier: string): Target {
    const foreign = /^(?:npm|jsr):\/?(.*)$/s.exec(specifier)?.[1]
    if (foreign !== undefined) return { kind: 'package', name: packageOf(foreign)?.replace(/(?!^)@.*$/, '') ?? foreign }
    if (/^(?:https?|data|blob):/i.test(specifier)) return { kind: 'outside', path: specifier }
    if (!specifier.startsWith('file:')) return { kind: 'package', name: specifier }
    try {
      return this.#stands(fileURLToPath(specifier), specifier)
    } catch {
      return { kind: 'unresolved', says: 'it is no URL of a file' }
    }
  }

  #stands(path: string, specifier: string): Target {
    const place = relative(this.#root, path).split(sep).join('/')
    const inside = !place.startsWith('../') && !isAbsolute(place)
    const below = /^.*(?:^|\/)node_modules\/(.*)$/s.exec(inside ? place : path.split(sep).join('/'))?.[1]
    if (below !== undefined) return { kind: 'package', name: packageOf(below) ?? specifier }
    if (inside) return { kind: 'file', path: place, layer: null, leftOut: null }
    // A package of the same workspace that stands beside the project is reached by its name, as any other.
    const name = packageOf(specifier)
    return name !== null && this.#lists(this.#root, name) ? { kind: 'package', name } : { kind: 'outside', path: place }
  }

  /** Whether the `package.json` of a folder, or of one above it in the project, lists a package or its types. */
  #lists(folder: string, name: string): boolean {
    let listed = this.#listed.get(folder)
    if (listed === undefined) this.#listed.set(folder, (listed = this.#dependencies(folder)))
    if (listed.has(name) || listed.has(typesOf(name))) return true
    return folder.startsWith(`${this.#root}${sep}`) && this.#lists(dirname(folder), name)
  }

  #dependencies(folder: string): ReadonlySet<string> {
    try {
      return dependenciesOf(folder)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const path = join(folder, 'package.json')
      this.#troubles.set(path, jsonTrouble(path, error))
      return new Set()
    }
  }

  /** Whether a package, or its types, is there, even if it exports nothing by the specifier: then it is known what is meant. */
  #isInstalled(file: string, name: string): boolean {
    return [name, typesOf(name)].some(
      (each) => this.#opener.resolveFileSync(file, `${each}/package.json`).path !== undefined,
    )
  }

  /** The real path of a folder, by which Node looks for what its files import. */
  #real(folder: string): string {
    let real = this.#folders.get(folder)
    if (real === undefined) this.#folders.set(folder, (real = existsSync(folder) ? realpathSync(folder) : folder))
    return real
  }
}

const OWN =
  'the "exports" of package.json lead to no file by it; where they lead to a build, build it, or let "customConditions" in tsconfig.json name the condition of the sources'

const isRelative = (specifier: string): boolean => /^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier)

/** The package that a bare specifier names, or `null` when it is none. */
export const packageOf = (specifier: string): string | null =>
  /^(?:@[^/]+\/[^/]+|[^@./#~][^/]*)/.exec(specifier)?.[0] ?? null

const typesOf = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`
