import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { describe, test } from 'node:test'
import { ENVIRONMENT, ended, MAIN, type Ran, tenonCheck, checkHere } from './tenon-check.ts'
import { BROKEN, config, LAYERS, shop } from './shop.ts'

const MOST_MS = 2_000

/** Runs the command line in a folder in another process, which is killed if it takes too long. */
const ran = async (
  folder: string,
  user: object,
  ...words: readonly string[]
): Promise<Ran & { readonly ms: number }> => {
  const begun = performance.now()
  // A process that must not read must not write its compile cache either.
  const { NODE_COMPILE_CACHE: cache, ...rest } = ENVIRONMENT
  const env = Object.keys(user).length === 0 ? { ...rest, NODE_COMPILE_CACHE: cache } : rest
  const child = spawn(process.execPath, ['--conditions=tenon-source', MAIN, ...words], {
    cwd: folder,
    env,
    timeout: MOST_MS * 5,
    killSignal: 'SIGKILL',
    ...user,
  })
  child.stdin.on('error', () => undefined).end()
  return { ...(await ended(child)), ms: performance.now() - begun }
}

/**
 * Asserts that every way to check a tree ends with a documented exit code within two seconds, and prints nothing of the
 * system's files.
 */
const ends = async (folder: string, expected: readonly number[], user: object = {}): Promise<Ran> => {
  const ways = [[], ['src/domain'], ['--fix'], ['why', 'src/domain/a.ts', './b.ts']]
  let whole: Ran | null = null
  for (const words of ways) {
    const { ms, ...answer } = await ran(folder, user, ...words)
    const said = `${words.join(' ')}: ${answer.code} after ${ms.toFixed(0)} ms\n${answer.stdout}${answer.stderr}`
    assert.ok([0, 1, 2].includes(answer.code ?? -1), said)
    assert.ok(ms < MOST_MS, said)
    assert.doesNotMatch(answer.stdout + answer.stderr, /\n {4}at |defect of tenon-check/, said)
    if (whole !== null) continue
    whole = answer
    assert.ok(expected.includes(answer.code ?? -1), said)
  }
  return whole ?? assert.fail('nothing ran')
}

const fifo = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  execFileSync('mkfifo', [path])
}

const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

