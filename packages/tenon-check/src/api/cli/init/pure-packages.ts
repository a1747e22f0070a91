/** A package that a domain may import, and why. */
export interface PurePackage {
  readonly name: string
  readonly why: string
}

/**
 * Packages that do no I/O, read no clock and generate no random numbers, except through functions named for that.
 * `tenon-check init` lists as pure only those that a domain already imports. Users can add others to the list in the
 * config.
 */
export const purePackages: readonly PurePackage[] = Object.freeze([
  { name: 'tenon', why: 'declares what the domain needs' },
  { name: '@standard-schema/spec', why: 'types only' },
  { name: 'type-fest', why: 'types only' },
  { name: 'zod', why: 'validates data' },
  { name: 'valibot', why: 'validates data' },
  { name: 'arktype', why: 'validates data' },
  { name: 'superstruct', why: 'validates data' },
  { name: 'io-ts', why: 'validates data' },
  { name: '@sinclair/typebox', why: 'validates data' },
  { name: 'typebox', why: 'validates data' },
  { name: 'runtypes', why: 'validates data' },
  { name: 'date-fns', why: 'calculates with dates passed to it' },
  { name: 'decimal.js', why: 'arithmetic' },
  { name: 'big.js', why: 'arithmetic' },
  { name: 'bignumber.js', why: 'arithmetic' },
  { name: 'dinero.js', why: 'calculates with money' },
  { name: '@dinero.js/currencies', why: 'data only' },
  { name: 'currency.js', why: 'calculates with money' },
  { name: 'fp-ts', why: 'functions on values' },
  { name: 'ramda', why: 'functions on values' },
  { name: 'remeda', why: 'functions on values' },
  { name: 'lodash', why: 'functions on values' },
  { name: 'lodash-es', why: 'functions on values' },
  { name: 'neverthrow', why: 'results as values' },
  { name: 'oxide.ts', why: 'results as values' },
  { name: 'ts-pattern', why: 'matches values' },
  { name: 'immer', why: 'creates changed copies of values' },
  { name: 'immutable', why: 'immutable values' },
  { name: 'tiny-invariant', why: 'throws if a condition is false' },
  { name: 'tslib', why: 'helpers that compiled code calls' },
] as const)
