import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, globSync, readFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { ended, ENVIRONMENT, jsonLines, MAIN, type Ran, start, checkHere, checkWith } from '../tenon-check.ts'
import { hookHere } from './hook-here.ts'
import { BROKEN, config, type Files, LAYERS, shop } from '../shop.ts'

const EVENTS = join(import.meta.dirname, 'events')

/** Returns a recorded event, as an agent would send it for a project in a folder. */
const event = (name: string, folder: string): string =>
  readFileSync(join(EVENTS, name), 'utf8').replaceAll('/project', folder.replaceAll('\\', '/'))

/** Returns the expected answer to the agent of a recorded event: the exit code, and the JSON that it reads. */
const answerOf = (name: string, told: string): readonly [code: number, json: readonly object[]] => {
  if (name === 'cursor-post-tool-use.json') return [0, [{ additional_context: told }]]
  if (!/^(?:copilot|vscode)-/.test(name)) return [2, []]
  const hookSpecificOutput = { hookEventName: 'PostToolUse', additionalContext: told }
  return [0, [{ additionalContext: told, hookSpecificOutput }]]
}

/** Creates a shop in which the file of the recorded events breaks a rule, and sends the hook an edit of a file. */
const edited = async (t: TestContext, path: string, files: Files): Promise<Ran> => {
  const folder = await shop(t, { 'src/domain/prices.ts': BROKEN, ...files })
  return hookHere(folder, JSON.stringify({ file_path: path, cwd: folder }))
}

