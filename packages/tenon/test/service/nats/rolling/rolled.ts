import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { streamConfig } from '../configs.ts'
import type { Series } from '../servers/binaries.ts'
import { type Cluster, startCluster } from '../servers/cluster.ts'
import type { Server } from '../servers/server.ts'
import { opened, PATIENCE_MS, PATIENT, seedOf } from '../soak/soak.ts'
import { Traffic, type Way } from '../soak/traffic.ts'
import { type Noted, verdictOn } from '../soak/verdict.ts'
import { areEqual, type Copy, current, lead, settledCopies } from './replicas.ts'

/** The JetStream stream that is rolled, and its name. */
const NAME = 'rolled'
const CONFIG = streamConfig(NAME, { replicas: 3 })
/** How many appends are stored between two changes. */
const BETWEEN = 200
/** The milliseconds within which copies become the same, if they ever do. */
const SETTLE_MS = 15_000

/** Three servers of one series, with writers that race through each of them, and through all. */
export class Rolled {
  readonly cluster: Cluster
  readonly #seed: string
  readonly #noted: Traffic[] = []

  static async start(t: TestContext, series: Series): Promise<Rolled> {
    const seed = seedOf(t)
    return new Rolled(await startCluster({ series, size: 3, syncAlways: true }), seed)
  }

  private constructor(cluster: Cluster, seed: string) {
    this.cluster = cluster
    this.#seed = seed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop()
  }

  /** Opens stores, lets writers write while something is done, and closes the stores again. */
  async written(work: (traffic: Traffic) => Promise<void>): Promise<void> {
    await using stores = new AsyncDisposableStack()
    const traffic = new Traffic(await this.#ways(stores), this.#seed)
    this.#noted.push(traffic)
    traffic.start()
    try {
      await traffic.flows(BETWEEN)
      await work(traffic)
    } finally {
      await traffic.stop()
    }
  }

  /**
   * Stops a server, starts it again, with another series if one is named, and waits until it has caught up with the
   * others.
   */
  async restarted(server: Server, series?: Series): Promise<void> {
    if (series !== undefined) await server.exchange(series)
    await server.restart()
    await this.cluster.leaderOf(NAME)
    // Not its /healthz: on 2.10 that sometimes reports for minutes that it is not current, although it is.
    await current(this.cluster, NAME)
  }

  /** Judges the answers to writers by each server's copy, while that server leads. Returns the flaws by server. */
  async verdicts(): Promise<
    readonly { readonly copy: Copy; readonly counts: object; readonly flaws: readonly string[] }[]
  > {
    const copies = await settledCopies(this.cluster, NAME, SETTLE_MS)
    const noted: Noted = {
      made: this.#noted.flatMap(({ made }) => made),
      looks: this.#noted.flatMap(({ looks }) => looks),
      silence: Math.max(...this.#noted.map(({ silence }) => silence)),
    }
    const verdicts = []
    for (const [i, server] of this.cluster.servers.entries()) {
      await lead(this.cluster, NAME, server)
      await using stores = new AsyncDisposableStack()
      const { store } = await opened(stores, CONFIG, 'judge', [server.url], PATIENT, PATIENCE_MS)
      const { counts, flaws } = await verdictOn(noted, store)
      const copy = copies[i]
      assert.ok(copy !== undefined)
      verdicts.push({ copy, counts, flaws })
    }
    return verdicts
  }

  /** Asserts that all copies are the same, and that no answer contradicts any of them. */
  async isSound(t: TestContext): Promise<void> {
    const verdicts = await this.verdicts()
    for (const { copy, counts, flaws } of verdicts)
      t.diagnostic(
        `${copy.version} keeps ${copy.messages} messages: ${JSON.stringify(counts)} ${flaws.slice(0, 3).join('; ')}`,
      )
    assert.deepEqual(
      verdicts.flatMap(({ flaws }) => flaws),
      [],
    )
    assert.ok(areEqual(verdicts.map(({ copy }) => copy)))
  }

  async #ways(stores: AsyncDisposableStack): Promise<readonly Way[]> {
    const { urls } = this.cluster
    const open = (name: string, to: readonly string[]): Promise<Way> =>
      opened(stores, CONFIG, name, to, PATIENT, PATIENCE_MS)
    // The first store makes the JetStream stream.
    const all = await open('all servers', urls)
    await this.cluster.leaderOf(NAME)
    return [
      all,
      ...(await Promise.all(
        urls.map((url, i) => open(`server ${i} first`, [url, ...urls.filter((other) => other !== url)])),
      )),
    ]
  }
}
