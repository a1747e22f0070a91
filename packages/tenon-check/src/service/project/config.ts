import { existsSync } from 'node:fs'
import { basename, dirname, parse } from 'node:path'
import { type CheckConfig, parseCheckConfig } from '../../domain/config/check-config.ts'
import type { Problem } from '../../domain/config/shape.ts'
import type { Span } from '../../domain/facts/span.ts'
import { type ConfigFile, configIn } from '../node/config-file.ts'
import { flawOf } from './layers/layers.ts'
import type { Literal } from '../oxc/answers.ts'
import { literalsOf } from '../oxc/literal.ts'
import { sourceAt } from './files/sources.ts'

/** An error in a config, and its place in the text. */
interface ConfigTrouble extends Span {
  /** The path of the key, joined with dots; empty for the whole config. */
  readonly key: string
  readonly says: string
  /** Whether the error is an unknown key. */
  readonly unknown: boolean
}

/** The result of reading a config. */
export type ConfigRead =
  | {
      readonly kind: 'config'
      readonly config: CheckConfig
      readonly text: string
      /** Returns the place of a part of the config. `key` is the path of its keys, joined with dots. */
      readonly spanOf: (key: string) => Span
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly text: string; readonly troubles: readonly ConfigTrouble[] }

/**
 * Returns the configs in a folder and above it, the nearest first. Several configs in one folder count as one result.
 */
const configsAbove = (path: string): readonly ConfigFile[] => {
  const found = configIn(path)
  const above = path === parse(path).root ? [] : configsAbove(dirname(path))
  return found.kind === 'none' ? above : [found, ...above]
}

/** Returns the nearest config at or above a file or folder, even if it does not export `check`. */
export const anyConfigAbove = (path: string): ConfigFile => configsAbove(path)[0] ?? { kind: 'none' }

/**
 * Returns the config that a file or folder belongs to: the nearest one at or above it that exports `check` or cannot
 * be read.
 */
export const configAbove = (path: string): ConfigFile =>
  configsAbove(path).find((candidate) => {
    if (candidate.kind !== 'config') return true
    const source = sourceAt(candidate.path)
    if ('says' in source) return true
    const literals = literalsOf(candidate.path, source.text)
    return literals.kind === 'unparsable' || literals.exports.has('check')
  }) ?? { kind: 'none' }

/** Reads the export `check` from the text of a config. It runs no code of the config. */
export const readConfig = (path: string): ConfigRead => {
  if (!existsSync(path)) return { kind: 'missing' }
  const source = sourceAt(path)
  const text = 'text' in source ? source.text : ''
  const wrong = (key: string, says: string, span: Span): ConfigRead => ({
    kind: 'wrong',
    text,
    troubles: [{ key, says, unknown: false, ...span }],
  })
  if ('says' in source) return wrong('', source.says, NOWHERE)
  const literals = literalsOf(path, text)
  if (literals.kind === 'unparsable') return wrong('', `It cannot be parsed: ${literals.says}`, literals.span)
  const check = literals.exports.get('check')
  if (check === undefined)
    return wrong('', `It exports no "check". Add it to ${basename(path)} with "tenon-check init".`, NOWHERE)
  if (check.kind === 'computed')
    return wrong(
      check.path,
      `${check.path === '' ? 'It' : `"${check.path}"`} is computed. The config is read and never run, so write it as literals: strings, arrays and objects.`,
      check.span,
    )
  const spanOf = (key: string): Span => check.spans.get(key) ?? check.spans.get(holderOf(key)) ?? check.span
  const checked = parseCheckConfig(check.value)
  const flaws = checked.kind === 'invalid' ? checked.problems : flawsIn(checked.value)
  if (checked.kind === 'invalid' || flaws.length > 0)
    return { kind: 'wrong', text, troubles: flaws.map((flaw) => troubleOf(flaw, check, spanOf)) }
  return { kind: 'config', config: checked.value, text, spanOf }
}

/** The key of the parent object: an error about a missing key is reported there. */
const holderOf = (key: string): string => key.split('.').slice(0, -1).join('.')

const NOWHERE: Span = { start: 0, end: 0 }

const troubleOf = (
  { path, says, unknown }: Problem,
  { keys }: Literal & { readonly kind: 'literal' },
  spanOf: (key: string) => Span,
): ConfigTrouble => {
  const key = path.join('.')
  return {
    key,
    says: `"${key === '' ? 'check' : key}" ${says}.`,
    unknown,
    ...((unknown ? keys.get(key) : undefined) ?? spanOf(key)),
  }
}

/** Returns the errors of invalid patterns. */
const flawsIn = ({ layers, ignored }: CheckConfig): readonly Problem[] =>
  Object.entries({ ...layers, ignored }).flatMap(([list, patterns]) =>
    patterns.flatMap((pattern, i): readonly Problem[] => {
      const says = flawOf(pattern)
      const path = list === 'ignored' ? [list, String(i)] : ['layers', list, String(i)]
      return says === null ? [] : [{ path, says, unknown: false }]
    }),
  )
