import { isOf, type NatsServer, natsServers } from '../../../../../../scripts/nats-servers.ts'

/** The series of servers that tests run on: Debian's old ones, and the newest, which counts as 2.15. */
export type Series = '2.9' | '2.10' | '2.15'

export const allSeries: readonly Series[] = ['2.9', '2.10', '2.15']

/** The options of tests that need a server. `TENON_NATS=off` skips them, and says so. */
export const nats = {
  skip: process.env['TENON_NATS'] === 'off' ? 'NATS is NOT tested: TENON_NATS=off is set.' : false,
} as const

let found: Promise<readonly NatsServer[]> | undefined

/** Returns the server of a series. Rejects with an `Error` that says what to do if it is not available. */
export const binaryOf = async (series: Series): Promise<NatsServer> => {
  if (nats.skip !== false) throw new Error(nats.skip)
  found ??= natsServers()
  const all = await found
  const server = series === '2.15' ? all.at(-1) : all.find(({ version }) => isOf(series, version))
  if (server !== undefined) return server
  const have = all.map(({ version }) => version).join(', ')
  throw new Error(
    `No nats-server of ${series} is here, only ${have}. TENON_NATS_SERVERS names others, if you have them.`,
  )
}
