import { z } from 'zod'
import { must } from '../../../domain/data/schema-messages.ts'

const path = 'the path of a file'
const busyTimeoutMs = 'a whole number of milliseconds, at least 0'
/** The longest time of a timer in Node. A longer one would fire at once. */
const MOST_POLL_MS = 2 ** 31 - 1
const pollMs = `a whole number of milliseconds from 1 to ${MOST_POLL_MS}`

/** The schemas of the fields that every config of a file has. */
export const fileFields = {
  path: z
    .string(must(path))
    .regex(/^(?!:memory:$)(?!file:)[^\0]+$/, must(`${path}, neither :memory: nor a file: address`)),
  create: z.boolean(must('true or false')),
  access: z.enum(['read_write', 'read_only'], must("'read_write' or 'read_only'")),
  synchronous: z.enum(['full', 'normal'], must("'full' or 'normal'")),
  busyTimeoutMs: z.int(must(busyTimeoutMs)).min(0, must(busyTimeoutMs)),
  pollMs: z.int(must(pollMs)).min(1, must(pollMs)).max(MOST_POLL_MS, must(pollMs)),
}
