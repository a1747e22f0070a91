import { builtInTechnologies } from './built-in-technologies.ts'
import { knownTechnologies } from './known-technologies.ts'
import { names, type Technology } from './technology.ts'

/** What a project says about technologies. */
interface Sources {
  /** The packages that the project depends on. */
  readonly dependencies: ReadonlySet<string>
  /** What those packages publish in their `package.json` under `tenon.technology`. */
  readonly published: readonly Technology[]
  /** What the config of the check states under `technologies`. */
  readonly stated: readonly Technology[]
}

/**
 * The technologies of a project: the built-in ones, those that its packages publish, the well-known ones if the project
 * depends on one of their packages, and those of its config. Technologies with the same name, in whatever case, become
 * one with the words of all of them.
 */
export const projectTechnologies = ({ dependencies, published, stated }: Sources): readonly Technology[] =>
  merged([
    ...builtInTechnologies,
    ...published,
    ...knownTechnologies.filter(({ packages }) => packages.some((pattern) => matchesAny(pattern, dependencies))),
    ...stated,
  ])

const matchesAny = (pattern: string, dependencies: ReadonlySet<string>): boolean =>
  [...dependencies].some((dependency) => names(pattern, dependency))

const merged = (all: readonly Technology[]): readonly Technology[] =>
  [...Map.groupBy(all, ({ name }) => name.toLowerCase()).values()].flatMap((sameName) => {
    const [first] = sameName
    return first === undefined ? [] : [{ name: first.name, ...wordsOfAll(sameName) }]
  })

const wordsOfAll = (all: readonly Technology[]): Omit<Technology, 'name'> => ({
  packages: distinct(all.flatMap(({ packages }) => packages)),
  tokens: distinct(all.flatMap(({ tokens }) => tokens)),
  vocabulary: distinct(all.flatMap(({ vocabulary }) => vocabulary)),
})

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)]
