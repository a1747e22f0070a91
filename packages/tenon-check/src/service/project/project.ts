import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { CheckConfig } from '../../domain/config/check-config.ts'
import { typesByName } from '../../domain/capability/contract.ts'
import type { FileFacts } from '../../domain/facts/file-facts.ts'
import { lineStartsOf } from '../../domain/facts/span.ts'
import type { Layer } from '../../domain/config/layer.ts'
import type { Reading } from '../../domain/project/reading.ts'
import type { Edge, Target, View } from '../../domain/project/view.ts'
import { type Lexicon, lexiconOf, names, type Technology } from '../../domain/technology/technology.ts'
import { readConfig } from './config.ts'
import { Layers } from './layers/layers.ts'
import { manifestOf } from './packages/manifest.ts'
import { bulkParse, parse, type Parse } from '../oxc/parse.ts'
import type { Depth } from '../oxc/answers.ts'
import { readBy, readEach, type SourceText, unreadableFacts } from '../oxc/read.ts'
import { Outputs } from './packages/outputs.ts'
import { Resolver } from './resolve/resolver.ts'
import { isInfraOfDomain, domainEntries } from './layers/domain-entries.ts'
import { type Taking, takenOut } from './layers/taken-out.ts'
import { technologiesOf } from './technologies.ts'
import { isSource } from '../../domain/config/layer.ts'
import { type Entry, tree } from './files/tree.ts'
import { type Source, Sources } from './files/sources.ts'
import { unreadEntries } from './layers/unread-entries.ts'

/** What is needed to open a project. */
interface Opening {
  /** An absolute path. Its folder is the project's root. */
  readonly configPath: string
  readonly config: CheckConfig
  /** Texts that are used in place of the files on disk. The keys are paths from the root. */
  readonly texts: ReadonlyMap<string, string>
}

/** A project on disk. Files are read only when needed, and each is read once. */
export class Project {
  readonly technologies: readonly Technology[]
  readonly layers: Layers
  readonly #lexicon: Lexicon
  #parse: Parse = parse
  readonly #root: string
  readonly #config: CheckConfig
  readonly #configName: string
  readonly #resolver: Resolver
  readonly #sources: Sources
  readonly #outputs: Outputs
  readonly #texts: ReadonlyMap<string, string>
  readonly #views = new Map<string, View | null>()
  /** The facts of files whose view has not been requested yet. */
  readonly #ahead = new Map<string, FileFacts>()

  private constructor(parts: Opening) {
    this.#root = dirname(parts.configPath)
    this.#configName = basename(parts.configPath)
    this.#config = parts.config
    this.#texts = parts.texts
    const manifest = manifestOf(this.#root)
    this.#sources = Sources.of(this.#root)
    this.#outputs = new Outputs(realpathSync(this.#root))
    this.layers = Layers.stated(parts.config)
    this.technologies = technologiesOf(this.#root, manifest, parts.config)
    this.#lexicon = lexiconOf(this.technologies)
    this.#resolver = Resolver.open({
      root: this.#root,
      outputs: this.#outputs,
      planted: new Set(parts.texts.keys()),
      ...manifest,
    })
  }

  /** Opens a project. Reads its `package.json` and the technologies that its packages publish, but no sources yet. */
  static open(parts: Opening): Project {
    return new Project(parts)
  }

