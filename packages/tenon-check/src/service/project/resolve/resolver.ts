import { existsSync, realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ResolverFactory } from 'oxc-resolver'
import type { FileTarget, Target } from '../../../domain/project/view.ts'
import { dependenciesOf, packageNameOf } from '../packages/manifest.ts'
import type { Outputs } from '../packages/outputs.ts'
import { isPlainFile } from '../files/paths.ts'
import { tsconfigAbove } from '../packages/tsconfig.ts'
import { optionsFor } from './options.ts'
import { isRelative, packageOf, typesOf } from './specifier.ts'
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

/** What is needed to resolve the specifiers of a project. */
interface Opening {
  /** The project's folder. */
  readonly root: string
  /** The packages that its `package.json` lists. */
  readonly dependencies: ReadonlySet<string>
  readonly outputs: Outputs
  /** Files that are treated as existing, by their paths from the root. */
  readonly planted: ReadonlySet<string>
}

/** The answer of the native resolver for a specifier. `blind` says that it could not look for an alias. */
interface Answer {
  readonly path?: string
  readonly error?: string
  readonly blind: boolean
}

/**
 * Resolves the specifiers of a project's files, as Node and TypeScript do: aliases, `#imports`, `exports`, `.js` for
 * `.ts`.
 */
export class Resolver {
  readonly #root: string
  readonly #conditions: readonly string[]
  readonly #resolver: ResolverFactory
  /** Finds a package's folder, even if its `exports` do not allow that. */
  readonly #opener: ResolverFactory
  readonly #planted: ReadonlySet<string>
  readonly #listed = new Map<string, ReadonlySet<string>>()
  readonly #folders = new Map<string, string>()
  /** Whether there is a file at a path. */
  readonly #files = new Map<string, boolean>()
  readonly #byConfig = new Map<string, ResolverFactory>()
  readonly #outputs: Outputs
  readonly #workspace: Workspace
  /** Resolves as if there were no `tsconfig.json`. */
  readonly #bare: ResolverFactory
  readonly #known = new Map<string, Target | null>()
  /** The folders whose `tsconfig.json` cannot be used. */
  readonly #blind = new Set<string>()
  /** By the path of the file that cannot be used. */
  readonly #troubles = new Map<string, ConfigTrouble>()

  private constructor(parts: Opening, { conditions, trouble }: StatedConditions) {
    this.#root = parts.root
    this.#conditions = conditions
    if (trouble !== null) this.#troubles.set(trouble.path, trouble)
    this.#outputs = parts.outputs
    this.#workspace = new Workspace(this.#root, parts.outputs, optionsFor(this.#conditions).conditionNames ?? [])
    this.#listed.set(this.#root, parts.dependencies)
    this.#planted = new Set([...parts.planted].map((path) => join(this.#root, path)))
    this.#resolver = new ResolverFactory({ ...optionsFor(this.#conditions), tsconfig: 'auto' })
    this.#opener = new ResolverFactory({ exportsFields: [] })
    this.#bare = new ResolverFactory(optionsFor(this.#conditions))
    this.#ask(join(this.#root, 'tsconfig.json'), './tsconfig.json')
  }

  /** Opens the resolver of a project. */
  static open(parts: Opening): Resolver {
    const root = realpathSync(parts.root)
    return new Resolver({ ...parts, root }, conditionsIn(root))
  }

  /**
   * Returns where a specifier in a file leads; the file's path is relative to the root. The answer is the same for
   * every file of a folder. `null` if it cannot be known, because the specifier may be an alias and the `tsconfig.json`
   * above cannot be used.
   */
  resolve(from: string, specifier: string): Target | null {
    const key = `${dirname(from)}\n${specifier}`
    let target = this.#known.get(key)
    if (target === undefined) this.#known.set(key, (target = this.#find(from, specifier)))
    return target
  }

