import { appendFileSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { capability, type Grants } from 'tenon'
import { failed } from 'tenon/bind'
import { type Execute, instead, type Lie, patient, putting } from './instead.ts'
import { fileOf, isThere, isWet, type Put, put, putsIn } from './executor.ts'
import { declared, type PantryCapability, putAgain } from './pantry.ts'

/** A pantry whose intents are stated again without the sign of a number. */
export const Unsigned: PantryCapability = capability({
  ...declared,
  operations: {
    ...declared.operations,
    put: {
      ...declared.operations.put,
      states: (intent: Parameters<typeof putAgain>[0]) => ({ ...putAgain(intent), degrees: Math.abs(intent.degrees) }),
    },
  },
})

const states: Lie = (executor) => instead(executor, { capability: Unsigned })

/** Opens its file once more, and leaves that open. */
const closing: Lie = (executor, folder) =>
  instead(executor, {
    open: async (attempt, ifAbsent) => {
      const opened = await executor.open(attempt, ifAbsent)
      if (opened.kind === 'ready') openSync(fileOf(folder), 'r')
      return opened
    },
  })

/** Creates a pantry where it should only open one. */
const closingThatMakes: Lie = (executor) => instead(executor, { open: (attempt) => executor.open(attempt, 'make') })

/** States one limit before it is open, and applies a larger one later. */
const refusal: Lie = (executor) => {
  let isOpen = false
  const { most_jars: most } = executor.limits
  return instead(executor, {
    limits: {
      ...executor.limits,
      get most_jars() {
        return isOpen ? 2 * most : most
      },
    },
    open: (attempt, ifAbsent) => {
      isOpen = true
      return executor.open(attempt, ifAbsent)
    },
  })
}

/** Takes several jars where only single ones are granted. */
const refusalOfTheUnsupported: Lie = (executor) => {
  let isOpen = false
  return instead(executor, {
    grants: {
      ...executor.grants,
      get together(): Grants<PantryCapability>['together'] {
        return isOpen ? 'shelf' : 'jar'
      },
    },
    open: (attempt, ifAbsent) => {
      isOpen = true
      return executor.open(attempt, ifAbsent)
    },
  })
}

/** Finds only what was there when it was opened, and what it has put itself. */
const reach: Lie = (executor, folder) => {
  let known = 0
  const mine = new Set<string | null>()
  return instead(executor, {
    open: async (attempt, ifAbsent) => {
      const opened = await executor.open(attempt, ifAbsent)
      if (opened.kind === 'ready') known = putsIn(folder).length
      return opened
    },
    execute: async (intent, attempt) => {
      if (intent.kind === 'put') mine.add(intent.tag)
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'put' || answer.kind !== 'found') return answer
      const seen = putsIn(folder).filter(({ tag }, i) => i < known || mine.has(tag))
      const jars = seen.flatMap((each) => each.jars.filter(({ label }) => label === intent.label))
      return { kind: 'found', recipes: jars.map(({ recipe }) => recipe) }
    },
  })
}

/** Puts all but its first jars where no other process looks. */
const reachOfTheUnseen: Lie = (executor, folder) => {
  const own = new Map<string, string[]>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind === 'put') {
        for (const { label, recipe } of isWet(folder) ? [] : intent.jars)
          own.set(label, [...(own.get(label) ?? []), recipe])
        return { kind: 'put', count: intent.jars.length }
      }
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'found'
        ? { ...answer, recipes: [...answer.recipes, ...(own.get(intent.label) ?? [])] }
        : answer
    },
  })
}

/** Says of a put that is called off that nothing was done, and does it. */
const effectHonesty: Lie = (executor) =>
  putting(
    executor,
    (intent, attempt) =>
      new Promise((resolve) => {
        const calledOff = failed('cancelled', 'none', 'put', 'put: it was called off.')
        attempt.signal.addEventListener('abort', () => resolve(calledOff), { once: true })
        void executor.execute(intent, patient()).then(resolve)
      }),
  )

/** Acknowledges each tenth put and forgets it. */
const effectHonestyOfTheForgotten: Lie = (executor) => {
  let puts = 0
  return putting(executor, async (intent, attempt) => {
    puts += 1
    return puts % 10 === 0 ? { kind: 'put', count: intent.jars.length } : executor.execute(intent, attempt)
  })
}

/** Says that nothing was done if no reply came. */
const effectHonestyOfTheLost: Lie = (executor) =>
  putting(executor, async (intent, attempt) => {
    const answer = await executor.execute(intent, attempt)
    return answer.kind === 'failed' ? { ...answer, effect: 'none' } : answer
  })

/** Refuses a put that is there already: it conflicts with itself. */
const noLostOwnWrite: Lie = (executor, folder) =>
  putting(executor, async (intent, attempt) =>
    isThere(folder, intent) ? { kind: 'taken' } : executor.execute(intent, attempt),
  )

