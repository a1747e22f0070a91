/** A package that a domain may import as it is, and why. */
export interface PurePackage {
  readonly name: string
  readonly why: string
}

/**
 * Packages that do no I/O, read no clock and draw no random numbers unless they are asked to by name. `tenon check init` lists as pure
 * those of them that a domain imports already, and no other: whoever knows better adds to the list in the config.
 */
export const purePackages: readonly PurePackage[] = Object.freeze([
  { name: 'tenon', why: 'declares what the domain needs' },
  { name: '@standard-schema/spec', why: 'types alone' },
  { name: 'type-fest', why: 'types alone' },
  { name: 'zod', why: 'describes data and checks it' },
  { name: 'valibot', why: 'describes data and checks it' },
  { name: 'arktype', why: 'describes data and checks it' },
  { name: 'superstruct', why: 'describes data and checks it' },
  { name: 'io-ts', why: 'describes data and checks it' },
  { name: '@sinclair/typebox', why: 'describes data and checks it' },
  { name: 'typebox', why: 'describes data and checks it' },
  { name: 'runtypes', why: 'describes data and checks it' },
  { name: 'date-fns', why: 'counts with dates that it is given' },
  { name: 'decimal.js', why: 'counts' },
  { name: 'big.js', why: 'counts' },
  { name: 'bignumber.js', why: 'counts' },
  { name: 'dinero.js', why: 'counts money' },
  { name: '@dinero.js/currencies', why: 'data alone' },
  { name: 'currency.js', why: 'counts money' },
  { name: 'fp-ts', why: 'functions of values' },
  { name: 'ramda', why: 'functions of values' },
  { name: 'remeda', why: 'functions of values' },
  { name: 'lodash', why: 'functions of values' },
  { name: 'lodash-es', why: 'functions of values' },
  { name: 'neverthrow', why: 'results as values' },
  { name: 'oxide.ts', why: 'results as values' },
  { name: 'ts-pattern', why: 'matches values' },
  { name: 'immer', why: 'makes changed copies of values' },
  { name: 'immutable', why: 'values that do not change' },
  { name: 'tiny-invariant', why: 'throws where a condition does not hold' },
  { name: 'tslib', why: 'what the compiler calls' },
] as const)
