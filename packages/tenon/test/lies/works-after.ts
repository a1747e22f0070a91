import { failed } from 'tenon/bind'
import { instead, type Lie, retold } from './lie.ts'

/** Never appends again after another process held the lock too long, even when that process is gone. */
export const worksAfter: Lie = (executor) => {
  let held = false
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      // The stream does not exist: this only shows whether the lock is still held.
      const probe = { ...intent, expectedRevision: Number.MAX_SAFE_INTEGER }
      const [isSpoilt, answer] = [held, await executor.execute(held ? probe : intent, attempt)]
      if (answer.kind === 'failed') held ||= answer.failure === 'busy'
      else if (isSpoilt)
        return failed('permission_denied', 'none', 'append', 'append: the lock of the file was not got back.')
      return answer
    },
  })
}

/** Reads no more pages of the log after a call without a reply. */
export const worksAfterButForTheLog: Lie = (executor) => {
  let lost = false
  return instead(executor, {
    execute: async (intent, attempt) => {
      const spoilt = lost && intent.kind === 'read_all'
      const answer = await executor.execute(intent, attempt)
      lost ||= answer.kind === 'failed' && answer.failure === 'timeout'
      return spoilt ? failed('unavailable', 'none', 'read_all', 'read_all: the link was not got back.') : answer
    },
  })
}

/** Gives subscribers no more events after a call without a reply, and claims that they have caught up. */
export const worksAfterButForSubscribers: Lie = (executor) => {
  let lost = false
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      lost ||= answer.kind === 'failed' && answer.failure === 'timeout'
      return answer
    },
    follow: (intent, attempt) =>
      retold(executor.follow(intent, attempt), (item) => (lost && item.kind === 'event' ? undefined : item)),
  })
}
