import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { checkProject } from 'tenon-check'
import { project, root } from './project.ts'

test('The binding that docs/bind-your-own.md builds compiles, and keeps what it promises', async (t) => {
  const folder = project('docs/bind-your-own.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  assert.equal(compiled.stdout, '')
  const laws = ['append', 'repeat', 'read_all', 'closing', 'effect_honesty', 'reachability', 'durability']
  const words = ['conform', 'service/lines/rig.ts', '--effort', 'short', ...laws.flatMap((law) => ['--law', law])]
  const flags = ['--conditions=tenon-source', join(root, 'packages/tenon/src/main.ts'), ...words]
  const child = spawn(process.execPath, flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, notes] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  assert.equal(child.exitCode, 0, out + notes)
  assert.match(out, /No law is broken\./)
  // On some machines some cases cannot be tried.
  if (out.includes('unproved')) return t.skip(out)
  // The lines of this output that the guide shows are the same as these.
  const shown = readFileSync(join(root, 'docs/bind-your-own.md'), 'utf8').split('\n')
  const given = out.split('\n').filter((line) => line.startsWith('  kept'))
  assert.deepEqual(
    given.filter((line) => shown.some((other) => other.startsWith(line.slice(0, LAW_ENDS)) && other !== line)),
    [],
  )
})

test('The binding that docs/bind-your-own.md builds breaks no rule of tenon-check, in a project with the domain of README', (t) => {
  const folder = project('README.md', 'docs/bind-your-own.md')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const guide = readFileSync(join(root, 'docs/bind-your-own.md'), 'utf8')
  const tests = /let `(test: \[[^\]]+\])` be/.exec(guide)?.[1] ?? assert.fail('The guide names no layer for its rig.')
  writeFileSync(
    join(folder, 'tenon.config.ts'),
    `export const check = {
  layers: { domain: ['domain/**'], service: ['service/**'], api: ['main.ts'], ${tests} },
  ignored: ['tenon.config.ts'],
  pure: ['tenon', 'zod'],
  technologies: [],
}
`,
  )
  assert.deepEqual(checkProject(join(folder, 'tenon.config.ts')).findings, [])
})

/** The column at which the names of the laws end. */
const LAW_ENDS = 35
