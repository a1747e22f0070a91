import { executorConfigsOf } from '../../capability/executor.ts'
import type { ConfigUse } from '../../facts/capability.ts'
import type { Derivation, Word } from '../../facts/declaration.ts'
import type { Origin } from '../../facts/effect.ts'
import { definitionOf } from '../../project/definition.ts'
import { technologyOf } from '../../project/technology-use.ts'
import type { View } from '../../project/view.ts'
import { names, type Technology } from '../../technology/technology.ts'
import type { FileRule } from '../rule.ts'
import { type Violation, violationAt } from '../violation.ts'
import { schemes } from './url-schemes.ts'

/**
 * The domain declares no configuration of a technology. Nothing is guessed from its shape. Something is one
 * - by identity: an executor of the service takes it as its config. Reported in the service, where it is taken.
 * - by provenance: the type of a declaration is built from what a built-in module or a package that is not pure
 *   provides, and either that module belongs to a technology of the project, or the type's name there ends in config,
 *   options or settings. What functions take and return does not count, because it declares no model. Any other type of
 *   a package falls under domain-imports alone.
 * - by a URL that begins with the scheme of a technology.
 * - by a word, as a key or a whole string, from the vocabulary of a technology of the project, in any case.
 */
export const techConfigInDomain: FileRule = Object.freeze<FileRule>({
  id: 'tech-config-in-domain',
  cell: 'Technology-specific configs in domain',
  layers: ['domain', 'service'],
  what: 'The domain declares no configuration of a technology: no config of an executor, no types of its packages, no URLs of it, none of its configuration words.',
  why: 'The service layer owns technology configs. How a stream is retained or a pool is sized is knowledge about NATS or PostgreSQL, which a reader of the domain should not need.',
  how: 'State in the domain what is needed, in its own words (`durability: "survives_restart"`). Move the config to the service file of its executor, and pass addresses in when the program starts.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-config.ts',
      text: "export const plantedAddress = 'nats://localhost:4222'\n",
    },
    {
      layer: 'service',
      file: 'planted-config.ts',
      text: "import type { PlantedConfig } from '<domain>'\n\nexport class PlantedExecutor {\n  readonly config: PlantedConfig\n\n  constructor(config: PlantedConfig) {\n    this.config = config\n  }\n\n  execute(): string {\n    return 'timeout'\n  }\n}\n",
    },
  ],
  reads: 'file',
  find: (view: View) =>
    view.layer === 'service' ? ofExecutors(view) : [...ofPackages(view), ...ofUrls(view), ...ofVocabularies(view)],
})

/** By identity. */
const ofExecutors = (view: View): readonly Violation[] =>
  firstOf(
    executorConfigsOf(view).flatMap((use) => {
      const declared = originsOf(use).flatMap((origin) => declaredInDomain(origin, view) ?? [])[0]
      return declared === undefined ? [] : [{ use, declared }]
    }),
    ({ use }) => `${use.executor} ${use.text}`,
  ).map(({ use, declared: { name, path } }) =>
    violationAt(use, {
      within: use.executor,
      subject: name,
      what: `${use.executor} takes ${name} as its config, but the domain declares it, in ${path}.`,
      fix: `Move ${name} from ${path} to this file, or to another file of the service.`,
    }),
  )

/** Where the type itself comes from; for `Readonly<Config>` and the like, where the types in it come from. */
const originsOf = ({ type, origin, origins }: ConfigUse): readonly Origin[] => {
  if (type !== 'named') return []
  return origin.kind === 'global' ? origins : [origin]
}

const declaredInDomain = (origin: Origin, view: View): { readonly name: string; readonly path: string } | null => {
  const declared = definitionOf(view, origin)
  if (declared?.kind !== 'file' || declared.view.layer !== 'domain') return null
  return { name: declared.name, path: declared.view.facts.path }
}

