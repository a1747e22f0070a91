import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { bind } from 'tenon/bind'
import { conformance, type Trial } from 'tenon/conformance'
import type { Mailer } from '../../examples/mailer/domain/mail/mailer.ts'
import type { Send } from '../../examples/mailer/domain/mail/message.ts'
import { type Member, WelcomeMail } from '../../examples/mailer/domain/welcome.ts'
import { MemoryMailExecutor } from '../../examples/mailer/service/memory/executor.ts'
import { SpoolMailExecutor } from '../../examples/mailer/service/spool/executor.ts'
import * as memory from '../../examples/mailer/test/memory-rig.ts'
import * as spool from '../../examples/mailer/test/spool-rig.ts'

/** Adds a test for each case that the bindings of the mailer promise to keep. */
export const proveMailers = (name: string, trial: Trial): void => {
  for (const rig of [memory, spool])
    suite(`The mailer on ${rig.name}, ${name}`, () => {
      for (const one of conformance(rig, trial))
        test(one.id, async (t) => {
          const verdict = await one.judge()
          if (verdict.kind === 'broken') assert.fail(verdict.says)
          if (verdict.kind !== 'kept') t.skip(verdict.says)
        })
    })
}

/** A member. */
export const ada: Member = { id: '0f9e8d7c-6b5a-4948-8372-615041302f1e', name: 'Ada', address: 'ada@example.org' }
/** A message to that member. */
export const hello: Send = { token: ada.id, to: ada.address, subject: 'Hello', text: 'Hello, Ada.' }
/** Tries each call once. */
export const POLICY = {
  attempts: 1,
  attemptMs: 10_000,
  deadlineMs: 10_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 64,
}

/** Makes an executor on a spool folder in a folder. */
export const spoolIn = (folder: string) => new SpoolMailExecutor({ folder: join(folder, 'spool'), create: true })

/** Opens a mailer on an executor. It is closed when the test ends. */
export const mailerOn = async (t: TestContext, executor: MemoryMailExecutor | SpoolMailExecutor): Promise<Mailer> => {
  const binding =
    executor instanceof MemoryMailExecutor ? bind(WelcomeMail, executor, POLICY) : bind(WelcomeMail, executor, POLICY)
  t.after(() => binding.close())
  const opened = await binding.open()
  assert.ok(opened.kind === 'opened', JSON.stringify(opened))
  return opened.store
}

/** Returns the word and the sentence of a failure, or the kind of a result. */
export const said = (outcome: { readonly kind: string }): string =>
  'failure' in outcome && 'says' in outcome ? `${String(outcome.failure)}: ${String(outcome.says)}` : outcome.kind

/** Makes an empty folder, which is removed when the test ends. */
export const folderFor = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-mailer-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}
