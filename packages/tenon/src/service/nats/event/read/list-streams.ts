import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { ListStreams } from '../../../../domain/event/intent.ts'
import type { StreamsPage } from '../../../../domain/event/result.ts'
import { byCodePoint } from '../../../../domain/data/names.ts'
import type { EventApi } from '../message/event-api.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { History } from '../message/stream-history.ts'
import { filterOf, streamOf, subjectOf } from '../message/subject.ts'

/** How many heads are requested at the same time. */
const AT_ONCE = 64

/**
 * Lists one page of streams. The server knows them by subject, in its own order, so each page requests all names that
 * may be in it.
 */
export const list = async (
  api: EventApi,
  config: NatsStreamConfig,
  { prefix, after, limit }: ListStreams,
): Promise<StreamsPage | EventStoreFailed> => {
  const names = await namesOf(api, config, prefix)
  if ('kind' in names) return names
  const behind = names.filter((name) => after === null || byCodePoint(name, after) > 0).toSorted(byCodePoint)
  const page = behind.slice(0, limit)
  const streams: { stream: string; revision: number }[] = []
  for (let i = 0; i < page.length; i += AT_ONCE) {
    const heads = await Promise.all(
      page.slice(i, i + AT_ONCE).map(async (stream) => {
        const head = await new History(
          stream,
          subjectOf(config.subjectPrefix, stream),
          api,
          'streams',
          undefined,
        ).head()
        return head.kind === 'failed' ? head : { kind: 'stream' as const, stream, revision: head.revision }
      }),
    )
    for (const head of heads) {
      if (head.kind === 'failed') return head
      // Retention may have removed the last event meanwhile.
      if (head.revision >= 0) streams.push({ stream: head.stream, revision: head.revision })
    }
  }
  return { kind: 'page', streams, next: behind.length > page.length ? (page.at(-1) ?? null) : null }
}

/** Returns the names of all streams that begin with a prefix. The server reports at most 100,000 at a time. */
const namesOf = async (
  api: EventApi,
  config: NatsStreamConfig,
  prefix: string,
): Promise<readonly string[] | EventStoreFailed> => {
  const names = new Set<string>()
  for (let offset = 0; ;) {
    const fields = { subjects_filter: filterOf(config.subjectPrefix, prefix), offset }
    const info = await api.ask(`STREAM.INFO.${config.name}`, fields, 'streams')
    if (info.kind === 'failed') return info
    const subjects = Object.keys(Object(Object(info.value.state).subjects))
    for (const subject of subjects) {
      const name = streamOf(config.subjectPrefix, subject)
      if (name?.startsWith(prefix) === true) names.add(name)
    }
    offset += subjects.length
    const total = Number(info.value.total ?? 0)
    if (subjects.length === 0 || offset >= total) return [...names]
  }
}
