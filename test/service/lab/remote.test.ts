import { usual } from 'tenon/conformance'
import { proved } from '../conformance/proved.ts'
import * as rig from './remote/rig.ts'

// Only laws that a network can break: no other binding of ours has one in this form.
proved(rig, 'usual', { policy: usual, effort: 'short' }, (id) => /^(effect_honesty|no_false_conflict|total)\//.test(id))
