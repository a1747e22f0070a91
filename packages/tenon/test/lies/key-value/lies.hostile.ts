import { testAlone } from '../../service/lab/own-laws.ts'
import { lies } from './lies.ts'

testAlone({ who: 'Key-value stores', rig: new URL('rig.ts', import.meta.url), lies })
