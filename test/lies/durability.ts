import { setTimeout as wait } from 'node:timers/promises'
import type { EventItems } from 'tenon'
import { type Append, instead, type Item, type Lie, patient } from './lie.ts'

/** Answers before it has written when many batches come that expect nothing. Whoever asks for something in this process waits for the write. */
export const durability: Lie = (executor) => {
  let written: Promise<unknown> = Promise.resolve()
  /** How many such batches came one after the other, where their streams end, and where the log does. */
  let [many, inFlight, position] = [0, 0, 0]
  const heads = new Map<string, number>()

  const later = (append: Append, head: number) => {
    const revision = head + append.events.length
    heads.set(append.stream, revision)
    position += append.events.length
    written = written.then(() => wait(20)).then(() => executor.execute(append, patient()))
    return { kind: 'appended', revision, position, repeated: false } as const
  }

  return instead(executor, {
    execute: async (intent, attempt) => {
      const isBulk = intent.kind === 'append' && intent.expectedRevision === 'any' && intent.events.length > 2
      if (!isBulk) {
        many = 0
        heads.clear()
        await written
        return executor.execute(intent, attempt)
      }
      many += 1
      const head = heads.get(intent.stream)
      if (many > 8 && inFlight === 0 && head !== undefined) return later(intent, head)
      inFlight += 1
      await written
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      if (answer.kind === 'appended') {
        heads.set(intent.stream, answer.revision)
        position = answer.position
      }
      return answer
    },
    follow: (intent, attempt) => behind(written, () => executor.follow(intent, attempt)),
    close: async () => {
      await written
      return executor.close()
    },
  })
}

async function* behind(written: Promise<unknown>, begin: () => EventItems): AsyncGenerator<Item, undefined, undefined> {
  await written
  const items = begin()
  for (let next = await items.next(); next.done !== true; next = await items.next()) yield next.value
}
