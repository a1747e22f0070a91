import { usual } from 'tenon/conformance'
import * as modest from './modest.ts'
import { every, proved } from './proved.ts'

proved(modest, 'usual', { policy: usual, effort: 'short' }, every)
