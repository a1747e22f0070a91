import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { ended, ENVIRONMENT, MAIN, type Ran, checkHere } from '../tenon-check.ts'
import { BROKEN, config, type Files, LAYERS, shop, write } from '../shop.ts'

/** Checks a shop with some more files. */
const checked = async (t: TestContext, files: Files, ...words: readonly string[]): Promise<Ran> =>
  checkHere(await shop(t, files), ...words)

describe('A check of the whole project', () => {
  test('says what it looked at, and ends with 0 when no rule is broken', async (t) => {
    const { code, stdout, stderr } = await checked(t, {})
    assert.deepEqual([code, stdout], [0, ''])
    assert.match(stderr, /^4 files, 2 imports; domain 1, service 1, api 1, test 1; \d+ rules kept, 0 broken\.\n$/)
  })

  test('ends with 1 however many findings there are', async (t) => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/domain/a${i}.ts`, BROKEN]))
    const { code, stderr } = await checked(t, files)
    assert.equal(code, 1)
    assert.match(stderr, /^304 files, 302 imports; domain 301, .* rules kept, 1 broken\. 300 findings\.\n$/)
  })

  test('is the same from a folder below, which finds the config above', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    const { code, stdout, stderr } = await checkHere(join(folder, 'src/domain'))
    assert.equal(code, 1)
    assert.match(stdout, /^prices\.ts:1:\d+ {2}domain-imports/)
    assert.match(stderr, /^5 files/)
  })

  test('skips a nearer config that exports only stores', async (t) => {
    const folder = await shop(t, { 'src/tenon.config.ts': 'export const stores = {} // and no check\n' })
    const { stderr } = await checkHere(join(folder, 'src'))
    assert.match(stderr, /5 files|1 unlayered-file/)
  })

  test('uses a named config, with paths relative to its folder', async (t) => {
    const folder = await shop(t, {})
    await mkdir(join(folder, 'other'))
    await rename(join(folder, 'tenon.config.ts'), join(folder, 'check.config.ts'))
    const { code, stderr } = await checkHere(join(folder, 'other'), '--config', '../check.config.ts')
    assert.equal(code, 0, stderr)
  })

  test('uses a named config in the subcommands as well', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN })
    await rename(join(folder, 'tenon.config.ts'), join(folder, 'check.config.ts'))
    for (const words of [
      ['why', 'src/domain/prices.ts', 'node:fs'],
      ['baseline', '--reason', 'from before the check'],
      ['init'],
    ]) {
      const none = await checkHere(folder, ...words, '--config', 'none/tenon.config.ts')
      assert.equal(none.code, 2, words.join(' '))
      assert.match(none.stderr, /none/, words.join(' '))
    }
    const why = await checkHere(folder, 'why', 'src/domain/prices.ts', 'node:fs', '--config=check.config.ts')
    assert.deepEqual([why.code, why.stderr], [1, ''])
    const made = await checkHere(folder, 'baseline', '--reason', 'old', '--config', 'check.config.ts')
    assert.equal(made.code, 0, made.stderr)
  })

  test('counts the findings that exceptions allow, and reports an exception that is not needed', async (t) => {
    const allowed = BROKEN.replace("'node:fs'", "'node:fs' // tenon-allow domain-imports: prices come with the release")
    const ran = await checked(t, { 'src/domain/prices.ts': allowed })
    assert.deepEqual([ran.code, ran.stdout], [0, ''])
    assert.match(ran.stderr, /0 broken; 1 exception\.$/m)
    const unused = await checked(t, { 'src/domain/a.ts': 'export {} // tenon-allow frozen: no longer\n' })
    assert.equal(unused.code, 1)
    assert.match(unused.stdout, /a\.ts:1:11 {2}unused-exception/)
    assert.doesNotMatch(unused.stderr, /trusted/)
  })
})

describe('An incomplete exception', () => {
  const lacking = {
    '// tenon-allow domain-imports': /gives no reason, so it has no effect/,
    '// tenon-allow domain-imports because they come with the release': /gives no reason, so it has no effect/,
    '// tenon-allow': /This exception names no rule/,
    '// tenon-allow domain-import: they come with the release': /names an unknown rule, "domain-import"/,
    '// tenon-allow parse-error: nothing of the health can be excepted':
      /cannot be suppressed\.[^]* fix {2}Remove the comment, and fix the problem\./,
    '// tenon-allow domain-imports, frozen: they come with the release':
      /several rules, "domain-imports, frozen"[^]* fix {2}Write one comment for each rule/,
  }
  for (const [comment, says] of Object.entries(lacking))
    test(`allows nothing, and is reported: ${comment}`, async (t) => {
      const prices = BROKEN.replace("'node:fs'", `'node:fs' ${comment}`)
      const { code, stdout } = await checked(t, { 'src/domain/prices.ts': prices })
      assert.equal(code, 1)
      assert.match(stdout, /prices\.ts:1:\d+ {2}domain-imports/)
      assert.match(stdout, says)
    })

  test('may have several words and lines if it is complete', async (t) => {
    const reason = '/* tenon-allow domain-imports: they come with\n   the release */\n'
    const { code, stdout } = await checked(t, { 'src/domain/prices.ts': reason + BROKEN })
    assert.deepEqual([code, stdout], [0, ''])
  })
})

describe('A check of some paths', () => {
  test('checks a file, or those of a folder, by the rules that need only one file', async (t) => {
    const folder = await shop(t, { 'src/domain/prices.ts': BROKEN, 'src/domain/infra/a.ts': 'export {}\n' })
    const whole = await checkHere(folder)
    assert.match(whole.stdout, /infra-directory/)
    const one = await checkHere(folder, 'src/domain/money.ts')
    assert.deepEqual([one.code, one.stdout], [0, ''])
    assert.match(
      one.stderr,
      /^1 file, 0 imports; domain 1; .*Not checked: .*infra-directory.*, which need the whole project\.$/m,
    )
    const two = await checkHere(folder, 'src/domain', './src/main.ts')
    assert.equal(two.code, 1)
    assert.match(two.stderr, /^4 files, 2 imports; domain 3, api 1; /)
    assert.doesNotMatch(two.stdout, /infra-directory/)
  })

  test('takes paths relative to the folder that it runs in', async (t) => {
    const folder = await shop(t, {})
    const { code, stderr } = await checkHere(join(folder, 'src/domain'), 'money.ts', '../service')
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^2 files/)
  })

  const files: Files = {
    'dist/out.ts': 'export {}\n',
    'README.md': '# Shop\n',
    'tools/a.ts': 'export {}\n',
    'docs/a.md': '',
    'node_modules/pg/index.ts': '',
    '.cache/a.ts': '',
  }
  const refused = {
    'src/nowhere.ts': /src\/nowhere\.ts does not exist/,
    'dist/out.ts': /dist\/out\.ts is left out by "ignored"/,
    dist: /dist is left out by "ignored"/,
    'README.md': /README\.md is not a source file/,
    docs: /docs contains no source file/,
    'node_modules/pg/index.ts': /is left out, like everything in node_modules/,
    '.cache': /is left out, like everything in node_modules and in folders that begin with a dot/,
    'tenon.config.ts': /tenon\.config\.ts is the config/,
    '..': /is outside the project/,
  }
  for (const [path, says] of Object.entries(refused))
    test(`refuses with 2 what cannot be checked: ${path}`, async (t) => {
      const { code, stdout, stderr } = await checked(t, files, 'src/domain', path)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, says)
    })

  test('refuses with 2 a link that leads to itself, and a pipe', { skip: process.platform === 'win32' }, async (t) => {
    const folder = await shop(t, {})
    await symlink('self.ts', join(folder, 'src/domain/self.ts'))
    execFileSync('mkfifo', [join(folder, 'src/domain/pipe.ts')])
    const link = await checkHere(folder, 'src/domain/self.ts')
    assert.deepEqual([link.code, link.stdout], [2, ''])
    assert.match(link.stderr, /self\.ts cannot be checked\. .*its links lead in a circle/)
    const pipe = await checkHere(folder, 'src/domain/pipe.ts')
    assert.deepEqual([pipe.code, pipe.stdout], [2, ''])
    assert.match(pipe.stderr, /pipe\.ts is neither a file nor a folder/)
  })

  test('cannot be trusted if a file is in no layer', async (t) => {
    const { code, stdout } = await checked(t, files, 'tools/a.ts')
    assert.equal(code, 2)
    assert.match(stdout, /^tools\/a\.ts:1:1 {2}unlayered-file/)
  })
})

/** Runs git in a folder. */
const git = (folder: string, ...words: readonly string[]): void => {
  const name = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...name, ...words], { cwd: folder, stdio: 'ignore' })
}

/** Creates a shop whose files are committed. */
const repository = async (t: TestContext, files: Files): Promise<string> => {
  const folder = await shop(t, files)
  git(folder, 'init')
  git(folder, 'add', '.')
  git(folder, 'commit', '-m', 'Open the shop')
  return folder
}

describe('A check of changed files', () => {
  test('checks changed, staged and new files, and skips deleted and ignored ones', async (t) => {
    const folder = await repository(t, { 'src/domain/a.ts': BROKEN, 'src/domain/b.ts': '', 'src/domain/c.ts': '' })
    await rm(join(folder, 'src/domain/c.ts'))
    await write(folder, {
      'src/domain/b.ts': BROKEN,
      'src/domain/näu és.ts': BROKEN,
      'src/service/d.ts': 'export {}\n',
      'dist/e.ts': '',
      'README.md': '',
    })
    git(folder, 'add', 'src/service/d.ts')
    const { code, stdout, stderr } = await checkHere(folder, '--changed')
    assert.equal(code, 1)
    assert.match(stderr, /^3 files, .*domain 2, service 1/)
    assert.match(stdout, /^src\/domain\/näu és\.ts:1/m)
    assert.doesNotMatch(stdout, /domain\/a\.ts/)
    const part = await checkHere(folder, '--changed', 'src/service')
    assert.match(part.stderr, /^1 file/)
    assert.equal(part.code, 0)
  })

  test('checks the whole project if a file changed that affects every file', async (t) => {
    const folder = await repository(t, { 'src/domain/a.ts': BROKEN, 'tsconfig.json': '{}' })
    for (const [path, text] of [
      ['tenon.config.ts', config({ pure: [] })],
      ['package.json', '{ "type": "module" }'],
      ['tsconfig.json', '{ "compilerOptions": {} }'],
      ['tenon-baseline.json', '{ "version": 1, "entries": [] }'],
    ] as const) {
      await write(folder, { [path]: text })
      const { code, stderr } = await checkHere(folder, '--changed')
      assert.equal(code, 1, path)
      assert.match(stderr, /^5 files, /, path)
      const named = await checkHere(folder, '--changed', 'src/service')
      assert.match(named.stderr, /^1 file, /, path)
      git(folder, 'stash', '--include-untracked')
    }
  })

  test('checks the whole project if a tsconfig.json or a package.json of a package changed or was deleted', async (t) => {
    const files = { 'packages/tax/tsconfig.json': '{}', 'packages/tax/package.json': '{}' }
    const folder = await repository(t, { 'src/domain/a.ts': BROKEN, ...files })
    for (const path of Object.keys(files)) {
      await write(folder, { [path]: '{ "name": "tax" }' })
      assert.match((await checkHere(folder, '--changed')).stderr, /^5 files, /, path)
      await rm(join(folder, path))
      assert.match((await checkHere(folder, '--changed')).stderr, /^5 files, /, path)
      git(folder, 'checkout', '.')
    }
  })

  test('says that nothing changed, and exits with 0', async (t) => {
    const folder = await repository(t, {})
    await write(folder, { 'README.md': 'new' })
    const { code, stdout, stderr } = await checkHere(folder, '--changed')
    assert.deepEqual([code, stdout, stderr], [0, '', 'No checked file has changed.\n'])
  })

  test('works below the top of a repository, and before its first commit', async (t) => {
    const folder = await shop(t, {
      'shop/src/domain/prices.ts': BROKEN,
      'shop/tenon.config.ts': config({ layers: { ...LAYERS, service: [], api: [], test: [] } }),
    })
    git(folder, 'init')
    git(folder, 'add', 'shop')
    const { code, stdout } = await checkHere(join(folder, 'shop'), '--changed')
    assert.equal(code, 1)
    assert.match(stdout, /^src\/domain\/prices\.ts:1/)
  })

  test('is refused with 2 if there is no repository', async (t) => {
    const folder = await shop(t, {})
    const { code, stderr } = await checkHere(folder, '--changed')
    assert.equal(code, 2)
    assert.match(stderr, /is not in a git repository/)
  })

  test('is refused with 2 if git is not installed', async (t) => {
    const folder = await repository(t, {})
    const words = ['--conditions=tenon-source', MAIN, '--changed']
    const env = { ...ENVIRONMENT, PATH: folder, Path: folder }
    const { code, stderr } = await ended(spawn(process.execPath, words, { cwd: folder, env }))
    assert.equal(code, 2)
    assert.match(stderr, /git is not installed/)
  })
})
