import { join } from 'node:path'
import type { CheckConfig } from '../../../domain/rules/check-config.ts'
import type { Layer } from '../../../domain/rules/layer.ts'
import type { Edge, View } from '../../../domain/rules/rule.ts'
import { troubleWith } from '../../../service/node/trouble.ts'
import { textAt } from '../../../service/oxc/manifest.ts'
import { Layers } from '../../../service/oxc/layers.ts'
import { Project } from '../../../service/oxc/project.ts'
import { isSource, tree } from '../../../service/oxc/tree.ts'
import { UsageError } from '../usage.ts'
import { arrange } from './arrangement.ts'
import { mayBeDomain } from './folders.ts'
import { outputsOf } from './outputs.ts'
import { purePackages } from './pure-packages.ts'

/** A config for a project that has none, and what was seen when it was made. */
export interface Proposal {
  readonly config: CheckConfig
  readonly language: 'typescript' | 'javascript'
  /** How many files come into each layer. */
  readonly counts: { readonly [layer in Layer]: number }
  /** What the domain imports from outside of the project and is not known to be pure: the check will report it. */
  readonly impure: readonly string[]
  /** The files of the project that the domain imports and that stand outside of it: the check will report that too. */
  readonly elsewhere: readonly string[]
  /** Folders that may be the domain, where none is named so. */
  readonly candidates: readonly string[]
}

/** Looks at a project and proposes its config. Throws a `UsageError` where there is nothing to look at. */
export const proposalFor = (root: string): Proposal => {
  const found = tree(root, '', () => false).flatMap(({ kind, path }) => (kind === 'file' ? [path] : []))
  const sources = found.filter((path) => isSource(path) && !/^tenon\.config\.m?[jt]s$/.test(path))
  const outputs = refusing(() => outputsOf(root, sources))
  const built = Layers.stated({ layers: NOWHERE, ignored: outputs })
  const files = sources.filter((path) => !built.ignores(path))
  if (files.length === 0)
    throw new UsageError(
      `There is no source file in ${root}. Run it in the folder of the project, beside its package.json.`,
    )
  const arrangement = arrange(files, outputs)
  const stated = Layers.stated(arrangement)
  const kept = files.filter((path) => !stated.ignores(path))
  const count = (layer: Layer): number => kept.filter((path) => stated.of(path) === layer).length
  const bare: CheckConfig = { ...arrangement, pure: [], technologies: [] }
  const domain = kept.filter((path) => stated.of(path) === 'domain')
  const { pure, impure, elsewhere } = refusing(() => importsOf(root, bare, domain))
  return {
    config: { ...bare, pure },
    language: languageOf(root, kept),
    counts: { domain: count('domain'), service: count('service'), api: count('api'), test: count('test') },
    impure,
    elsewhere,
    candidates: domain.length > 0 ? [] : mayBeDomain(kept),
  }
}

/** Makes a `UsageError` of what a `package.json` or `tsconfig.json` throws that is no JSON or cannot be read. */
const refusing = <Given>(work: () => Given): Given => {
  try {
    return work()
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${error.message} Mend it first.`)
    const path: unknown = error instanceof Error ? Reflect.get(error, 'path') : undefined
    if (typeof path === 'string') throw new UsageError(troubleWith(path, error))
    throw error
  }
}

const importsOf = (
  root: string,
  config: CheckConfig,
  domain: readonly string[],
): Pick<Proposal, 'impure' | 'elsewhere'> & Pick<CheckConfig, 'pure'> => {
  const project = Project.open({ configPath: join(root, 'tenon.config.ts'), config, texts: new Map() })
  const edges = domain.flatMap((path) => project.view(path) ?? []).flatMap(outward)
  const pure = edges.flatMap(({ reference: { specifier }, target }) =>
    target.kind === 'package' && isPure(target.name) && specifier !== null
      ? [specifier === target.name ? specifier : `${target.name}/*`]
      : [],
  )
  const impure = edges.flatMap(({ reference: { specifier }, target }) =>
    specifier === null || target.kind === 'file' || (target.kind === 'package' && isPure(target.name))
      ? []
      : [specifier],
  )
  const elsewhere = edges.flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []))
  return { pure: sorted(pure), impure: sorted(impure), elsewhere: sorted(elsewhere) }
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted()

/** The imports of a file that leave the domain. */
const outward = ({ edges }: View): readonly Edge[] =>
  edges.filter(({ target }) => !(target.kind === 'file' && target.layer === 'domain'))

const isPure = (name: string): boolean => purePackages.some((each) => each.name === name)

const languageOf = (root: string, files: readonly string[]): Proposal['language'] =>
  textAt(join(root, 'tsconfig.json')) !== null || files.some((path) => /\.[cm]?tsx?$/.test(path))
    ? 'typescript'
    : 'javascript'

const NOWHERE: { readonly [layer in Layer]: readonly string[] } = Object.freeze({
  domain: [],
  service: [],
  api: [],
  test: [],
})
