import { usual } from 'tenon/conformance'
import { proveMailers } from './mailer.ts'

proveMailers('a short proof', { policy: usual, effort: 'short' })
