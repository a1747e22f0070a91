import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { eventTypes, type Json } from 'tenon'
import { z } from 'zod'
import { recorded } from './recorded.ts'

/** Any JSON, as a schema, and as what is drawn. −0 is 0 in JSON. */
const AnyJson = z.json()
const json = fc.jsonValue({ noUnicodeString: false }).map((value): unknown => JSON.parse(JSON.stringify(value)))

test('What was written is read as its schema returns it', () => {
  const Line = z.object({
    at: z.iso.datetime().transform((text) => new Date(text)),
    note: z.string().default('none'),
    rest: AnyJson,
  })
  const types = eventTypes({ Noted: { version: 4, data: Line, from: { ...steps(3) } } })
  const data = fc.record(
    {
      at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((at) => at.toISOString()),
      note: fc.string(),
      rest: json,
    },
    { requiredKeys: ['at', 'rest'] },
  )
  fc.assert(
    fc.property(data, (stated) => {
      const written = types.write('Noted', stated as z.input<typeof Line>)
      assert.ok(written.kind === 'written', JSON.stringify(written))
      // A store keeps its JSON.
      const stored: Json = JSON.parse(JSON.stringify(written.data))
      const read = types.read(recorded('Noted', stored, { schema: written.schema }))
      assert.ok(read.kind === 'event')
      assert.deepEqual(read.event.data, Line.parse(stated))
    }),
  )
})

test('An event of any version takes exactly the steps that lead to the newest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (newest, n) => {
      const first = 1 + (n % newest)
      const types = eventTypes({ Counted: { version: newest, data: Versions, from: steps(newest - 1) } })
      const read = types.read(recorded('Counted', { versions: [first] }, { schema: first }))
      assert.ok(read.kind === 'event')
      assert.deepEqual(
        read.event.data.versions,
        Array.from({ length: newest - first + 1 }, (_, i) => first + i),
      )
    }),
  )
})

test('An event of a higher version is never guessed, whatever its data is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1 }), json, (newest, above, data) => {
      const types = eventTypes({ Counted: { version: newest, data: z.unknown(), from: steps(newest - 1) } })
      const event = recorded('Counted', data as Json, { schema: newest + above })
      const read = types.read(event)
      assert.ok(read.kind === 'unreadable')
      assert.deepEqual([read.why, read.recorded], ['unknown_version', event])
    }),
  )
})

const Versions = z.object({ versions: z.array(z.number()) })

/** Returns a step from each of the versions 1 to `last`, which notes the version that it leads to. */
const steps = (last: number) =>
  Object.fromEntries(
    Array.from({ length: last }, (_, i) => [
      i + 1,
      {
        data: Versions,
        to: ({ versions }: z.output<typeof Versions>) => ({ versions: [...versions, i + 2] }),
      },
    ]),
  )
