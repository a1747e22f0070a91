import { GrowthSignals } from '../binding/growth-signal.ts'

/**
 * Wakes those who wait in this process for a read model to move, by the name of its projection. Whoever has committed a
 * step calls `grow`. Those who wait look at the read model again, so that being woken in vain does no harm.
 */
export const moved: GrowthSignals = new GrowthSignals()
