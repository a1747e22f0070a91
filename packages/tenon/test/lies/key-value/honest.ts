import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Does not lie. */
export const honest: Lie = (executor) => instead(executor, {})
