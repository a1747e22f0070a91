import type { RunsCapability } from '../../../runs/store.ts'
import type { Specification } from '../../specification.ts'

const named = Object.freeze({
  fits: Object.freeze([{ run: 'nothing@1.1' }, { run: 'no name of a run' }]),
  misfits: Object.freeze([
    { fields: {}, names: 'run' },
    { fields: { run: '' }, names: 'run' },
    { fields: { run: 7 }, names: 'run' },
    { fields: { run: 'a'.repeat(256) }, names: 'run' },
    { fields: { run: 'nothing@1.1', build: 1 }, names: 'build' },
  ]),
})

const page = Object.freeze({ prefix: '', after: null, limit: 10 })

/** For each operation, fields that fit and fields that do not. */
export const samples: Specification<RunsCapability>['samples'] = Object.freeze({
  list: Object.freeze({
    fits: Object.freeze([page, { ...page, prefix: 'notes', limit: 1_000 }, { ...page, after: 'notes@1.1', limit: 1 }]),
    misfits: Object.freeze([
      { fields: { prefix: '', after: null }, names: 'limit' },
      { fields: { ...page, limit: 0 }, names: 'limit' },
      { fields: { ...page, limit: 1_001 }, names: 'limit' },
      { fields: { ...page, limit: 1.5 }, names: 'limit' },
      { fields: { ...page, after: '' }, names: 'after' },
      { fields: { ...page, prefix: 7 }, names: 'prefix' },
      { fields: { ...page, from: 1 }, names: 'from' },
    ]),
  }),
  show: named,
  pause: named,
  resume: named,
  drop: named,
})
