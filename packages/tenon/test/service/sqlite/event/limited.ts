import type { TestContext } from 'node:test'
import type { AppendResult, EventStoreFailed, ExpectedRevision } from 'tenon'
import { GroupCommit } from '../../../../src/service/binding/group-commit.ts'
import { runtime } from '../../../../src/service/node/runtime.ts'
import { FileTransactor } from '../../../../src/service/sqlite/connection/transaction.ts'
import { Appender } from '../../../../src/service/sqlite/event/append.ts'
import { openFile } from '../../../../src/service/sqlite/event/schema.ts'
import { gives, sqliteConfig } from '../../semantics/stores.ts'

/** One event to append, with this many bytes of data. */
interface OneAppend {
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  readonly id: string
  readonly bytes: number
}

/** Appends to a file that SQLite lets grow only to this many pages. Each connection has this limit of its own. */
export const limited = async (
  t: TestContext,
  path: string,
  pages: number,
): Promise<{
  append(one: OneAppend): Promise<AppendResult | EventStoreFailed>
  allow(pages: number): void
}> => {
  const config = sqliteConfig(path)
  const { file } = gives(
    openFile(config, 'make', (opened) => ({ kind: 'connected' as const, file: opened })) ?? { kind: 'busy' as const },
    'connected',
  )
  t.after(() => file.close())
  const allow = (most: number): void => file.db.exec(`PRAGMA max_page_count = ${most}`)
  allow(pages)
  const rules = { mostWorks: 256, mostWeight: 4 * 1024 * 1024, patienceMs: 1_000 }
  const group = new GroupCommit(new FileTransactor(file, new Appender(file, config)), rules, runtime)
  const attempt = { signal: new AbortController().signal, aborted: false }
  return {
    allow,
    append: ({ stream, expectedRevision, id, bytes }) =>
      group.add(
        { stream, expectedRevision, events: [{ id, type: 'T', data: `"${'x'.repeat(bytes)}"`, metadata: '{}' }] },
        attempt,
      ),
  }
}
