import { decider, type DeciderParts, eventTypes } from 'tenon'
import { z } from 'zod'

/** Makes the data of an event about 250 bytes of JSON. */
const REFERENCE = 'transfer'.padEnd(190, 'x')

/** A deposit, as a command and as the data of its event. */
export interface Deposit {
  readonly amount: number
  readonly currency: string
  readonly reference: string
}

/** Returns a deposit of an amount. */
export const deposited = (amount: number): Deposit => ({ amount, currency: 'EUR', reference: REFERENCE })

/** The events of an account. */
export const AccountEvents = eventTypes({
  AmountDeposited: {
    version: 1,
    data: z.object({ amount: z.number(), currency: z.string(), reference: z.string() }),
    from: {},
  },
})

interface Account extends DeciderParts {
  readonly events: typeof AccountEvents
  readonly state: { readonly balance: number }
  readonly command: Deposit
  readonly rejection: 'overflow'
}

/** An account that takes deposits. */
export const account = decider<Account>({
  name: 'account',
  version: 1,
  events: AccountEvents,
  initialState: { balance: 0 },
  decide: (deposit, { balance }) =>
    balance + deposit.amount > 1e15
      ? { rejected: 'overflow' }
      : { events: [{ type: 'AmountDeposited', data: deposit }] },
  evolve: ({ balance }, { data }) => ({ balance: balance + data.amount }),
})
