/**
 * What is wrong with a network, until it is healed. A request is what a client sends until its server replies, so replies to what was
 * sent before the strike are let through.
 */
export type Cut =
  /** Connections are refused, and those that are there end. */
  | { readonly kind: 'refuse' }
  /** A connection is reset (RST) as soon as its client sends anything, and nothing of that is passed on. */
  | { readonly kind: 'reset' }
  /**
   * A connection ends in the middle of what goes this way: exactly so many bytes are passed on as soon as more than these have come,
   * or with `all` whatever has come in one piece. It happens to each request or its reply, or to the one with this number since the strike.
   */
  | {
      readonly kind: 'cut'
      readonly in: Direction
      readonly after: number | 'all'
      readonly request: number | 'each'
    }
  /** Bytes are held until all is healed. Then they arrive late, or the connections from which any are held are reset. */
  | { readonly kind: 'stall'; readonly direction: Direction | 'both'; readonly healed: 'delivered' | 'dropped' }

/** Where a server listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Which way bytes go: from a client to its server, or back. */
export type Direction = 'request' | 'reply'