  /** The errors of each `tsconfig.json` and `package.json` that has been needed so far and cannot be used. */
  get troubles(): Reading['unread'] {
    return this.#resolver.troubles.map((trouble) => ({
      ...trouble,
      path: pathFrom(this.#root, trouble.path),
      fix: MEND,
    }))
  }

  /** Returns where a specifier in a file leads; `null` if the troubles make that impossible to know. */
  #resolve(from: string, specifier: string): Target | null {
    const target = this.#resolver.resolve(from, specifier)
    if (target?.kind !== 'file') return target
    const { path } = target
    const layer = path === this.#configName ? null : this.layers.of(path)
    return { ...target, layer, leftOut: layer === null ? this.#leftOut(path) : null }
  }

  #leftOut(path: string): 'built' | 'ignored' | 'hidden' | null {
    if (this.layers.ignores(path)) return this.#outputs.isCompiled(path) ? 'built' : 'ignored'
    if (this.#outputs.isBuilt(path)) return 'built'
    return path === this.#configName || this.layers.leavesOut(path) ? 'hidden' : null
  }

  /** Whether the config lists a specifier as pure. */
  isPure(specifier: string): boolean {
    return this.#config.pure.some((pattern) => names(pattern, specifier))
  }

  /** Returns one file of the project, or `null` if it is in no layer or is not a source. */
  view(path: string): View | null {
    const known = this.#views.get(path)
    if (known !== undefined) return known
    const layer = this.isChecked(path) ? this.layers.of(path) : null
    const view = layer === null ? null : this.#viewOf(path, layer, this.#facts(path, layer))
    this.#views.set(path, view)
    return view
  }

  /** Lists what is below one of its folders (the empty path is the root), except what is left out. */
  below(folder: string): readonly Entry[] {
    return tree(this.#root, folder, (path) => this.layers.ignores(path) && !isInfraOfDomain(path, this.layers))
  }

  /** Whether a path is that of a source file that must be in a layer. */
  isChecked(path: string): boolean {
    return isSource(path) && path !== this.#configName && !this.layers.leavesOut(path)
  }

  /** Reads the whole project. */
  read(): Reading {
    this.#parse = bulkParse()
    const entries = this.below('')
    const planted = [...this.#texts.keys()].filter((path) => !entries.some((entry) => entry.path === path))
    const files = [...entries.filter(({ kind }) => kind === 'file').map(({ path }) => path), ...planted]
    const sources = files.filter((path) => this.isChecked(path))
    return {
      ...this.readOnly(sources.filter((path) => this.layers.of(path) !== null)),
      ...this.#stated(
        this.layers.empty(sources),
        takenOut(this.#root, [...entries, ...planted.flatMap(asIgnored(this.layers))], this.layers, this.#outputs),
      ),
      domainEntries: domainEntries(entries, planted, this.layers),
      unlayered: sources.filter((path) => this.layers.of(path) === null),
      unread: [...unreadEntries(entries, this.layers), ...this.troubles],
    }
  }

  /** Reads some of its files. The parts of the result that need the whole project are empty. */
  readOnly(paths: readonly string[]): Reading {
    for (const facts of readEach(this.#parse, this.#textsToRead(paths))) this.#ahead.set(facts.path, facts)
    const views = paths.flatMap((path) => this.view(path) ?? [])
    return {
      config: { path: this.#configName, lineStarts: [0] },
      views,
      domainEntries: [],
      lexicon: this.#lexicon,
      emptyPatterns: [],
      ignoredSources: [],
      unlayered: [],
      unread: this.troubles,
    }
  }

  /** Reads a text as one of its files, which need not exist on disk. The project does not keep the result. */
  readText(path: string, text: string): Reading {
    const layer = this.isChecked(path) ? this.layers.of(path) : null
    const views = layer === null ? [] : [this.#viewOf(path, layer, this.#factsOf(path, layer, { text }))]
    return { ...this.readOnly([]), views }
  }

  /** Returns the faulty patterns of the config, with their places in it. */
  #stated(
    empty: ReturnType<Layers['empty']>,
    taking: readonly Taking[],
  ): Pick<Reading, 'config' | 'emptyPatterns' | 'ignoredSources'> {
    const config = empty.length + taking.length === 0 ? null : readConfig(join(this.#root, this.#configName))
    const [text, spanOf] = config?.kind === 'config' ? [config.text, config.spanOf] : ['', () => ({ start: 0, end: 0 })]
    return {
      config: { path: this.#configName, lineStarts: lineStartsOf(text) },
      emptyPatterns: empty.map(({ layer, index, pattern }) => {
        const { start, end } = spanOf(`layers.${layer}.${index}`)
        return { layer, pattern, start, end }
      }),
      ignoredSources: taking.map(({ layer, index, pattern, paths }) => {
        const { start, end } = spanOf(`ignored.${index}`)
        return { layer, pattern, paths, start, end }
      }),
    }
  }

  #source(path: string): Source {
    const planted = this.#texts.get(path)
    return planted === undefined ? this.#sources.at(path) : { text: planted }
  }

  /** Returns the texts of the files that have not been read yet. */
  *#textsToRead(paths: readonly string[]): Generator<SourceText> {
    for (const path of paths) {
      const layer = this.#views.has(path) || !this.isChecked(path) ? null : this.layers.of(path)
      if (layer === null) continue
      const source = this.#source(path)
      if ('text' in source) yield { path, text: source.text, depth: depthOf(layer) }
      else this.#ahead.set(path, unreadableFacts(path, source.says))
    }
  }

  #facts(path: string, layer: Layer): FileFacts {
    const ahead = this.#ahead.get(path)
    this.#ahead.delete(path)
    return ahead ?? this.#factsOf(path, layer, this.#source(path))
  }

  #factsOf(path: string, layer: Layer, source: Source): FileFacts {
    if (!('text' in source)) return unreadableFacts(path, source.says)
    return readBy(this.#parse, { path, text: source.text, depth: depthOf(layer) })
  }

  #viewOf(path: string, layer: Layer, facts: FileFacts): View {
    const { technologies } = this
    return {
      facts,
      layer,
      edges: facts.references.flatMap((reference) => this.#edge(path, reference) ?? []),
      technologies,
      types: typesByName(facts.declaredTypes),
      lexicon: this.#lexicon,
      other: (other: string) => this.view(other),
    }
  }

  #edge(path: string, reference: Edge['reference']): Edge | null {
    const { specifier } = reference
    if (specifier === null) return { reference, target: { kind: 'computed' }, pure: false }
    const target = this.#resolve(path, specifier)
    return target === null ? null : { reference, target, pure: this.isPure(specifier) }
  }
}

const depthOf = (layer: Layer): Depth => (layer === 'domain' || layer === 'service' ? layer : 'edges')

const pathFrom = (root: string, path: string): string => relative(realpathSync(root), path).split(sep).join('/')

const MEND =
  'Fix the file, or install what it extends. It is needed to resolve aliases; imports that may be aliases are not checked until then.'

/** Returns a planted file as an ignored entry if the config ignores it, as it would a file on disk. */
const asIgnored =
  (layers: Layers) =>
  (path: string): readonly Entry[] =>
    layers.ignores(path) ? [{ kind: 'ignored', path, is: 'file' }] : []
