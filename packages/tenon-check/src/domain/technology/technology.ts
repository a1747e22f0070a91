/**
 * What the checker knows about a technology. A package that binds it publishes this in its `package.json` under
 * `tenon.technology`.
 */
export interface Technology {
  /** What people call it: `NATS`. */
  readonly name: string
  /** The packages that belong to it: exact names, or `@scope/*`; built-in modules with `node:`. */
  readonly packages: readonly string[]
  /**
   * The words that names built from it contain, in each way of splitting them: `nats`, `dynamodb`, `dynamo_db`. Each
   * means nothing else.
   */
  readonly tokens: readonly string[]
  /** Words of its configuration that mean nothing else: `workqueue`, `max_ack_pending`. */
  readonly vocabulary: readonly string[]
}

/** The words of a name, in lower case: `NatsStreamConfig` is `nats`, `stream`, `config`. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())

/**
 * Whether a pattern matches the name of a package or a specifier below it: the name itself, or `name/*` or `@scope/*`
 * for everything below.
 */
export const names = (pattern: string, specifier: string): boolean =>
  pattern.endsWith('/*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern

/** Finds the technology that a word or a name belongs to. */
export type FindTechnology = (name: string) => Technology | null

/** How to recognise the technologies of a project. It is created once for all files. */
export interface Lexicon {
  /** Finds by tokens, which names contain. */
  readonly byToken: FindTechnology
  /** Finds by vocabulary, which must equal the whole word. */
  readonly byVocabulary: FindTechnology
}

/** Creates the lexicon of some technologies. */
export const lexiconOf = (technologies: readonly Technology[]): Lexicon =>
  Object.freeze({ byToken: byToken(technologies), byVocabulary: byVocabulary(technologies) })

/**
 * Finds the technology whose token a name contains. The words of a token must be consecutive words of the name, so
 * `nats` is in `NatsStream` and `lazy_nats`, and `dynamo_db` in `DynamoDBTable`, but `nats` and `aws` are not in
 * `Nations`, `Signature` and `awsome`.
 */
export const byToken = (technologies: readonly Technology[]): FindTechnology => {
  const tokens = new Map<string, Technology>()
  let longest = 0
  for (const technology of technologies)
    for (const token of technology.tokens) {
      const words = wordsOf(token)
      if (words.length > 0) tokens.set(words.join('_'), technology)
      longest = Math.max(longest, words.length)
    }
  if (tokens.size === 0) return () => null
  // Fast path: most names contain no token, so they need not be split.
  const anywhere = new RegExp([...tokens.keys()].map(lettersOf).join('|'))
  return (name) => {
    if (!anywhere.test(lettersOf(name))) return null
    const words = wordsOf(name)
    for (const [from] of words.entries())
      for (let to = from + 1; to <= Math.min(from + longest, words.length); to++) {
        const technology = tokens.get(words.slice(from, to).join('_'))
        if (technology !== undefined) return technology
      }
    return null
  }
}

/**
 * Finds the technology whose vocabulary contains a word. All the words in it must be equal, in any case:
 * `maxAckPending` is `max_ack_pending`.
 */
export const byVocabulary = (technologies: readonly Technology[]): FindTechnology => {
  const vocabulary = new Map<string, Technology>()
  for (const technology of technologies)
    for (const word of technology.vocabulary) vocabulary.set(wordsOf(word).join('_'), technology)
  vocabulary.delete('')
  // Fast path: most words are none of these, which their letters alone show.
  const letters = new Set([...vocabulary.keys()].map(lettersOf))
  return (word) => (letters.has(lettersOf(word)) ? (vocabulary.get(wordsOf(word).join('_')) ?? null) : null)
}

const lettersOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '').toLowerCase()
