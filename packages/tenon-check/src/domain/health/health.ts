/**
 * The ids of findings about the check itself. None can be switched off. Each says that the check cannot be trusted,
 * except `unused-exception`: with that finding alone, it can.
 */
export type HealthId =
  | 'empty-layer'
  | 'unlayered-file'
  | 'ignored-source'
  | 'unresolved-import'
  | 'parse-error'
  | 'unused-exception'
  | 'unknown-config-key'

/** A finding about the check itself: the check cannot be trusted, or an exception is of no use. */
export interface Health {
  readonly id: HealthId
  /** What it means, in one sentence. */
  readonly what: string
  readonly why: string
  /** How to fix it. */
  readonly how: string
}

/** Everything that is found besides what breaks rules. None of it can be switched off. */
export const health: readonly Health[] = Object.freeze([
  {
    id: 'empty-layer',
    what: 'A pattern of the config puts no file into its layer.',
    why: 'A layer without files breaks no rule. A check of nothing must not look like a clean check.',
    how: 'Fix the pattern, or remove it from the config.',
  },
  {
    id: 'unlayered-file',
    what: 'A source file is in no layer.',
    why: 'No rule checks it, and any file can import it.',
    how: 'Add it to a layer of the config, or list it under "ignored" if it is not source code of the project.',
  },
  {
    id: 'ignored-source',
    what: 'A pattern under "ignored" takes source files out of the domain or the service.',
    why: 'No rule checks ignored files, so the check covers less than the layers say.',
    how: 'Remove the pattern from "ignored". List tests under "test", let a baseline cover old or generated files, or exclude the files in the pattern of the layer: src/service/**/!(*.gen).ts.',
  },
  {
    id: 'unresolved-import',
    what: 'An import cannot be resolved.',
    why: 'What it brings in is unknown. In the domain this is a finding of `domain-imports`.',
    how: 'Install the package, or correct the path or the alias. If only a bundler can resolve the name, list it under "pure".',
  },
  {
    id: 'parse-error',
    what: 'A file or a folder cannot be read, or a file of the domain or the service holds code in a format that the check does not read, such as .vue.',
    why: 'What cannot be read cannot be checked.',
    how: 'Fix the file, or move its logic to a .ts file. If it is not source code, list it under "ignored" and exclude it from the patterns of the domain and the service.',
  },
  {
    id: 'unused-exception',
    what: 'This exception suppresses nothing, names an unknown rule, or gives no reason.',
    why: 'An unused exception hides the next finding at that place.',
    how: 'Remove the comment, name exactly one rule, or add the reason.',
  },
  {
    id: 'unknown-config-key',
    what: 'The config has an unknown key.',
    why: 'A misspelt setting has no effect, although its author believes that it does.',
    how: 'Correct the spelling, or remove the key.',
  },
] as const)

/** How to fix a finding about the check itself. */
export const howToFix = (id: HealthId): string => health.find((each) => each.id === id)?.how ?? ''
