import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsIn } from '../found.ts'

const NEED = `import { capability, need } from 'tenon'
export const Mailer = capability({ name: 'mailer' })
export const WelcomeMail = need(Mailer, { reach: 'machine' })
`

const ENTRIES = `import { DatabaseSync } from 'node:sqlite'
export class Entries {
  #file
  open() { this.#file = new DatabaseSync('entries.sqlite') }
}
`

test('a need of mail in a project that keeps its entries in SQLite is not to be bound with SQLite', () => {
  const findings = findingsIn({
    name: 'mail',
    rule: 'service-binds-capability',
    verdict: 'broken',
    parts: [
      { path: 'src/domain/mail.ts', text: NEED },
      { path: 'src/service/entries.ts', text: ENTRIES },
    ],
    expected: [],
  })
  const fixes = findings.filter(({ path }) => path === 'src/domain/mail.ts').map(({ fix }) => fix)
  assert.ok(
    fixes.includes('Bind it in a service file: bind(WelcomeMail, executor, policy). Remove it if it is not needed.'),
    fixes.join('\n'),
  )
  for (const fix of fixes) assert.doesNotMatch(fix, /SQLite/)
})
