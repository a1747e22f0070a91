import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { firstHour, newcomer, nodeOf } from './first-hour.ts'

const PACKAGE = new URL('../../../package.json', import.meta.url)

for (const version of ['22', '22.18.0'])
  test(`in a default npm project every command that README shows works on Node ${version}`, async (t) => {
    const here = await newcomer(t, nodeOf(version))
    if (here !== null) await firstHour(here)
  })

test('on a Node that is not supported every command says so in a sentence, with exit code 2', async (t) => {
  const here = await newcomer(t, process.execPath)
  if (here === null) return
  const { engines }: { engines: { node: string } } = JSON.parse(await readFile(PACKAGE, 'utf8'))
  assert.equal(engines.node, '^22.18 || >=24')
  for (const version of ['23', '22.17.1', '20', '18', '16', '14', '12.22.12']) {
    const node = nodeOf(version)
    for (const words of ['', '--version', 'init', 'streams --json', 'check']) {
      const { code, stdout, stderr } = await here.run(`${node} node_modules/tenon/dist/main.js ${words}`)
      assert.equal(code, 2, `${version} ${words}: ${stderr}`)
      assert.match(stderr, /^tenon: Tenon runs on Node [^\n]*\n$/)
      assert.ok(stderr.includes(`Node 24 or later, or on Node 22 from 22.18. This is Node ${version}`), stderr)
      if (words.endsWith('--json')) assert.equal(JSON.parse(stdout).kind, 'usage')
      else assert.equal(stdout, '')
    }
  }
})
