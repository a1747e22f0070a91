import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { run } from '../../packages/tenon-check/src/api/cli/program.ts'
import { Terminal } from '../../packages/tenon-check/src/api/cli/terminal/terminal.ts'
import { judge } from '../../packages/tenon-check/src/domain/judgement/judge.ts'
import { rules } from '../../packages/tenon-check/src/domain/rules/rules.ts'
import { readConfig } from '../../packages/tenon-check/src/service/project/config.ts'
import { Project } from '../../packages/tenon-check/src/service/project/project.ts'
import { root } from './source.ts'

const configPath = `${root}tenon.config.ts`

/** Returns what our own checker finds if the library had these files too. Nothing is written. */
const foundWith = (files: { readonly [path: string]: string }): readonly string[] => {
  const read = readConfig(configPath)
  assert.ok(read.kind === 'config')
  const texts = new Map(Object.entries(files).map(([path, text]) => [`packages/tenon/src/${path}`, text]))
  const project = Project.open({ configPath, config: read.config, texts })
  return judge(project.read(), rules, 'project').findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`)
}

describe('Our own checker finds, in the sources of the library,', () => {
  test('a capability that is not declared in the domain', () => {
    const source =
      "import { capability } from '../domain/capability/declaration.ts'\n\nexport const Planted = capability({})\n"
    assert.deepEqual(foundWith({ 'service/planted.ts': source }), [
      'domain-declares-capability packages/tenon/src/service/planted.ts:3',
    ])
  })

  test('a need that no service binds', () => {
    const source = "import { need } from '../capability/need.ts'\n\nexport const planted = need('planted')\n"
    assert.deepEqual(foundWith({ 'domain/data/planted.ts': source }), [
      'service-binds-capability packages/tenon/src/domain/data/planted.ts:3',
    ])
  })

  test('nothing if a service binds the need', () => {
    const need = "import { need } from '../capability/need.ts'\n\nexport const planted = need('planted')\n"
    const bind =
      "import { planted } from '../domain/data/planted.ts'\nimport { bind } from '../api/bind.ts'\n\nexport const bound = (executor: string) => bind(planted, executor)\n"
    assert.deepEqual(foundWith({ 'domain/data/planted.ts': need, 'service/planted.ts': bind }), [])
  })
})

test('Our own config lets every planted violation be reported', async () => {
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const printed = Promise.all([textOf(output), textOf(notes)])
  const { signal: interrupt } = new AbortController()
  const terminal = new Terminal({ folder: root, input: () => Readable.from([]), output, notes, interrupt })
  const code = await run(['--prove'], { terminal, name: 'tenon-check' })
  output.end()
  notes.end()
  const [proved, summary] = await printed
  assert.equal(code, 0, proved + summary)
  for (const { id } of rules) assert.match(proved, new RegExp(`^${id} +planted ([1-9]\\d*), reported \\1$`, 'm'))
})
