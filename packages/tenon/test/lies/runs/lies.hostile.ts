import { testAlone } from '../own-laws.ts'
import { lies } from './lies.ts'

testAlone({ who: 'Runs', rig: new URL('rig.ts', import.meta.url), lies })
