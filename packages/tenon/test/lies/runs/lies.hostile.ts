import { testAlone } from '../../service/lab/own-laws.ts'
import { lies } from './lies.ts'

testAlone({ who: 'Runs', rig: new URL('rig.ts', import.meta.url), lies })
