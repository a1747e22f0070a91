import { usual } from 'tenon/conformance'
import { proved } from '../conformance/proved.ts'
import * as rig from './remote/rig.ts'

proved(rig, 'usual', { policy: usual, effort: 'short' })
