import { usual } from 'tenon/conformance'
import { proved } from '../conformance/proved.ts'
import * as rig from './remote/rig.ts'

// What a network can break, and no other binding of ours has.
proved(rig, 'usual', { policy: usual, effort: 'short' }, (id) => /^(effect_honesty|no_false_conflict|total)\//.test(id))
