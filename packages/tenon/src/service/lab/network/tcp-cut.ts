/**
 * What is wrong with a network until it is healed. A request is everything that a client sends until its server
 * replies, so replies to requests from before the strike are passed on.
 */
export type Cut =
  /** Connections are refused, and existing connections end. */
  | { readonly kind: 'refuse' }
  /** A connection is reset (RST) as soon as its client sends anything, and none of that is passed on. */
  | { readonly kind: 'reset' }
  /**
   * A connection ends in the middle of a request, or of a reply. Exactly `after` bytes are passed on as soon as more
   * than these have arrived, or with `all` everything that has arrived in one piece. This happens to each request or
   * its reply, or to the one with this number since the strike.
   */
  | {
      readonly kind: 'cut'
      readonly in: Direction
      readonly after: number | 'all'
      readonly request: number | 'each'
    }
  /**
   * Bytes are held until the network is healed. Then they arrive late, or the connections with held bytes are reset.
   */
  | { readonly kind: 'stall'; readonly direction: Direction | 'both'; readonly healed: 'delivered' | 'dropped' }

/** The address on which a server listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The direction of bytes: from a client to its server, or back. */
export type Direction = 'request' | 'reply'
