/** What is known of a technology, as a binding's package publishes it in its `package.json` under `tenon.technology`. */
export interface Technology {
  /** What people call it: `NATS`. */
  readonly name: string
  /** The packages that are it: exact names, or `@scope/*`; built-in modules with `node:`. */
  readonly packages: readonly string[]
  /** The words of which a name made of it is built, in each way in which people part them: `nats`, `dynamodb`, `dynamo_db`. They mean nothing else. */
  readonly tokens: readonly string[]
  /** Words of its configuration that mean nothing else: `workqueue`, `max_ack_pending`. */
  readonly vocabulary: readonly string[]
}

/** The words that a name is built of, in lower case: `NatsStreamConfig` is `nats`, `stream`, `config`. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())

/** Whether a package's name, or a specifier below it, is meant by `pattern`: the name itself, or `name/*` or `@scope/*` for all below. */
export const names = (pattern: string, specifier: string): boolean =>
  pattern.endsWith('/*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern

/** Finds the technology that a word or a name tells of. */
export type FindTechnology = (name: string) => Technology | null

/** By what the technologies of a project are told. It is made once for all files. */
export interface Lexicon {
  /** Tells by tokens, of which a name is built. */
  readonly byToken: FindTechnology
  /** Tells by vocabulary, which a word is as a whole. */
  readonly byVocabulary: FindTechnology
}

/** Makes the lexicon of some technologies. */
export const lexiconOf = (technologies: readonly Technology[]): Lexicon =>
  Object.freeze({ byToken: byToken(technologies), byVocabulary: byVocabulary(technologies) })

/**
 * Tells of which technology's tokens a name is built. The words of a token must be words of the name, one after the other, so that `NatsStream` and
 * `lazy_nats` are told by `nats`, and `DynamoDBTable` by `dynamo_db`, but not `Nations`, `Signature` and `awsome` by `nats` and `aws`.
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
  // Most names hold no token at all, and this tells so without taking them apart.
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

/** Tells of which technology's vocabulary a word is. All its words must be the same, in whatever case they are written: `maxAckPending` is `max_ack_pending`. */
export const byVocabulary = (technologies: readonly Technology[]): FindTechnology => {
  const vocabulary = new Map<string, Technology>()
  for (const technology of technologies)
    for (const word of technology.vocabulary) vocabulary.set(wordsOf(word).join('_'), technology)
  vocabulary.delete('')
  // Most words are none of these, and their letters tell so without taking them apart.
  const letters = new Set([...vocabulary.keys()].map(lettersOf))
  return (word) => (letters.has(lettersOf(word)) ? (vocabulary.get(wordsOf(word).join('_')) ?? null) : null)
}

const lettersOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '').toLowerCase()
