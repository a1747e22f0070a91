import { retrying, usual } from 'tenon/conformance'
import * as memory from '../memory/rig.ts'
import * as plain from '../sqlite/rig-plain.ts'
import { proved } from './proved.ts'

proved(plain, 'usual', { policy: usual, effort: 'plain' })
proved(memory, 'retrying', { policy: retrying, effort: 'plain' })
