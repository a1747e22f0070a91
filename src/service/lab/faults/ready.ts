import type { Fault, Prepared, Unavailable } from '../../../domain/conformance/fault.ts'

/** How a binding meets a fault. It is the rig's to say, since it differs between technologies. */
export interface Met extends Pick<Fault, 'gives' | 'effects' | 'recovery'> {}

/** Makes a prepared fault, which is healed at its end where it struck and nobody healed it. */
export const ready = ({ strike, heal, end }: Omit<Prepared, 'kind'>): Prepared => {
  let struck = false
  return {
    kind: 'prepared',
    strike: () => {
      // One that struck half and failed is to be healed too.
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

/** What a prepared fault does at its end that needed nothing. */
export const nothing = (): Promise<void> => Promise.resolve()

/** Says why a fault cannot be had here. */
export const unavailable = (says: string): Unavailable => ({ kind: 'unavailable', says })
