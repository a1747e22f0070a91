import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pathFor } from '../sqlite/files.ts'

test('A process ends by itself after its run was stopped, and no timer is left', async (t) => {
  const script = fileURLToPath(new URL('live-and-leave.ts', import.meta.url))
  const flags = ['--conditions=tenon-source', '--unhandled-rejections=strict', script, await pathFor(t)]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  assert.deepEqual([out.trim(), code], ['{"left":[]}', 0])
})
