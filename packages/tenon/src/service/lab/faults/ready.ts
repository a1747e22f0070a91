import type { Fault, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'

/** How a binding behaves under a fault. The rig states it, because it differs between technologies. */
export interface Met extends Pick<Fault, 'gives' | 'effects' | 'recovery'> {}

/** Makes a prepared fault. When it ends it is healed first, unless that has already happened. */
export const ready = ({ strike, heal, end }: Omit<Prepared, 'kind'>): Prepared => {
  let struck = false
  return {
    kind: 'prepared',
    strike: () => {
      // A fault that struck in part and then failed must be healed too.
      struck = true
      return strike()
    },
    heal: async () => {
      await heal()
      struck = false
    },
    end: async () => {
      try {
        if (struck) await heal()
      } finally {
        await end()
      }
    },
  }
}

/** What a prepared fault that needs nothing does at its end. */
export const nothing = (): Promise<void> => Promise.resolve()

/** Says why a fault cannot be brought about here. */
export const unavailable = (says: string): Unavailable => ({ kind: 'unavailable', says })
