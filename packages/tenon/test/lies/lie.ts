import type { Capability, EventIntent, EventItems, EventStoreCapability, Grants } from 'tenon'
import type { Attempt, Executor, ExecutorOfOne, Following } from 'tenon/bind'

/** An executor of an event store, whatever its technology. */
export type EventExecutor = Executor<EventStoreCapability, Grants<EventStoreCapability>>

/** Puts itself around an executor, passes everything on, and lies about one thing. */
export type Lie = (executor: EventExecutor) => EventExecutor

/** An append as an executor is given it. */
export type Append = Extract<EventIntent, { readonly kind: 'append' }>

/** An item of a subscription. */
export type Item = NonNullable<Awaited<ReturnType<EventItems['next']>>['value']>

/** An executor of a capability of which some operation gives many items. */
interface WholeExecutor<C extends Capability> extends ExecutorOfOne<C, Grants<C>>, Following<C> {}

/** Returns an executor that does the same as another one, except for these methods. */
export const instead = <C extends Capability>(
  executor: WholeExecutor<C>,
  told: Partial<WholeExecutor<C>>,
): WholeExecutor<C> => ({
  capability: executor.capability,
  technology: executor.technology,
  grants: executor.grants,
  limits: executor.limits,
  failures: executor.failures,
  open: (attempt, ifAbsent) => executor.open(attempt, ifAbsent),
  execute: (intent, attempt) => executor.execute(intent, attempt),
  follow: (intent, attempt) => executor.follow(intent, attempt),
  close: () => executor.close(),
  ...told,
})

/** Returns items as `tell` changes them. An item that becomes `undefined` is left out. */
export async function* retold<Told>(
  items: AsyncIterator<Told, undefined, undefined>,
  tell: (item: Told) => Told | undefined,
): AsyncGenerator<Told, undefined, undefined> {
  try {
    for (;;) {
      const next = await items.next()
      if (next.done === true) return
      const item = tell(next.value)
      if (item !== undefined) yield item
    }
  } finally {
    await items.return?.()
  }
}

/** An attempt that is never cancelled. */
export const patient = (): Attempt => ({ signal: new AbortController().signal, aborted: false })

/** Returns the last revision of a stream, or −1 if there is none. */
export const headOf = async (executor: EventExecutor, stream: string): Promise<number> => {
  const asked = { kind: 'read', stream, from: 'end', direction: 'backward', limit: 1 } as const
  const answer = await executor.execute(asked, patient())
  return 'head' in answer && typeof answer.head === 'number' ? answer.head : -1
}

/** Returns the last position of the log, or 0 if it is empty. */
export const positionOf = async (executor: EventExecutor): Promise<number> => {
  const asked = { kind: 'read_all', after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1 } as const
  const answer = await executor.execute(asked, patient())
  return 'head' in answer && typeof answer.head === 'number' ? answer.head : 0
}
