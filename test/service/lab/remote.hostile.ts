import { retrying, tight } from 'tenon/conformance'
import { proved } from '../conformance/proved.ts'
import * as rig from './remote/rig.ts'

proved(rig, 'retrying', { policy: retrying, effort: 'full' })
proved(rig, 'tight', { policy: tight, effort: 'full' })
