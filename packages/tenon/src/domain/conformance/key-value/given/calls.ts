import type { KeyValueCapability } from '../../../key-value/store.ts'
import type { Specification } from '../../specification.ts'

const ID = '0b6f1a5e-3f5c-4c57-9d0e-1f1d8f5a0c01'

const put = { id: ID, key: 'sample', value: { of: 'a put' }, expected: 'any', lifetimeSeconds: null } as const
const remove = { id: ID, key: 'sample', expected: 'any' } as const
const keys = { prefix: '', after: null, limit: 10 } as const
const watch = { prefix: '', after: 'start' } as const

/** Fields of each operation that fit its schema, and fields that do not. */
export const samples: Specification<KeyValueCapability>['samples'] = {
  get: {
    fits: [{ key: 'sample' }, { key: '😀' }],
    misfits: [
      { fields: { key: '' }, names: 'key' },
      { fields: { key: 7 }, names: 'key' },
      { fields: { key: 'a', more: 1 }, names: 'more' },
    ],
  },
  put: {
    fits: [
      put,
      { ...put, value: null },
      { ...put, id: '0b6f1a5e-3f5c-4c57-9d0e-1f1d8f5a0c02', value: ['é', { '': -0.5 }], expected: 'absent' },
      { ...put, id: '0b6f1a5e-3f5c-4c57-9d0e-1f1d8f5a0c03', expected: 9_007_199_254_740_991 },
      { ...put, id: '0b6f1a5e-3f5c-4c57-9d0e-1f1d8f5a0c04', key: 'short', lifetimeSeconds: 1_000_000_000 },
    ],
    misfits: [
      { fields: { ...put, id: 'an id' }, names: 'id' },
      { fields: { ...put, id: ID.toUpperCase() }, names: 'id' },
      { fields: { ...put, key: 'a\n' }, names: 'key' },
      { fields: { ...put, value: undefined }, names: 'value' },
      { fields: { ...put, value: { at: new Date(0) } }, names: 'value.at' },
      { fields: { ...put, expected: 0 }, names: 'expected' },
      { fields: { ...put, expected: 'present' }, names: 'expected' },
      ...[0, 0.5, -1, 1_000_000_001, '1'].map((lifetimeSeconds) => ({
        fields: { ...put, lifetimeSeconds },
        names: 'lifetimeSeconds',
      })),
    ],
  },
  remove: {
    fits: [remove, { ...remove, expected: 1 }],
    misfits: [
      { fields: { ...remove, id: 7 }, names: 'id' },
      { fields: { ...remove, expected: 'absent' }, names: 'expected' },
      { fields: { key: 'sample', expected: 'any' }, names: 'id' },
    ],
  },
  keys: {
    fits: [keys, { ...keys, prefix: 'a', after: 'b', limit: 1_000 }],
    misfits: [
      { fields: { ...keys, limit: 0 }, names: 'limit' },
      { fields: { ...keys, limit: 1_001 }, names: 'limit' },
      { fields: { ...keys, after: '' }, names: 'after' },
      { fields: { ...keys, prefix: null }, names: 'prefix' },
    ],
  },
  watch: {
    fits: [watch, { ...watch, prefix: 'a' }],
    misfits: [
      { fields: { ...watch, after: 0 }, names: 'after' },
      { fields: { ...watch, after: 'end' }, names: 'after' },
      { fields: { after: 'start' }, names: 'prefix' },
    ],
  },
}
