import { type Random, oneOf } from '../../../../src/domain/conformance/given/random.ts'
import { samples } from '../../../../src/domain/conformance/given/samples.ts'

/** The operations of a store, by name. */
export const operations = ['append', 'read', 'read_all', 'streams', 'subscribe'] as const

/** The name of an operation. */
export type Operation = (typeof operations)[number]

/** Makes ids of events from a source of random numbers. No id occurs twice within a run. */
export const idsFrom = (draw: Random): (() => string) => {
  let made = 0
  return () => {
    made += 1
    return `${hex(8, made)}-${hex(4, draw(2 ** 16))}-4000-8000-${hex(12, draw(2 ** 32))}`
  }
}

const hex = (many: number, value: number): string => value.toString(16).padStart(many, '0')

/** Returns the fields of a valid call of an operation, made of plain objects that nothing else refers to. */
export const validFields = (operation: Operation, draw: Random, id: () => string): object => {
  switch (operation) {
    case 'append':
      return append(draw, id)
    case 'read':
      return { stream: nameOf(draw), from: fromOf(draw), direction: oneOf(draw, ['forward', 'backward']), limit: 5 }
    case 'read_all':
      return { after: afterOf(draw), filter: filterOf(draw), limit: 1 + draw(20) }
    case 'streams':
      return {
        prefix: oneOf(draw, ['', 'a', 'b-', 'none']),
        after: oneOf(draw, [null, 'a-1', 'b-2']),
        limit: 1 + draw(9),
      }
    case 'subscribe':
      return { after: afterOf(draw), filter: filterOf(draw) }
    default:
      return operation satisfies never
  }
}

const append = (draw: Random, id: () => string): object => {
  const first = id()
  const fresh = draw(3) === 0
  const events = [first, ...Array.from({ length: draw(3) }, id)].map((one) => ({
    id: one,
    type: oneOf(draw, ['Happened', 'Ended', '漢 字']),
    // A copy, because what is passed in is changed later and must not be shared.
    data: structuredClone(samples[draw(samples.length)] ?? null),
    metadata: oneOf<() => object>(draw, [() => ({}), () => ({ by: 'ada' }), () => ({ trace: { span: [1, 2] } })])(),
  }))
  return {
    stream: fresh ? `c-${first}` : nameOf(draw),
    expectedRevision: fresh ? 'no_stream' : oneOf(draw, ['any', 'any', 'stream_exists', draw(50)]),
    events,
  }
}

const nameOf = (draw: Random): string => `${oneOf(draw, ['a', 'b', 'é 😀'])}-${draw(5)}`

const fromOf = (draw: Random): string | number => oneOf<string | number>(draw, ['start', 'end', draw(50)])

const afterOf = (draw: Random): string | number => oneOf<string | number>(draw, ['start', 1 + draw(500), 2 ** 40])

const filterOf = (draw: Random): object => ({
  streams: draw(2) === 0 ? 'all' : { prefix: oneOf(draw, ['a', 'b-', '']) },
  types: draw(2) === 0 ? 'all' : ['Happened', 'Ended'],
})
