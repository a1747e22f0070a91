import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { tenon, tenonHere } from '../tenon.ts'

const COMMANDS = [
  'init',
  'append',
  'read',
  'log',
  'event',
  'streams',
  'import',
  'export',
  'call',
  'describe',
  'doctor',
  'state',
]

test('help goes to the standard output and lists every command, option and exit code', async () => {
  const [all, ...each] = await Promise.all([
    tenon(tmpdir(), '--help'),
    ...COMMANDS.map((command) => tenonHere(tmpdir(), command, '--help')),
  ])
  assert.deepEqual([all.code, all.stderr], [0, ''])
  for (const command of [...COMMANDS, 'conform', 'check']) assert.match(all.stdout, new RegExp(`^  ${command} `, 'm'))
  assert.match(all.stdout, /Exit codes: 0 success; 1 [^]*;\s2\sa\susage\serror/)
  for (const { code, stdout, stderr } of each) {
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /--json/)
    assert.match(stdout, /--config <path>/)
    assert.match(stdout, /tenon\.config\.ts\s+in\s+this\s+folder/)
  }
})

test('the help of every command ends with examples, which use only its own options', async () => {
  const below = ['init', 'explain', 'why', 'baseline'].map((name) => `check ${name}`)
  for (const command of [...COMMANDS, 'conform', 'check', ...below, 'completion']) {
    const { stdout } = await tenonHere(tmpdir(), ...command.split(' '), '--help')
    const [options = '', examples = ''] = stdout.split(/\nExamples?:\n/)
    assert.match(examples, new RegExp(`^  (.* \\| |source <\\()?tenon ${command}\\b`, 'm'), command)
    // The options of a call are those of its operation.
    if (command === 'call') continue
    for (const example of examples.split('\n')) {
      const [, own = ''] = example.split(`tenon ${command} `)
      for (const [option] of own.matchAll(/(?<= )--[a-z-]+/g)) assert.match(options, new RegExp(`^  ${option} `, 'm'))
    }
  }
})

test('the help of check shows its options, its subcommands, the form of its config and its exit codes', async () => {
  const { code, stdout, stderr } = await tenonHere(tmpdir(), 'check', '--help')
  assert.deepEqual([code, stderr], [0, ''])
  for (const option of ['config <path>', 'changed', 'format <format>', 'fix', 'prove', 'hook'])
    assert.match(stdout, new RegExp(`^  --${option} `, 'm'))
  for (const command of ['init', 'explain', 'why', 'baseline']) assert.match(stdout, new RegExp(`^  ${command} `, 'm'))
  assert.match(stdout, /Exits\s+with 1\s+if a rule is broken, and with 2\s+if the check cannot be trusted/)
  assert.match(stdout, /export const check = \{/)
  assert.deepEqual(await tenonHere(tmpdir(), 'help', 'check'), { code, stdout, stderr })
  const below = await tenonHere(tmpdir(), 'check', 'explain', '--help')
  assert.match(below.stdout, /^Usage: tenon check explain/)
})

test('an invalid command line is refused with a sentence on the standard error', async () => {
  const answers = await Promise.all([
    tenonHere(tmpdir()),
    tenonHere(tmpdir(), 'fly'),
    tenonHere(tmpdir(), 'log', '--fly'),
    tenonHere(tmpdir(), 'read'),
    tenonHere(tmpdir(), 'log', '--limit', '0'),
  ])
  const says = [
    /^Usage: tenon/,
    /^tenon: unknown command 'fly'/,
    /unknown option '--fly'/,
    /missing required argument/,
    /whole number from 1/,
  ]
  for (const [i, { code, stdout, stderr }] of answers.entries()) {
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, says[i] ?? /never/)
  }
})

test("the version is the package's", async () => {
  const { code, stdout } = await tenonHere(tmpdir(), '--version')
  assert.equal(code, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+\S*\n$/)
})
