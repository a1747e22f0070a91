import { retrying, usual } from 'tenon/conformance'
import * as memory from '../memory/rig.ts'
import * as plain from '../sqlite/rig-plain.ts'
import { every, proved } from './proved.ts'

proved(plain, 'usual', { policy: usual, effort: 'plain' }, every)
proved(memory, 'retrying', { policy: retrying, effort: 'plain' }, every)
