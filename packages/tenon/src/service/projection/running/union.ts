import { type Filter, MOST_TYPES } from '../../../domain/event/intent.ts'

/** Returns a filter that every event passes that passes one of the filters. */
export const unionOf = (filters: readonly Filter[]): Filter =>
  Object.freeze({ streams: streamsOf(filters), types: typesOf(filters) })

const streamsOf = (filters: readonly Filter[]): Filter['streams'] => {
  let shared: string | undefined
  for (const { streams } of filters) {
    if (streams === 'all') return 'all'
    shared = shared === undefined ? streams.prefix : commonStart(shared, streams.prefix)
  }
  return shared === undefined || shared === '' ? 'all' : { prefix: shared }
}

/** Both texts are cut at whole code points, because half of one is no beginning of a name. */
const commonStart = (one: string, other: string): string => {
  const points = [...other]
  const differs = [...one].findIndex((point, i) => point !== points[i])
  return differs === -1 ? one : points.slice(0, differs).join('')
}

const typesOf = (filters: readonly Filter[]): Filter['types'] => {
  const all = new Set<string>()
  for (const { types } of filters) {
    if (types === 'all') return 'all'
    for (const type of types) all.add(type)
  }
  return all.size > MOST_TYPES ? 'all' : Object.freeze([...all])
}
