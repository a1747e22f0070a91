import { bind, type Policy } from 'tenon/bind'
import { WelcomeMail } from '../domain/welcome.ts'
import { MemoryMailExecutor } from './memory/executor.ts'
import type { SpoolConfig } from './spool/config.ts'
import { SpoolMailExecutor } from './spool/executor.ts'

const policy: Policy = {
  attempts: 3,
  attemptMs: 2_000,
  deadlineMs: 10_000,
  backoffMs: 20,
  maxBackoffMs: 1_000,
  concurrency: 16,
}

/** Binds the mail of welcomes to a spool folder. This does no I/O; `open()` of the binding does. */
export const welcomeMailIn = (config: SpoolConfig) => bind(WelcomeMail, new SpoolMailExecutor(config), policy)

/** Binds the mail of welcomes to memory, for tests. */
export const welcomeMailInMemory = () => bind(WelcomeMail, new MemoryMailExecutor(), policy)
