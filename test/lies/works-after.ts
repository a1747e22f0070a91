import { failed } from 'tenon/bind'
import { instead, type Lie } from './lie.ts'

/** Never appends again when another held the lock too long: not even when that one is gone. */
export const worksAfter: Lie = (executor) => {
  let held = false
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      // No stream is there: this tells only whether the lock is still held.
      const probe = { ...intent, expectedRevision: Number.MAX_SAFE_INTEGER }
      const [isSpoilt, answer] = [held, await executor.execute(held ? probe : intent, attempt)]
      if (answer.kind === 'failed') held ||= answer.failure === 'busy'
      else if (isSpoilt)
        return failed('permission_denied', 'none', 'append', 'append: the lock of the file was not got back.')
      return answer
    },
  })
}
