import { drop } from './drop.ts'
import { honest } from './honest.ts'
import type { Lie } from './lie.ts'
import { list } from './list.ts'
import { pause } from './pause.ts'
import { state } from './state.ts'
import { waiting, waitingOfTheLast } from './waiting.ts'

/** The lies by the law that they break, with several for some laws, and one executor that does not lie. */
export const lies: { readonly [name: string]: Lie } = {
  honest,
  list,
  state,
  waiting,
  pause,
  drop,
  'waiting/last': waitingOfTheLast,
}
