import { InvalidArgumentError } from 'commander'

/**
 * Parses a time, such as 2026-11-27T10:00:00Z, or how long ago it was, such as 10m. Returns it in Unix milliseconds.
 */
export const parseTime = (text: string): number => {
  const [, count, unit] = AGO.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return Date.now() - Number(count) * MS[unit as Unit]
  const [, day] = TIME.exec(text) ?? []
  const ms = Date.parse(text)
  // Date.parse may take the 31st of a shorter month for the first of the next one.
  if (day !== undefined && Number.isFinite(ms) && isDay(day)) return ms
  throw new InvalidArgumentError(
    'It must be a time with its zone, such as 2026-11-27T10:00:00Z, a day such as 2026-11-27 (in UTC), or how long ago: 30s, 10m, 2h, 7d.',
  )
}

const AGO = /^(\d{1,9})([smhd])$/
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/
const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
type Unit = keyof typeof MS

const isDay = (day: string): boolean => {
  const ms = Date.parse(day)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
}
