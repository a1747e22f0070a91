import type { Fault, Place, Prepared } from '../../../domain/conformance/fault.ts'
import type { Cut } from './tcp-cut.ts'
import type { TcpProxy } from './tcp-proxy.ts'

/**
 * What can go wrong with a network, for a binding that reaches its server over TCP. `proxyOf` gives a proxy that listens, and sees to it
 * that whatever the rig then makes on the place connects to that proxy. Ending the fault closes it.
 */
export const cuts = (proxyOf: (place: Place) => Promise<TcpProxy>): readonly Fault[] =>
  NETWORK.map(({ name, says, strikes, cut, silent }) =>
    Object.freeze({
      name,
      says,
      strikes,
      // On a machine that is busy, a call that is tried again and again may run out of time before it runs out of tries.
      gives: silent ? (['timeout', 'connection_lost'] as const) : (['connection_lost', 'timeout'] as const),
      // Of what was sent before the wire was seen to be cut nobody knows what it did; what could not be sent did nothing.
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

/** A cut, and what is to be said of it. */
interface Named {
  readonly name: string
  readonly says: string
  readonly strikes: Fault['strikes']
  readonly cut: Cut
  /** Whether nothing tells a caller of it but that no answer comes. */
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
    says: 'Connections end when a request has been passed on.',
    strikes: 'calls',
    cut: { kind: 'cut', in: 'request', after: 'all', request: 'each' },
    silent: false,
  },
  {
    name: 'cut_before_reply',
    says: 'Connections end when a request has been answered, before the reply arrives.',
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
    says: 'Requests do not arrive, and then they do: later than anybody waits for them.',
    strikes: 'calls',
    cut: { kind: 'stall', direction: 'request', healed: 'delivered' },
    silent: true,
  },
  {
    name: 'stalled_replies',
    says: 'Requests arrive, and replies do not, until they come late.',
    strikes: 'calls',
    cut: { kind: 'stall', direction: 'reply', healed: 'delivered' },
    silent: true,
  },
]
