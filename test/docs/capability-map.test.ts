import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { command, document, documentNow } from '../../scripts/capability-map.ts'

test('The map of this project shows the project as it is now', () => {
  const written = readFileSync(document, 'utf8')
  assert.match(written, /```mermaid\nflowchart LR\n/)
  assert.ok(written === documentNow(), `docs/capability-map.md is out of date: run \`${command}\`.`)
})
