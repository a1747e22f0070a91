import { usual } from 'tenon/conformance'
import * as sqlite from '../sqlite/rig.ts'
import { quick, proved } from './proved.ts'

proved(sqlite, 'usual', { policy: usual, effort: 'short' }, quick)
