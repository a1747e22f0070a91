/** What keeps a check from being trusted. None of it can be switched off. `unused-exception` alone is a finding like others: the check itself can be trusted. */
export type HealthId =
  | 'empty-layer'
  | 'unlayered-file'
  | 'ignored-source'
  | 'unresolved-import'
  | 'parse-error'
  | 'unused-exception'
  | 'unknown-config-key'

/** A finding that says that the check itself could not be trusted, or that an exception is worth nothing. */
export interface Health {
  readonly id: HealthId
  /** What it means, in one sentence. */
  readonly what: string
  readonly why: string
  /** How to mend it. */
  readonly how: string
}

/** What is found beside the rules. None of it can be switched off. */
export const health: readonly Health[] = Object.freeze([
  {
    id: 'empty-layer',
    what: 'A pattern of the config brings no file into its layer.',
    why: 'A layer without files breaks no rule. A check of nothing must not look like a clean one.',
    how: 'Mend the pattern, or take it out of the config.',
  },
  {
    id: 'unlayered-file',
    what: 'A source file stands in no layer.',
    why: 'No rule looks at it, and what it does can be reached from everywhere.',
    how: 'Add it to a layer of the config, or list it under "ignored" if it is no source of the project.',
  },
  {
    id: 'ignored-source',
    what: 'A pattern under "ignored" takes source files out of the domain or the service.',
    why: 'No rule looks at what is ignored, so the check covers less than the layers say.',
    how: 'Take the pattern out of "ignored". List tests under "test", let a baseline cover what is old or generated, or let the pattern of the layer leave the files out: src/service/**/!(*.gen).ts.',
  },
  {
    id: 'unresolved-import',
    what: 'An import leads nowhere.',
    why: 'Nobody can say what it brings in. In the domain this is a finding of `domain-imports`.',
    how: 'Install the package, or mend the path or the alias. List a name that only a bundler can follow under "pure".',
  },
  {
    id: 'parse-error',
    what: 'A file or a folder cannot be read, or a file of the domain or the service holds code in a form that is not read, such as .vue.',
    why: 'What cannot be read cannot be judged.',
    how: 'Mend the file, or move its logic to a .ts file. If it is no source, list it under "ignored", and let the patterns of the domain and the service leave it out.',
  },
  {
    id: 'unused-exception',
    what: 'An exception is made where nothing breaks the rule, from a rule that there is not, or without a reason.',
    why: 'An exception that nobody needs hides the next finding that stands there.',
    how: 'Remove the comment, name one rule, or say why the exception is made.',
  },
  {
    id: 'unknown-config-key',
    what: 'The config has a key that there is not.',
    why: 'A setting that is misspelt says nothing, and whoever wrote it believes that it does.',
    how: 'Spell it as the config of `tenon check` does, or remove it.',
  },
] as const)

/** How to mend what is found beside the rules. */
export const howToMend = (id: HealthId): string => health.find((each) => each.id === id)?.how ?? ''
