import { retrying, tight, usual } from 'tenon/conformance'
import { proveMailers } from './mailer.ts'

for (const [name, policy] of Object.entries({ usual, retrying, tight }))
  proveMailers(`the whole proof under the policy ${name}`, { policy, effort: 'full' })
