import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, project, root } from './project.ts'

/** Prints the spans of the appends of README. */
const SHOW = `
import { traceAppends } from './service/spans.ts'

traceAppends((name, parent) => {
  console.log('begin', name, parent === undefined)
  return { fail: () => console.log('fail'), end: () => console.log('end') }
})
await import('./main.ts')
`

test('The spans of docs/guarantees.md compile, and each append of README gets one', (t) => {
  const folder = project('README.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'service/spans.ts'), filesOf('docs/guarantees.md').get('service/spans.ts') ?? '')
  writeFileSync(join(folder, 'show.ts'), SHOW)
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(compiled.stdout, '')
  const ran = spawnSync(process.execPath, ['--conditions=tenon-source', 'show.ts'], { cwd: folder, encoding: 'utf8' })
  assert.equal(ran.stderr, '')
  const spans = ran.stdout.split('\n').filter((line) => /^(begin|fail|end)/.test(line))
  const one = ['begin append on sqlite true', 'end']
  assert.ok(spans.length > 0)
  assert.deepEqual(spans, Array.from({ length: spans.length / 2 }, () => one).flat())
})
