import { usual } from 'tenon/conformance'
import * as memory from '../memory/rig.ts'
import { quick, proved } from './proved.ts'

proved(memory, 'usual', { policy: usual, effort: 'short' }, quick)
