import { join } from 'node:path'
import type { CheckConfig } from '../../../domain/config/check-config.ts'
import type { Layer } from '../../../domain/config/layer.ts'
import { ignoredIn } from '../../../service/node/git.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { Layers } from '../../../service/project/layers/layers.ts'
import { textAt } from '../../../service/project/files/regular-file.ts'
import { isSource } from '../../../domain/config/layer.ts'
import { tree } from '../../../service/project/files/tree.ts'
import { UsageError } from '../terminal/usage.ts'
import { guessLayers, guessPlaces } from './guess-layers.ts'
import { layerFolders, mayBeDomain, projectsIn } from './folders.ts'
import { allAsDomain, impureImports, pureImports } from './imports.ts'
import { type Block, kernelOf } from './kernel.ts'
import { type Output, outputsOf } from './output-patterns.ts'

/** A config for a project that has none, and the observations that led to it. */
export interface Proposal {
  readonly config: CheckConfig
  readonly language: 'typescript' | 'javascript'
  /** The number of files in each layer. */
  readonly counts: { readonly [layer in Layer]: number }
  /** The patterns under "ignored", how many files each leaves out, and why. */
  readonly leftOut: readonly LeftOut[]
  /** What the domain imports from outside the project and is not known to be pure. The check will report it. */
  readonly impure: readonly string[]
  /** The patterns of files that belong to the domain because the domain imports them, whatever their folders are called. */
  readonly kernel: readonly string[]
  /** The files of the project that the domain imports and that are outside it. The check will report them too. */
  readonly elsewhere: readonly string[]
  /** What keeps those files from being domain. */
  readonly blocks: readonly Block[]
  /** Folders that may be the domain, if no folder is named domain. */
  readonly candidates: readonly string[]
}

/** A pattern to ignore: build output, or files that are written by hand but are not part of the program. */
export interface LeftOut extends Omit<Output, 'because'> {
  readonly because: Output['because'] | 'aside'
}

/** Examines a project and proposes its config. Throws a `UsageError` if it has no source file. */
export const proposalFor = async (root: string): Promise<Proposal> => {
  const entries = tree(root, '', () => false)
  const found = entries.flatMap(({ kind, path }) =>
    kind === 'file' && !/^tenon\.config\.m?[jt]s$/.test(path) ? [path] : [],
  )
  const ignoredByGit = await ignoredIn(root)
  return refusing(() => proposed(root, found, outputsOf(root, entries, ignoredByGit)))
}

const proposed = (root: string, found: readonly string[], outputs: readonly Output[]): Proposal => {
  const built = outputs.map(({ pattern }) => pattern)
  const kept = found.filter(notFitting(built))
  const files = kept.filter(isSource)
  if (files.length === 0) throw new UsageError(nothingToLookAt(root, found.filter(isSource).length))
  const folders = layerFolders(kept)
  const named = guessPlaces(files, kept, folders)
  const project = allAsDomain(root)
  const kernel = kernelOf(named, folders, project)
  const placements = new Map([...named, ...kernel.placements])
  const { layers, ignored } = guessLayers(placements, built, projectsIn(kept))
  const filesIn = (place: Layer): readonly string[] => files.filter((path) => placements.get(path)?.place === place)
  const domain = filesIn('domain')
  const aside = ignored.filter((pattern) => !built.includes(pattern))
  return {
    config: {
      layers,
      ignored,
      pure: sorted(domain.flatMap((path) => pureImports(project, path))),
      technologies: [],
    },
    language: languageOf(root, files),
    counts: {
      domain: domain.length,
      service: filesIn('service').length,
      api: filesIn('api').length,
      test: filesIn('test').length,
    },
    leftOut: [...outputs, ...aside.map((pattern) => asideOf(pattern, files))],
    impure: sorted(domain.flatMap((path) => impureImports(project, path))),
    kernel: sorted([...kernel.placements.values()].map(({ pattern }) => pattern)),
    elsewhere: sorted(kernel.blocks.flatMap(({ keepsOut }) => keepsOut)),
    blocks: kernel.blocks,
    candidates: domain.length > 0 ? [] : mayBeDomain(files),
  }
}

const nothingToLookAt = (root: string, ignored: number): string =>
  ignored === 0
    ? `There is no source file in ${root}. Run the command in the folder of the project, beside its package.json.`
    : `Every source file in ${root} (${ignored}) is ignored by git or written by the compiler, so there is nothing to put into layers. Fix the .gitignore, or run the command in another folder.`

/** Turns the error of a `package.json` or `tsconfig.json` that is not JSON or cannot be read into a `UsageError`. */
const refusing = <Given>(work: () => Given): Given => {
  try {
    return work()
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${error.message} Fix it first.`)
    const path: unknown = error instanceof Error ? Reflect.get(error, 'path') : undefined
    if (typeof path === 'string') throw new UsageError(troubleWith(path, error))
    throw error
  }
}

const asideOf = (pattern: string, files: readonly string[]): LeftOut => {
  const isKept = notFitting([pattern])
  return { pattern, because: 'aside', files: files.filter((path) => !isKept(path)).length }
}

const notFitting = (ignored: readonly string[]): ((path: string) => boolean) => {
  const layers = Layers.stated({ layers: { domain: [], service: [], api: [], test: [] }, ignored })
  return (path) => !layers.ignores(path)
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted()

const languageOf = (root: string, files: readonly string[]): Proposal['language'] =>
  textAt(join(root, 'tsconfig.json')) !== null || files.some((path) => /\.[cm]?tsx?$/.test(path))
    ? 'typescript'
    : 'javascript'