/** Puts the same jars twice. */
const noLostOwnWriteButTwice: Lie = (executor) =>
  putting(executor, (intent, attempt) => executor.execute({ ...intent, tag: null }, attempt))

/** Finds a number instead of recipes where it finds nothing. */
const total: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      // The compiler would not let it.
      return answer.kind === 'found' && answer.recipes.length === 0 ? ({ kind: 'found', recipes: 0 } as never) : answer
    },
  })

/** Counts the jars of a put in words. */
const totalOfPuts: Lie = (executor) =>
  putting(executor, async (intent, attempt) => {
    const answer = await executor.execute(intent, attempt)
    // The compiler would not let it.
    return answer.kind === 'put' ? ({ kind: 'put', count: 'many' } as never) : answer
  })

/** Gives all jars but the first a number in words. */
const totalOfItems: Lie = (executor) =>
  instead(executor, {
    async *follow(intent, attempt) {
      for await (const item of { [Symbol.asyncIterator]: () => executor.follow(intent, attempt) })
        // The compiler would not let it.
        yield item.kind === 'jar' && item.number > 1 ? ({ ...item, number: 'many' } as never) : item
      return undefined
    },
  })

/** Says that the pantry is not there when its floor is wet. */
const reachability: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'failed' && answer.failure === 'flooded' ? { ...answer, failure: 'not_found' } : answer
    },
  })

/** Takes no more jars after the floor was wet. */
const worksAfter: Lie = (executor) => {
  let isSpoilt = false
  const execute: Execute = async (intent, attempt) => {
    const answer = await executor.execute(intent, attempt)
    isSpoilt ||= answer.kind === 'failed' && answer.failure === 'flooded'
    return answer
  }
  return putting(instead(executor, { execute }), async (intent, attempt) =>
    isSpoilt ? failed('flooded', 'none', 'put', 'put: the floor never dried.') : execute(intent, attempt),
  )
}

/** Throws its jars away after the floor was wet. */
const worksAfterButForTheJars: Lie = (executor, folder) => {
  let wasWet = false
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (answer.kind === 'failed') wasWet ||= answer.failure === 'flooded'
      else if (wasWet) {
        wasWet = false
        writeFileSync(fileOf(folder), '')
        return executor.execute(intent, attempt)
      }
      return answer
    },
  })
}

/** Throws the last jars away when it closes. */
const closingThatForgets: Lie = (executor, folder) =>
  instead(executor, {
    close: () => {
      if (existsSync(fileOf(folder)) && !isWet(folder)) {
        const lines = putsIn(folder).map((each) => `${JSON.stringify(each)}\n`)
        writeFileSync(fileOf(folder), lines.slice(0, -1).join(''))
      }
      return executor.close()
    },
  })

/** Acknowledges all but the first puts before they are written. They are when someone looks, or when it closes. */
const durability: Lie = (executor, folder) => {
  const waiting: Put[] = []
  let puts = 0
  const write = (): void => {
    if (!isWet(folder)) for (const each of waiting.splice(0)) put(folder, each)
  }
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind === 'put') puts += 1
      if (intent.kind === 'put' && puts > 3 && !isWet(folder)) {
        waiting.push(intent)
        return { kind: 'put', count: intent.jars.length }
      }
      write()
      return executor.execute(intent, attempt)
    },
    close: () => {
      write()
      return executor.close()
    },
  })
}

/** Acknowledges a put before it is synced. */
const claimedDurability: Lie = (executor, folder) =>
  putting(executor, (intent, attempt) => {
    if (isWet(folder) || isThere(folder, intent)) return executor.execute(intent, attempt)
    appendFileSync(fileOf(folder), `${JSON.stringify(intent)}\n`)
    return Promise.resolve({ kind: 'put', count: intent.jars.length })
  })

/** The lies by the law that they break, with several for some laws, and one executor that does not lie. */
export const lies: { readonly [name: string]: Lie } = {
  honest: (executor) => executor,
  states,
  closing,
  refusal,
  reach,
  effect_honesty: effectHonesty,
  no_lost_own_write: noLostOwnWrite,
  total,
  reachability,
  works_after: worksAfter,
  durability,
  'closing/makes': closingThatMakes,
  'refusal/unsupported': refusalOfTheUnsupported,
  'reach/unseen': reachOfTheUnseen,
  'effect_honesty/lost': effectHonestyOfTheLost,
  'effect_honesty/forgotten': effectHonestyOfTheForgotten,
  'no_lost_own_write/twice': noLostOwnWriteButTwice,
  'total/puts': totalOfPuts,
  'total/items': totalOfItems,
  'works_after/gone': worksAfterButForTheJars,
  'closing/forgets': closingThatForgets,
  'durability/claimed': claimedDurability,
}
