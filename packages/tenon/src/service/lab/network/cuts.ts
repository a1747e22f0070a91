import type { Fault, Place, Prepared } from '../../../domain/conformance/fault.ts'
import type { Cut } from './tcp-cut.ts'
import type { TcpProxy } from './tcp-proxy.ts'

/**
 * Returns what can go wrong with a network, for a binding that reaches its server over TCP. `proxyOf` returns a proxy
 * that listens, and makes sure that every binding that the rig then makes on the place connects to that proxy. Ending
 * the fault closes the proxy.
 */
export const cuts = (proxyOf: (place: Place) => Promise<TcpProxy>): readonly Fault[] =>
  NETWORK.map(({ name, says, strikes, cut, silent }) =>
    Object.freeze({
      name,
      says,
      strikes,
      // On a busy machine, a call that is tried again may reach its deadline before it has used all attempts.
      gives: silent ? (['timeout', 'connection_lost'] as const) : (['connection_lost', 'timeout'] as const),
      // A request that was sent before the cut was noticed has an unknown effect. A request that could not be sent did
      // nothing.
      effects: strikes === 'open' ? (['none'] as const) : (['none', 'unknown'] as const),
      recovery: 'by_itself',
      prepare: async (place: Place) => prepared(await proxyOf(place), cut),
    }),
  )

const prepared = (proxy: TcpProxy, cut: Cut): Prepared => ({
  kind: 'prepared',
  strike: () => proxy.strike(cut),
  heal: () => proxy.heal(),
  end: () => proxy.close(),
})

/** A cut as a fault. */
interface Named {
  readonly name: string
  readonly says: string
  readonly strikes: Fault['strikes']
  readonly cut: Cut
  /** Whether a caller notices the cut only because no reply comes. */
  readonly silent: boolean
}

const NETWORK: readonly Named[] = [
  {
    name: 'unreachable',
    says: 'The server refuses connections when the store is opened.',
    strikes: 'open',
    cut: { kind: 'refuse' },
    silent: false,
  },
  {
    name: 'refused',
    says: 'Connections end, and new ones are refused.',
    strikes: 'calls',
    cut: { kind: 'refuse' },
    silent: false,
  },
  {
    name: 'reset',
    says: 'Connections are reset as soon as anything is sent over them.',
    strikes: 'calls',
    cut: { kind: 'reset' },
    silent: false,
  },
  {
    name: 'cut_in_request',
    says: 'Connections end in the middle of a request.',
    strikes: 'calls',
    cut: { kind: 'cut', in: 'request', after: 20, request: 'each' },
    silent: false,
  },
  {
    name: 'cut_after_request',
    says: 'Connections end after a request was passed on.',
    strikes: 'calls',
    cut: { kind: 'cut', in: 'request', after: 'all', request: 'each' },
    silent: false,
  },
  {
    name: 'cut_before_reply',
    says: 'Connections end after the server has replied, before the reply arrives.',
    strikes: 'calls',
    cut: { kind: 'cut', in: 'reply', after: 0, request: 'each' },
    silent: false,
  },
  {
    name: 'cut_in_reply',
    says: 'Connections end in the middle of a reply.',
    strikes: 'calls',
    cut: { kind: 'cut', in: 'reply', after: 20, request: 'each' },
    silent: false,
  },
  {
    name: 'stalled',
    says: 'Nothing passes in either direction, and then connections are reset.',
    strikes: 'calls',
    cut: { kind: 'stall', direction: 'both', healed: 'dropped' },
    silent: true,
  },
  {
    name: 'stalled_then_late',
    says: 'Requests do not arrive, and then arrive after their callers have given up.',
    strikes: 'calls',
    cut: { kind: 'stall', direction: 'request', healed: 'delivered' },
    silent: true,
  },
  {
    name: 'stalled_replies',
    says: 'Requests arrive, and replies come late.',
    strikes: 'calls',
    cut: { kind: 'stall', direction: 'reply', healed: 'delivered' },
    silent: true,
  },
]