describe('check --hook', () => {
  const recorded = globSync('*.json', { cwd: EVENTS }).toSorted()

  test('has an event of every agent that docs/agents.md names', () => {
    for (const agent of ['claude-code', 'codex', 'copilot', 'vscode', 'cursor', 'gemini', 'windsurf', 'any'])
      assert.ok(
        recorded.some((name) => name.startsWith(agent)),
        agent,
      )
  })

  for (const name of recorded)
    test(`answers ${name.replace('.json', '').replaceAll('-', ' ')} if the file breaks a rule, and prints nothing if it does not`, async (t) => {
      const broken = await shop(t, { 'src/domain/prices.ts': BROKEN })
      const { code, stdout, stderr } = await hookHere(broken, event(name, broken))
      assert.match(
        stderr,
        /^tenon-check: src\/domain\/prices\.ts was written, .*\nsrc\/domain\/prices\.ts:1:\d+ {2}domain-imports\n {2}what {2}.+\n {2}why {3}.+\n {2}fix {3}.+\n/,
      )
      assert.deepEqual([code, jsonLines(stdout)], answerOf(name, stderr.trimEnd()))
      const kept = await shop(t, { 'src/domain/prices.ts': 'export type Price = bigint\n' })
      assert.deepEqual(await hookHere(kept, event(name, kept)), { code: 0, stdout: '', stderr: '' })
    })

  test('uses the config above the edited file, wherever it runs', async (t) => {
    const inner = config({ layers: { ...LAYERS, api: [], test: [], service: [], domain: ['domain/**'] } })
    const folder = await shop(t, { 'packages/tax/tenon.config.ts': inner, 'packages/tax/domain/rate.ts': BROKEN })
    const { code, stderr } = await hookHere('/', JSON.stringify({ path: join(folder, 'packages/tax/domain/rate.ts') }))
    assert.equal(code, 2)
    assert.match(stderr, /^domain\/rate\.ts:1:\d+ {2}domain-imports$/m)
  })

  const silent: readonly (readonly [name: string, path: string, files: Files])[] = [
    ['a file that is no source', 'README.md', { 'README.md': BROKEN }],
    ['a file that is gone', 'src/domain/gone.ts', {}],
    ['a file in no layer', 'src/other.ts', { 'src/other.ts': BROKEN }],
    ['a file that is ignored', 'dist/a.js', { 'dist/a.js': BROKEN }],
    ['a file of a layer without rules', 'src/main.ts', {}],
    ['a project without a config', 'src/domain/prices.ts', { 'tenon.config.ts': null }],
    [
      'a project whose config has no check',
      'src/domain/prices.ts',
      { 'tenon.config.ts': 'export const stores = {}\n' },
    ],
    [
      'an exception',
      'src/domain/a.ts',
      { 'src/domain/a.ts': "import 'pg' // tenon-allow domain-imports: for a day\n" },
    ],
  ]
  for (const [name, path, files] of silent)
    test(`prints nothing about ${name}`, async (t) => {
      assert.deepEqual(await edited(t, path, files), { code: 0, stdout: '', stderr: '' })
    })

  test('prints nothing about what the baseline covers', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    await checkHere(folder, 'baseline', '--reason', 'from before')
    assert.equal((await hookHere(folder, event('any-path.json', folder))).code, 0)
  })

  test('reports a broken tsconfig.json, without which aliases cannot be followed, also if there is a baseline', async (t) => {
    const { code, stderr } = await edited(t, 'src/domain/prices.ts', {
      'src/domain/prices.ts': "export * from '@/store'\n",
      'tsconfig.json': '{ "compilerOptions": ',
      'tenon-baseline.json': '{ "version": 1, "entries": [] }\n',
    })
    assert.equal(code, 2)
    assert.match(stderr, /^tsconfig\.json:\d+:\d+ {2}parse-error$/m)
  })

  test('reports that a file cannot be parsed', async (t) => {
    const { code, stderr } = await edited(t, 'src/domain/prices.ts', { 'src/domain/prices.ts': 'export const a = (\n' })
    assert.equal(code, 2)
    assert.match(stderr, / {2}parse-error\n/)
  })

  test('reports that the config is broken, because nothing is checked then', async (t) => {
    const { code, stderr } = await edited(t, 'src/domain/prices.ts', { 'tenon.config.ts': config({ leyers: 1 }) })
    assert.equal(code, 2)
    assert.match(stderr, /^tenon-check cannot be trusted, .*\ntenon\.config\.ts:\d+:\d+ {2}unknown-config-key\n/)
  })

  test('gives the reason once for each rule', async (t) => {
    const { stderr } = await edited(t, 'src/domain/prices.ts', {
      'src/domain/prices.ts': "import 'pg'\nimport 'node:fs'\n",
    })
    assert.equal(stderr.match(/ {2}domain-imports$/gm)?.length, 2)
    assert.equal(stderr.match(/^ {2}why/gm)?.length, 1)
  })

  test('checks each of several files that one event names', async (t) => {
    const folder = await shop(t, { 'src/domain/a.ts': BROKEN, 'src/domain/b.ts': BROKEN, 'src/domain/c.ts': BROKEN })
    const files = ['src/domain/a.ts', { path: 'src/domain/b.ts' }, { filePath: join(folder, 'src/domain/c.ts') }]
    const { stderr } = await hookHere(
      folder,
      JSON.stringify({ tool_name: 'editFiles', tool_input: { files }, cwd: folder }),
    )
    assert.deepEqual(stderr.match(/^src\/domain\/[abc]\.ts(?=:)/gm), [
      'src/domain/a.ts',
      'src/domain/b.ts',
      'src/domain/c.ts',
    ])
  })

  const others: { readonly [name: string]: object } = {
    'a command in a terminal, in VS Code': {
      timestamp: '2026-07-29T12:00:00.000Z',
      hook_event_name: 'PostToolUse',
      tool_name: 'run_in_terminal',
      tool_input: { command: 'ls', explanation: 'Lists' },
    },
    'a command, in Claude Code': { hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: { command: 'ls' } },
    'a tool without an event': { tool_name: 'Bash', tool_input: { command: 'ls' } },
    'the reading of a file, in VS Code': {
      hook_event_name: 'PostToolUse',
      tool_name: 'read_file',
      tool_input: { filePath: 'src/domain/prices.ts' },
    },
    'the reading of a file, in Claude Code': {
      hook_event_name: 'PostToolUse',
      tool_name: 'Read',
      tool_input: { file_path: 'src/domain/prices.ts' },
    },
    'the reading of a file, in Copilot': { toolName: 'view', toolArgs: { path: 'src/domain/prices.ts' } },
    'the reading of a file by an editor': {
      toolName: 'str_replace_editor',
      toolArgs: '{"command":"view","path":"src/domain/prices.ts"}',
    },
    'the reading of a file, in Windsurf': {
      agent_action_name: 'post_read_code',
      tool_info: { file_path: 'src/domain/prices.ts' },
    },
    'an edit that is not made yet': {
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { file_path: 'src/domain/prices.ts' },
    },
    'an edit that failed': {
      hook_event_name: 'PostToolUseFailure',
      tool_name: 'Edit',
      tool_input: { file_path: 'src/domain/prices.ts' },
    },
    'the end of a turn': { hook_event_name: 'Stop', stop_hook_active: false },
    'the end of a turn, in Copilot': { sessionId: '7c1e', timestamp: 1, cwd: '/', stopReason: 'end_turn' },
    'a prompt': { hookEventName: 'UserPromptSubmit', prompt: 'Mend src/domain/prices.ts' },
  }
  for (const [name, told] of Object.entries(others))
    test(`prints nothing about ${name}`, async (t) => {
      const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
      assert.deepEqual(await hookHere(folder, JSON.stringify({ cwd: folder, ...told })), {
        code: 0,
        stdout: '',
        stderr: '',
      })
    })

  test('prints nothing about a file outside any project', async (t) => {
    const folder = await shop(t, { 'tenon.config.ts': null, 'src/domain/prices.ts': BROKEN })
    const input = JSON.stringify({
      tool_name: 'Write',
      tool_input: { file_path: join(folder, 'src/domain/prices.ts') },
    })
    assert.deepEqual(await hookHere('/', input), { code: 0, stdout: '', stderr: '' })
  })

  const wrong: readonly (readonly [name: string, input: string, says: RegExp])[] = [
    ['nothing', '', /holds no JSON object/],
    ['no JSON', 'src/domain/prices.ts', /holds no JSON object/],
    ['a list', '[]', /without file_path, filePath, notebook_path or path/],
    ['an object without a path', '{"file":"a.ts"}', /without file_path, filePath, notebook_path or path/],
    ['a path that is none', '{"file_path":7}', /without file_path, filePath, notebook_path or path/],
  ]
  for (const [name, input, says] of wrong)
    test(`says that it is set up wrongly if it gets ${name}`, async (t) => {
      const { code, stdout, stderr } = await hookHere(await shop(t, {}), input)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, says)
    })
})

