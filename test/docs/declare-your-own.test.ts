import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root, stepsOf } from './project.ts'

/** The files of the guide that differ from those of the example, because the guide has no spool folder. */
const OWN = new Set(['main.ts', 'tenon.config.ts'])

test('docs/declare-your-own.md shows the files of examples/mailer as they are', () => {
  const files = stepsOf('docs/declare-your-own.md').flatMap((step) => (step.kind === 'file' ? [step] : []))
  const shared = files.filter(({ path }) => existsSync(join(root, 'examples/mailer', path)) && !OWN.has(path))
  assert.ok(shared.length >= 7, String(shared.length))
  for (const { path, text } of shared)
    assert.equal(text.replace(/^.*\n/, ''), readFileSync(join(root, 'examples/mailer', path), 'utf8'), path)
})
