import { retrying, tight, usual } from 'tenon/conformance'
import * as memory from '../memory/rig.ts'
import * as plain from '../sqlite/rig-plain.ts'
import * as sqlite from '../sqlite/rig.ts'
import { every, proved } from './proved.ts'

for (const rig of [memory, sqlite, plain]) {
  for (const [name, policy] of Object.entries({ usual, retrying, tight }))
    proved(rig, name, { policy, effort: 'full' }, every)
}