const unix = { skip: process.platform === 'win32' ? 'Windows has no such files' : false }

describe('check --hook', unix, () => {
  test('neither waits for a pipe nor reads a device that has the name of a source file', async (t) => {
    const folder = await shop(t, {})
    execFileSync('mkfifo', [join(folder, 'src/domain/pipe.ts')])
    await symlink('/dev/zero', join(folder, 'src/domain/zero.ts'))
    for (const name of ['pipe.ts', 'zero.ts'])
      assert.deepEqual(
        await checkWith(folder, JSON.stringify({ file_path: `src/domain/${name}`, cwd: folder }), '--hook'),
        { code: 0, stdout: '', stderr: '' },
      )
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    test(`ends at ${signal} while its standard input never ends`, async (t) => {
      const child = start(await shop(t, {}), '--hook')
      // The hook accepts more than the pipe holds, so it is reading when the signal arrives.
      await new Promise((resolve) => child.stdin.write(' '.repeat(4 << 20), resolve))
      child.kill(signal)
      assert.deepEqual(await once(child, 'close'), [null, signal])
    })

  test('says that an endless standard input is not an event', async (t) => {
    const child = start(await shop(t, {}), '--hook')
    const zeros = createReadStream('/dev/zero').pipe(child.stdin.on('error', () => undefined))
    const { code, stderr } = await ended(child)
    zeros.destroy()
    assert.equal(code, 2)
    assert.match(stderr, /holds more than 64 MiB/)
  })
})

/** Installs this command line into a project for a shell, as npm does. */
const install = async (folder: string): Promise<void> => {
  const bin = join(folder, 'node_modules/.bin')
  await mkdir(bin, { recursive: true })
  const script = `#!/bin/sh\nexec "${process.execPath}" --conditions=tenon-source "${MAIN}" "$@"\n`
  await writeFile(join(bin, 'tenon-check'), script, { mode: 0o755 })
}

/** Runs a command of the page in a shell, as an agent does that works in a folder. */
const ran = async (command: string, folder: string, input: string): Promise<Ran> => {
  await install(folder)
  const child = spawn('bash', ['-c', command], { cwd: folder, env: { ...ENVIRONMENT, CLAUDE_PROJECT_DIR: folder } })
  child.stdin.on('error', () => undefined).end(input)
  return ended(child)
}

describe('docs/agents.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../../docs/agents.md'), 'utf8')
  const fences = (language: string): readonly string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, code = '']) => code)

  /** Returns the commands anywhere in a value. */
  const commandsIn = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) =>
          key === 'command' && typeof part === 'string' ? [part] : commandsIn(part),
        )
      : []

  test(
    'shows settings that are JSON, whose command answers an event',
    { skip: process.platform === 'win32' },
    async (t) => {
      const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
      const commands = new Set(fences('json').flatMap((code) => commandsIn(JSON.parse(code))))
      assert.equal(fences('json').length, 6)
      assert.deepEqual(
        [...commands],
        ['"$CLAUDE_PROJECT_DIR"/node_modules/.bin/tenon-check --hook', 'node_modules/.bin/tenon-check --hook'],
      )
      for (const command of commands) {
        const { code, stderr } = await ran(command, folder, event('claude-code-edit.json', folder))
        assert.equal(code, 2)
        assert.match(stderr, /domain-imports/)
      }
    },
  )

  test('shows exactly what the agent sees', { skip: process.platform === 'win32' }, async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    const [command = ''] = fences('sh')
    const { code, stderr } = await ran(command, folder, '')
    assert.equal(code, 2)
    assert.equal(fences('text')[0], stderr)
  })
})
