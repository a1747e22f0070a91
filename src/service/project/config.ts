import { existsSync } from 'node:fs'
import { basename, dirname, parse } from 'node:path'
import { checkConfig, type CheckConfig, type Flaw } from '../../domain/rules/check-config.ts'
import type { Span } from '../../domain/rules/facts/span.ts'
import { type ConfigFile, configIn } from '../node/config-file.ts'
import { flawOf } from './layers/layers.ts'
import { type Literal, literalsOf } from '../oxc/literal.ts'
import { sourceAt } from './files/sources.ts'

/** One thing that is wrong with a config, and where in its text. */
interface ConfigTrouble extends Span {
  /** The key that is meant, with dots; empty for the whole. */
  readonly key: string
  readonly says: string
  /** Whether it is a key that the config does not know. */
  readonly unknown: boolean
}

/** What came of reading a config. */
export type ConfigRead =
  | {
      readonly kind: 'config'
      readonly config: CheckConfig
      readonly text: string
      /** Where a part of it stands, by its keys, joined with dots. */
      readonly spanOf: (key: string) => Span
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly text: string; readonly troubles: readonly ConfigTrouble[] }

/** The configs in a folder and above it, the nearest first, including two in one folder. */
const configsAbove = (path: string): readonly ConfigFile[] => {
  const found = configIn(path)
  const above = path === parse(path).root ? [] : configsAbove(dirname(path))
  return found.kind === 'none' ? above : [found, ...above]
}

/** The nearest config at or above a file or folder, whatever it exports. */
export const anyConfigAbove = (path: string): ConfigFile => configsAbove(path)[0] ?? { kind: 'none' }

/** The config that a file or folder belongs to: the nearest at or above it that exports `check`, or that cannot be read at all. */
export const configAbove = (path: string): ConfigFile =>
  configsAbove(path).find((candidate) => {
    if (candidate.kind !== 'config') return true
    const source = sourceAt(candidate.path)
    if ('says' in source) return true
    const literals = literalsOf(candidate.path, source.text)
    return literals.kind === 'unparsable' || literals.exports.has('check')
  }) ?? { kind: 'none' }

/** Reads the export `check` of a config out of its text. Nothing of it is run. */
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
    return wrong('', `It exports no "check". Let "tenon check init" add it to ${basename(path)}.`, NOWHERE)
  if (check.kind === 'computed')
    return wrong(
      check.path,
      `${check.path === '' ? 'It' : `"${check.path}"`} is computed. The config is read and never run, so write it as literals: texts, lists and objects.`,
      check.span,
    )
  const spanOf = (key: string): Span => check.spans.get(key) ?? check.spans.get(holderOf(key)) ?? check.span
  const checked = checkConfig(check.value)
  const flaws = checked.kind === 'flawed' ? checked.flaws : flawsIn(checked.value)
  if (checked.kind === 'flawed' || flaws.length > 0)
    return { kind: 'wrong', text, troubles: flaws.map((flaw) => troubleOf(flaw, check, spanOf)) }
  return { kind: 'config', config: checked.value, text, spanOf }
}

/** What is missing is told of where it would stand. */
const holderOf = (key: string): string => key.split('.').slice(0, -1).join('.')

const NOWHERE: Span = { start: 0, end: 0 }

const troubleOf = (
  { path, says, unknown }: Flaw,
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

/** The patterns that are none. */
const flawsIn = ({ layers, ignored }: CheckConfig): readonly Flaw[] =>
  Object.entries({ ...layers, ignored }).flatMap(([list, patterns]) =>
    patterns.flatMap((pattern, i): readonly Flaw[] => {
      const says = flawOf(pattern)
      const path = list === 'ignored' ? [list, String(i)] : ['layers', list, String(i)]
      return says === null ? [] : [{ path, says, unknown: false }]
    }),
  )