/** By provenance. */
const ofPackages = (view: View): readonly Violation[] => {
  const edges = Map.groupBy(view.edges.filter(isForeign), ({ reference }) => reference.specifier)
  const technical = new Set(
    [...edges].flatMap(([specifier, those]) =>
      those.some((edge) => technologyOf(view, edge) !== null) ? [specifier] : [],
    ),
  )
  // The type belongs to a technology, or its name says that it configures something.
  const isConfig = ({ specifier, imported }: Derivation): boolean =>
    technical.has(specifier) || (edges.has(specifier) && CONFIG.test(imported))
  return firstOf(view.facts.derivations.filter(isConfig), ({ within, specifier }) => `${within} ${specifier}`).map(
    (derivation) => {
      const { within, specifier } = derivation
      const [it, provided] = [within === '' ? 'it' : within, thing(derivation)]
      return violationAt(derivation, {
        within,
        subject: provided,
        what: `${within === '' ? 'This' : within} is built from ${provided}, which ${specifier} provides.`,
        fix: `State what is needed of it in the words of the domain, or move ${it} to the service file that binds ${binding(specifier, view)}.`,
      })
    },
  )
}

/** The name of the technology that a specifier belongs to. */
const binding = (specifier: string, { technologies }: View): string =>
  technologies.find(({ packages }) => packages.some((each) => names(each, specifier)))?.name ?? specifier

const thing = ({ imported, specifier }: Derivation): string =>
  imported === '*' || imported === 'default' ? specifier : imported

const isForeign = ({ target, pure }: View['edges'][number]): boolean =>
  !pure && (target.kind === 'package' || target.kind === 'builtin')

const CONFIG = /(?:Config|Configuration|Options|Settings)$/

/** By the scheme of a URL. The message does not repeat what follows the scheme, because it may hold a password. */
const ofUrls = ({ facts }: View): readonly Violation[] =>
  facts.words.flatMap((word) => {
    const isUrl = word.form !== 'key' && word.text.includes(':')
    const scheme = isUrl ? schemes.find(({ begins }) => begins.test(word.text)) : undefined
    if (scheme === undefined) return []
    const { technology, begins } = scheme
    const beginning = `${begins.exec(word.text)?.[0] ?? ''}…`
    return [
      violationAt(word, {
        within: word.within,
        subject: beginning,
        what: `"${beginning}" is an address of ${technology}.`,
        fix: `Get what it points to through a capability that the domain declares. The address belongs in the config of the service file that binds ${technology}.`,
      }),
    ]
  })

/** By the vocabulary of a technology: one finding for each declaration, with all the words in it. */
const ofVocabularies = ({ facts, lexicon }: View): readonly Violation[] => {
  const found = facts.words.flatMap((word) => {
    const technology = word.form === 'beginning' ? null : lexicon.byVocabulary(word.text)
    return technology === null ? [] : [{ word, technology }]
  })
  const byPlace = Map.groupBy(found, ({ word, technology }) => `${word.within} ${technology.name}`)
  return [...byPlace.values()].flatMap((those) => {
    const [first] = those
    const words = new Set(those.map(({ word }) => word.text))
    return first === undefined ? [] : [ofVocabulary(first.word, [...words], first.technology)]
  })
}

const ofVocabulary = (word: Word, all: readonly string[], { name }: Technology): Violation =>
  violationAt(word, {
    within: word.within,
    subject: word.text,
    what: `${word.within === '' ? 'This' : word.within} uses ${listed(all)} of the configuration of ${name}.`,
    fix: `State what is needed in the words of the domain, and let the service file that binds ${name} state how ${name} meets it.`,
  })

const listed = (words: readonly string[]): string => {
  const last = words.map((each) => `"${each}"`).at(-1) ?? ''
  const others = words.slice(0, -1).map((each) => `"${each}"`)
  return others.length === 0 ? `${last}, a word` : `${others.join(', ')} and ${last}, words`
}

/** The first item of each key. */
const firstOf = <Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] => {
  const seen = new Map<string, Item>()
  for (const item of items) if (!seen.has(key(item))) seen.set(key(item), item)
  return [...seen.values()]
}
