import type { Delay } from '../service/delays.ts'

const ROWS = 15
const WIDTHS = [7, 7, 10, 11, 12]

/** Returns the first airports as lines of a table. */
export const tableOf = (airports: readonly Delay[]): readonly string[] => [
  line(['airport', 'flights', 'mean delay', 'worst delay', 'over 15 min']),
  ...airports.slice(0, ROWS).map((delay) => line(cells(delay))),
  ...(airports.length > ROWS ? [`and ${airports.length - ROWS} more airports`] : []),
]

/** Formats a number for people: `20,000`. */
export const shown = (value: number): string => Math.round(value).toLocaleString('en-US')

/** Formats how long a number of events took: `2.50 s, 8,000 events/s`. */
export const pace = (events: number, ms: number): string =>
  `${(ms / 1000).toFixed(2)} s, ${shown(events / (ms / 1000))} events/s`

const cells = ({ airport, flights, mean, worst, late }: Delay): readonly string[] => [
  airport,
  shown(flights),
  `${mean.toFixed(1)} min`,
  `${shown(worst)} min`,
  `${(late * 100).toFixed(0)} %`,
]

const line = ([airport = '', ...numbers]: readonly string[]): string =>
  [airport.padEnd(WIDTHS[0] ?? 0), ...numbers.map((text, i) => text.padStart(WIDTHS[i + 1] ?? 0))].join('  ')
