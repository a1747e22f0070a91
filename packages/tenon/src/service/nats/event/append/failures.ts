import type { WrittenAppend } from '../../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { JetStreamApi } from '../../connection/jetstream-api.ts'
import { leaderless } from '../../connection/leader.ts'
import { found } from '../../failure.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'

/** The failure of an append that was acknowledged without a sequence, which a server always gives. */
export const unbelievable = (place: string, subject: string): EventStoreFailed => ({
  ...found(
    'connection_lost',
    'append',
    `something other than the servers of ${place} answers on ${subject}, so it is not known whether the append was stored. Find out which program subscribes there, and forbid it.`,
    { technology: 'nats', code: 'ack', message: `the acknowledgement on ${subject} names no place` },
  ),
  effect: 'unknown',
})

/** The failure of an append whose events are larger than one message may be. */
export const oversize = (
  place: string,
  { maxMsgSize }: NatsStreamConfig,
  { events }: Pick<WrittenAppend, 'events'>,
  bytes: number,
): EventStoreFailed =>
  found(
    'too_large',
    'append',
    `its ${events.length} events are ${bytes.toLocaleString('en')} bytes as one message, with up to 512 around them, and maxMsgSize of ${place} is ${maxMsgSize.toLocaleString('en')}. Split it.`,
    null,
  )

/** The failure of an append that is refused a free place again and again. */
export const unsteady = (place: string, subject: string): EventStoreFailed =>
  found(
    'unavailable',
    'append',
    `the server of ${place} refuses every place on ${subject}. After the last message of a subject was removed, servers before 2.10 forget those before it: restart the server.`,
    {
      technology: 'nats',
      code: '10071',
      message: `the fence of ${subject} falls although no other message is stored there`,
    },
  )

/** Finds out why no server took an append. */
export const whyNoResponders = async (
  api: JetStreamApi,
  { name, subjectPrefix }: NatsStreamConfig,
): Promise<EventStoreFailed> => {
  const answer = await api.ask(`STREAM.INFO.${name}`, {}, 'append')
  // No server took the append: that is certain. If none answers for the stream either, it has no leader.
  if (answer.kind === 'failed') return answer.failure === 'timeout' ? leaderless(api.place, 'append') : answer
  const { subjects } = Object(answer.value.config)
  const ours = `${subjectPrefix}.>`
  if (Array.isArray(subjects) && !subjects.includes(ours))
    return found('misconfigured', 'append', `${api.place} no longer binds ${ours}, but ${subjects.join(', ')}.`, null)
  return leaderless(api.place, 'append')
}