describe(
  'A check of a hostile tree ends',
  { skip: process.platform === 'win32' ? 'it has other files' : false },
  () => {
    test('where links lead in loops', async (t) => {
      const folder = await shop(t, { '.hidden/a.ts': 'export {}\n' })
      link('self.ts', join(folder, 'src/domain/self.ts'))
      link('two.ts', join(folder, 'src/domain/one.ts'))
      link('one.ts', join(folder, 'src/domain/two.ts'))
      for (let i = 0; i < 200; i++) {
        link('../..', join(folder, `src/domain/up-${i}`))
        link('../.hidden', join(folder, `src/hidden-${i}`))
        link('..', join(folder, `.hidden/deep-${i}/up`))
        link(`../deep-${(i + 1) % 200}`, join(folder, `.hidden/deep-${i}/next`))
      }
      await ends(folder, [2])
    })

    test('where a chain of links is longer than the system follows', async (t) => {
      const folder = await shop(t, { 'src/domain/link-0.ts': 'export {}\n' })
      for (let i = 1; i < 60; i++) link(`link-${i - 1}.ts`, join(folder, `src/domain/link-${i}.ts`))
      await ends(folder, [2])
    })

    test('where links lead out of the tree, to the whole system and to devices', async (t) => {
      const folder = await shop(t, {})
      for (const [i, target] of ['/', '/proc', '/sys', '/dev', '/proc/self/root', '/etc', '../../..'].entries())
        link(target, join(folder, `src/domain/far-${i}`))
      const devices = [
        '/dev/zero',
        '/dev/stdin',
        '/dev/tty',
        '/dev/random',
        '/dev/full',
        '/proc/kmsg',
        '/proc/self/mem',
      ]
      for (const [i, target] of devices.entries()) link(target, join(folder, `src/service/device-${i}.ts`))
      const { stdout } = await ends(folder, [2])
      assert.equal(
        stdout.match(/parse-error\n {2}(?:It is a link that leads out of|The link cannot be read)/g)?.length,
        14,
      )
    })

    test('where it contains devices', async (t) => {
      const folder = await shop(t, { 'src/main.ts': "import './zero.ts'\n" })
      try {
        execFileSync('mknod', [join(folder, 'src/zero.ts'), 'c', '1', '5'], { stdio: 'ignore' })
      } catch {
        return t.skip('this user may not make devices')
      }
      await ends(folder, [2])
    })

    test('where layers contain pipes and sockets that are imported', async (t) => {
      const folder = await shop(t, { 'src/domain/a.ts': "export * from './pipe.ts'\nexport * from './socket.ts'\n" })
      fifo(join(folder, 'src/domain/pipe.ts'))
      fifo(join(folder, 'src/service/pipe.ts'))
      link('../service/pipe.ts', join(folder, 'src/domain/linked.ts'))
      const server = createServer().listen(join(folder, 'src/domain/socket.ts'))
      t.after(() => server.close())
      await once(server, 'listening')
      await ends(folder, [1])
    })

    for (const path of [
      'tenon.config.ts',
      'package.json',
      'tsconfig.json',
      'src/domain/tsconfig.json',
      'src/domain/package.json',
      'tenon-baseline.json',
      'pnpm-workspace.yaml',
      '.gitignore',
      'src/domain/.gitignore',
      'node_modules/pg/package.json',
    ])
      test(`where ${path} is a pipe`, async (t) => {
        const folder = await shop(t, {
          'tenon.config.ts': config({ ignored: ['**/out/**'] }),
          'src/domain/out/a.ts': 'export {}\n',
          'src/domain/order.ts': "import '@shop/core'\nimport 'pg'\nimport './money'\nimport './out/a.ts'\n",
        })
        fifo(join(folder, path))
        await ends(folder, [1, 2])
      })

    test('where git itself waits for a pipe when it is asked what changed', async (t) => {
      const folder = await shop(t, {})
      execFileSync('git', ['init'], { cwd: folder, stdio: 'ignore' })
      fifo(join(folder, '.gitignore'))
      const { code, stderr } = await checkHere(folder, '--changed')
      assert.equal(code, 2)
      assert.match(stderr, /git cannot list the changed files: it did not answer in 30 s/)
    })

    test('where folders and files may not be read', async (t) => {
      const text = "import '@shop/core'\nimport 'pg'\nimport './shut/a.ts'\nimport '../out/a.ts'\n"
      const folder = await shop(t, {
        'tenon.config.ts': config({ ignored: ['**/out/**'], layers: { ...LAYERS, domain: ['**/domain/**'] } }),
        'package.json': '{ "workspaces": ["packages/*"] }',
        'src/domain/order.ts': text,
        'src/domain/shut/a.ts': text,
        'src/domain/entered/b.ts': text,
        'src/service/shut.ts': text,
        'src/service/tax/package.json': '{}',
        'src/service/tax/a.ts': text,
        'src/service/rate/tsconfig.json': '{}',
        'src/service/rate/a.ts': text,
        'out/domain/a.js': text,
        '.gitignore': 'dist\n',
        'packages/core/package.json': '{ "name": "@shop/core" }',
      })
      chmodSync(folder, 0o755)
      const shut = ['src/domain/shut', 'src/service/shut.ts', 'src/service/tax/package.json', '.gitignore']
      shut.push('src/service/rate/tsconfig.json', 'packages/core', 'out/domain')
      for (const path of shut) chmodSync(join(folder, path), 0)
      chmodSync(join(folder, 'src/domain/entered'), 0o444)
      // Root can read everything.
      const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
      try {
        const { stderr } = await ran(folder, user, '--help')
        if (stderr === '') await ends(folder, [2], user)
        else t.skip('that user may not read this package')
      } finally {
        execFileSync('chmod', ['-R', 'u+rwX', folder])
      }
    })

    test('where names contain line ends, escapes and bytes that are not text', async (t) => {
      const folder = await shop(t, {})
      const names = [
        'a\nb',
        '\u001B[31mred\u001B[0m',
        '\u001B]0;title\u0007',
        '\r',
        '\u202Egnp',
        '::error::x',
        '$(x)',
        '*',
        '\\',
      ]
      for (const name of names) {
        mkdirSync(join(folder, 'src/domain', name))
        for (const path of [`${name}.ts`, `${name}/x.ts`])
          writeFileSync(join(folder, 'src/domain', path), "import 'pg'\n")
      }
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/src/domain/`), Buffer.from([0xff, 0xfe]), Buffer.from('.ts')]),
        '',
      )
      const { stdout, stderr } = await ends(folder, [2])
      for (const raw of ['\u001B', '\u0007', '\u202E', '\r']) assert.ok(!`${stdout}${stderr}`.includes(raw), raw)
    })

    test('where folders are deeper than the system can name', async (t) => {
      const folder = await shop(t, {})
      deepen(join(folder, 'src/domain'), 'd'.repeat(40), 200)
      deepen(join(folder, 'src/service'), 'd', 3_000)
      try {
        const { stdout } = await ends(folder, [2])
        assert.match(stdout, /The folder cannot be read: its path is too long for this system/)
      } finally {
        // Node cannot remove a file whose path it cannot name.
        execFileSync('rm', ['-rf', join(folder, 'src')])
      }
    })

    test('where a file is larger than memory', async (t) => {
      const folder = await shop(t, { 'src/domain/large.ts': '', 'tsconfig.json': '{}' })
      truncateSync(join(folder, 'src/domain/large.ts'), 2 ** 40)
      await ends(folder, [2])
    })

    test('where a file has so many errors on one line that the parser would fill the memory with them', async (t) => {
      const folder = await shop(t, { 'src/domain/a.ts': BROKEN, 'src/service/line.ts': 'return ;'.repeat(200_000) })
      const { code, stdout } = await tenonCheck(folder)
      assert.equal(code, 2)
      assert.match(stdout, /^src\/service\/line\.ts:1:1 {2}parse-error\n {2}It takes more memory to read than/m)
      assert.match(stdout, /^src\/domain\/a\.ts:1:\d+ {2}domain-imports$/m)
    })

    test('where a file is in place of a folder, and a folder in place of a file', async (t) => {
      const folder = await shop(t, {
        'src/domain/a.ts/b.ts/index.ts': 'export {}\n',
        'src/domain/c.ts': "import './a.ts'\n",
      })
      cpSync(join(folder, 'src/domain'), join(folder, 'test/domain'), { recursive: true })
      await ends(folder, [0, 1, 2])
    })

    test('where a pattern that is ignored hides the whole system behind links', async (t) => {
      const layers = { ...LAYERS, domain: ['**/domain/**'] }
      const folder = await shop(t, { 'tenon.config.ts': config({ layers, ignored: ['far/**', 'far'] }) })
      link('/', join(folder, 'far'))
      mkdirSync(join(folder, 'near'))
      link('/', join(folder, 'near/domain'))
      await ends(folder, [2])
    })
  },
)

/** Creates a folder in a folder, again and again, until no path can name the last one. */
const deepen = (folder: string, name: string, times: number): void => {
  const script = `let at = 0; process.chdir(${JSON.stringify(folder)})
  for (; at < ${times}; at++) { try { fs.mkdirSync('${name}'); process.chdir('${name}') } catch { break } }`
  execFileSync(process.execPath, ['--eval', script], { stdio: 'ignore' })
}
