import { type Delay, lateShare, mean } from '../domain/delay.ts'

const ROWS = 15
const WIDTHS = [7, 7, 10, 11, 12]

/** Returns the airports with the most flights, as lines of a table. */
export const tableOf = (airports: ReadonlyMap<string, Delay>): readonly string[] => {
  const sorted = [...airports].toSorted(([a, x], [b, y]) => y.flights - x.flights || (a < b ? -1 : 1))
  const more = sorted.length - ROWS
  return [
    line(['airport', 'flights', 'mean delay', 'worst delay', 'over 15 min']),
    ...sorted.slice(0, ROWS).map(([airport, delay]) => line([airport, ...cells(delay)])),
    ...(more > 0 ? [`and ${more} more airports`] : []),
  ]
}

/** Formats a number for people: `20,000`. */
export const shown = (value: number): string => Math.round(value).toLocaleString('en-US')

/** Formats how long a number of events took: `2.50 s, 8,000 events/s`. */
export const pace = (events: number, ms: number): string =>
  `${(ms / 1000).toFixed(2)} s, ${shown(events / (ms / 1000))} events/s`

const cells = (delay: Delay): readonly string[] => [
  shown(delay.flights),
  `${mean(delay).toFixed(1)} min`,
  `${shown(delay.worst)} min`,
  `${(lateShare(delay) * 100).toFixed(0)} %`,
]

const line = ([airport = '', ...numbers]: readonly string[]): string =>
  [airport.padEnd(WIDTHS[0] ?? 0), ...numbers.map((text, i) => text.padStart(WIDTHS[i + 1] ?? 0))].join('  ')
