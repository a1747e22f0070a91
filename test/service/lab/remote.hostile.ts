import { retrying, tight, usual } from 'tenon/conformance'
import { every, proved } from '../conformance/proved.ts'
import * as rig from './remote/rig.ts'

for (const [name, policy] of Object.entries({ usual, retrying, tight }))
  proved(rig, name, { policy, effort: 'full' }, every)
