import { setTimeout as wait } from 'node:timers/promises'
import type { EventItems } from 'tenon'
import { type Append, headOf, instead, type Item, type Lie, patient, positionOf, retold } from './lie.ts'

/**
 * Acknowledges large batches that expect nothing before they are written. Other calls in this process wait for the
 * write.
 */
export const durability: Lie = (executor) => {
  let written: Promise<unknown> = Promise.resolve()
  let promised: Promise<unknown> = Promise.resolve()
  let [unwritten, inFlight] = [0, 0]
  /** The future ends of the log and of its streams. */
  let end: number | undefined
  const heads = new Map<string, number>()

  const write = async (append: Append): Promise<void> => {
    await wait(20)
    await executor.execute(append, patient())
    unwritten -= 1
    if (unwritten > 0) return
    heads.clear()
    end = undefined
  }
  const promise = async (append: Append) => {
    const { stream, events } = append
    const revision = (heads.get(stream) ?? (await headOf(executor, stream))) + events.length
    const position = (end ?? (await positionOf(executor))) + events.length
    heads.set(stream, revision)
    end = position
    written = written.then(() => write(append))
    return { kind: 'appended', revision, position, repeated: false } as const
  }
  const allIsWritten = async (): Promise<void> => {
    await promised
    await written
    if (unwritten > 0) await allIsWritten()
  }

  return instead(executor, {
    execute: async (intent, attempt) => {
      const isLarge = intent.kind === 'append' && intent.expectedRevision === 'any' && intent.events.length > 4
      if (isLarge && inFlight === 0) {
        unwritten += 1
        const answer = promised.then(() => promise(intent))
        promised = answer
        return answer
      }
      inFlight += 1
      await allIsWritten()
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      return answer
    },
    follow: (intent, attempt) => behind(allIsWritten(), () => executor.follow(intent, attempt)),
    close: async () => {
      await allIsWritten()
      return executor.close()
    },
  })
}

async function* behind(all: Promise<unknown>, begin: () => EventItems): AsyncGenerator<Item, undefined, undefined> {
  await all
  yield* retold(begin(), (item) => item)
}
