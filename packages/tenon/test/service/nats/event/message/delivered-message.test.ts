import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { headers, type Msg } from '@nats-io/transport-node'
import { deliveredIn, directIn } from '../../../../../src/service/nats/event/message/delivered-message.ts'

/** The last nanosecond of a millisecond, which as a number would round to the next millisecond. */
const LATE = '1795407253215999999'

const BODY = '{"tenon":1,"append":"a","first":7,"events":["é"]}'
const HEADING = { append: 'a', first: 7, count: 1, events: ['é'] }

suite('a message that a consumer delivered', () => {
  test('has its place and the time at which it was stored, to the millisecond, in the short form and the long', () => {
    for (const reply of [
      `$JS.ACK.STORE.consumer.1.5.2.${LATE}.3`,
      `$JS.ACK.domain.account.STORE.consumer.1.5.2.${LATE}.3`,
      `$JS.ACK.domain.account.STORE.consumer.1.5.2.${LATE}.3.random`,
    ])
      assert.deepEqual(deliveredIn(messageWith({ reply })), {
        kind: 'stored',
        subject: 'p.a.1',
        sequence: 5,
        at: 1_795_407_253_215,
        size: BODY.length,
        heading: HEADING,
        delivered: 2,
        pending: 3,
      })
  })

  test('has no heading if another program wrote it', () => {
    const [reply, body] = [`$JS.ACK.STORE.consumer.1.5.2.${LATE}.3`, '{"é":1']
    const { size, heading } = deliveredIn(messageWith({ reply, body })) ?? {}
    assert.deepEqual([size, heading], [body.length, undefined])
  })

  test('is none when it is a status', () => {
    for (const reply of [undefined, '', '$JS.FC.STORE.x', 'a.b'])
      assert.equal(deliveredIn(messageWith({ reply })), undefined)
  })
})

suite('a message that a direct get answers', () => {
  test('says the same as one that was delivered', () => {
    const said = { 'Nats-Sequence': '5', 'Nats-Subject': 'p.a.1', 'Nats-Time-Stamp': '2026-11-23T04:14:13.215999999Z' }
    assert.deepEqual(directIn(messageWith({ said })), {
      kind: 'stored',
      subject: 'p.a.1',
      sequence: 5,
      at: 1_795_407_253_215,
      size: BODY.length,
      heading: HEADING,
    })
  })

  test('has no heading if another program wrote it', () => {
    const said = { 'Nats-Sequence': '5', 'Nats-Subject': 'p.a.1', 'Nats-Time-Stamp': '2026-11-23T04:14:13.215999999Z' }
    const { size, heading } = directIn(messageWith({ said, body: '' })) ?? {}
    assert.deepEqual([size, heading], [0, undefined])
  })

  test('is none when it says no place', () => {
    assert.equal(directIn(messageWith({})), undefined)
  })
})

const messageWith = ({
  reply,
  said = {},
  body = BODY,
}: {
  readonly reply?: string | undefined
  readonly said?: { readonly [name: string]: string }
  readonly body?: string
}): Msg => {
  const all = headers()
  for (const [name, value] of Object.entries(said)) all.set(name, value)
  // Nothing else of a message is read.
  return {
    subject: reply === undefined ? '_INBOX.a' : 'p.a.1',
    reply,
    headers: all,
    data: Buffer.from(body),
  } as unknown as Msg
}