  /**
   * The troubles of each `tsconfig.json` and `package.json` that has been needed so far and cannot be used, each once.
   */
  get troubles(): readonly ConfigTrouble[] {
    return together([...this.#troubles.values()])
  }

  #find(from: string, specifier: string): Target | null {
    if (isBuiltin(specifier) || specifier.startsWith('node:'))
      return { kind: 'builtin', name: specifier.replace(/^node:/, '') }
    if (/^[a-z][a-z\d+.-]+:/i.test(specifier)) return this.#schemed(specifier)
    const file = join(this.#real(join(this.#root, dirname(from))), basename(from))
    const plain = this.#plain(file, specifier)
    if (plain !== null) return this.#targetAt(plain, specifier)
    const { path, error, blind } = this.#ask(file, specifier)
    if (path !== undefined) {
      const target = this.#targetAt(specifier.includes('?') ? path.replace(/\?.*$/s, '') : path, specifier)
      return target.kind === 'file' && !isRelative(specifier) ? this.#fromSource(file, target, specifier) : target
    }
    if (isRelative(specifier)) return { kind: 'unresolved', says: 'there is no such file' }
    const target = this.#named(file, specifier, error ?? '')
    return target.kind === 'unresolved' && (blind || this.#hasUnreadableManifest(dirname(file))) ? null : target
  }

  /** Whether the `package.json` of a folder, or of a folder above it, cannot be read. */
  #hasUnreadableManifest(folder: string): boolean {
    if (this.#troubles.has(join(folder, 'package.json'))) return true
    return folder.startsWith(`${this.#root}${sep}`) && this.#hasUnreadableManifest(dirname(folder))
  }

  /**
   * Returns the planted file at a path, or the existing file that a specifier with a TypeScript ending names. Most
   * imports are of this kind, and the native resolver takes twice as long.
   */
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

  /**
   * Returns the source of a built file that a name leads to. A file in a folder such as `lib` counts as built if a
   * package of the workspace exports it.
   */
  #fromSource(file: string, target: FileTarget, specifier: string): Target {
    const isCompiled = this.#outputs.isCompiled(target.path)
    if (!isCompiled && this.#workspaceFolderOf(file, specifier) === null) return target
    const source = this.#outputs.sourceOf(target.path)
    if (source !== null) return { ...target, path: source }
    return isCompiled ? (this.#inWorkspace(file, specifier) ?? target) : target
  }

  /** Returns the source that a package of the project leads to; `null` if there is none. */
  #inWorkspace(file: string, specifier: string): Target | null {
    const folder = this.#workspaceFolderOf(file, specifier)
    if (folder === null) return null
    const below = specifier.slice((packageOf(specifier) ?? '').length + 1)
    const source = this.#workspace.sourceOf(folder, below)
    return source === null ? null : { kind: 'file', path: source, layer: null, leftOut: null }
  }

  /**
   * Returns the folder of the package that a specifier names, if it is in the project: as a workspace, or as the
   * target of an installed link.
   */
  #workspaceFolderOf(file: string, specifier: string): string | null {
    const name = packageOf(specifier)
    if (name === null) return null
    const stated = this.#workspace.folderOf(name)
    if (stated !== null) return stated
    const { path } = this.#opener.resolveFileSync(file, `${name}/package.json`)
    const target = path === undefined ? null : this.#targetAt(path, name)
    return target?.kind === 'file' ? dirname(target.path) : null
  }

  /** Resolves a name that neither the nearest `tsconfig.json` nor the installed packages resolve. */
  #named(file: string, specifier: string, error: string): Target {
    const source = this.#inWorkspace(file, specifier)
    if (source !== null) return source
    const name = packageOf(specifier)
    // A package that is listed but not installed is still a package.
    if (name !== null && this.#lists(dirname(file), name)) return { kind: 'package', name }
    const aliased = this.#asIfIncluded(file, specifier)
    if (aliased !== null) return this.#targetAt(aliased, specifier)
    if (name !== null && this.#isInstalled(file, name)) return { kind: 'package', name }
    if (specifier.startsWith('#'))
      return { kind: 'unresolved', says: 'the "imports" of package.json do not lead to a file' }
    if (name !== null && name === packageNameOf(this.#root)) return { kind: 'unresolved', says: OWN }
    if (error.includes('JSONError')) return { kind: 'unresolved', says: error.replaceAll(`${this.#root}/`, '') }
    return { kind: 'unresolved', says: 'no such package is listed or installed, and no alias leads to a file' }
  }

  /**
   * Follows an alias in a file that its `tsconfig.json` does not include, such as a test. TypeScript would not, but
   * the tools that run the file do.
   */
  #asIfIncluded(file: string, specifier: string): string | null {
    const config = tsconfigAbove(dirname(file))
    if (config === null) return null
    let resolver = this.#byConfig.get(config)
    if (resolver === undefined) {
      resolver = new ResolverFactory({ ...optionsFor(this.#conditions), tsconfig: { configFile: config } })
      this.#byConfig.set(config, resolver)
    }
    return resolver.resolveFileSync(file, specifier).path ?? null
  }

  #ask(file: string, specifier: string): Answer {
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

  #schemed(specifier: string): Target {
    const foreign = /^(?:npm|jsr):\/?(.*)$/s.exec(specifier)?.[1]
    if (foreign !== undefined) return { kind: 'package', name: packageOf(foreign)?.replace(/(?!^)@.*$/, '') ?? foreign }
    if (/^(?:https?|data|blob):/i.test(specifier)) return { kind: 'outside', path: specifier }
    if (!specifier.startsWith('file:')) return { kind: 'package', name: specifier }
    try {
      return this.#targetAt(fileURLToPath(specifier), specifier)
    } catch {
      return { kind: 'unresolved', says: 'it is not a valid file URL' }
    }
  }

  #targetAt(path: string, specifier: string): Target {
    const place = relative(this.#root, path).split(sep).join('/')
    const inside = !place.startsWith('../') && !isAbsolute(place)
    const below = /^.*(?:^|\/)node_modules\/(.*)$/s.exec(inside ? place : path.split(sep).join('/'))?.[1]
    if (below !== undefined) return { kind: 'package', name: packageOf(below) ?? specifier }
    if (inside) return { kind: 'file', path: place, layer: null, leftOut: null }
    // A package of the same workspace that is outside the project is a package like any other.
    const name = packageOf(specifier)
    return name !== null && this.#lists(this.#root, name) ? { kind: 'package', name } : { kind: 'outside', path: place }
  }

  /** Whether the `package.json` of a folder, or of a folder above it in the project, lists a package or its types. */
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

  /**
   * Whether a package, or its types, is installed, even if it does not export the specifier. The package that is meant
   * is known then.
   */
  #isInstalled(file: string, name: string): boolean {
    return [name, typesOf(name)].some(
      (each) => this.#opener.resolveFileSync(file, `${each}/package.json`).path !== undefined,
    )
  }

  /** Returns the real path of a folder, which is where Node starts to look for imports. */
  #real(folder: string): string {
    let real = this.#folders.get(folder)
    if (real === undefined) this.#folders.set(folder, (real = existsSync(folder) ? realpathSync(folder) : folder))
    return real
  }
}

const OWN =
  'the "exports" of package.json do not lead to a file; if they lead to build output, build it, or set "customConditions" in tsconfig.json to the condition of the sources'
