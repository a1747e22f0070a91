import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { changedIn } from '../../../src/service/node/git.ts'

const NO_LINKS = process.platform === 'win32' ? 'links need a permission there' : false

/** Creates a folder, which is removed when the test ends. */
const emptyFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-git-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const write = (folder: string, files: { readonly [path: string]: string }): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Runs git in a folder, as a user would. */
const git = (folder: string, ...words: readonly string[]): void => {
  const name = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...name, ...words], { cwd: folder, stdio: 'ignore' })
}

/** Creates a repository with some files in its first commit. */
const repository = (t: TestContext, files: { readonly [path: string]: string }, ...init: string[]): string => {
  const folder = emptyFolder(t)
  git(folder, 'init', ...init)
  write(folder, files)
  git(folder, 'add', '.')
  git(folder, 'commit', '-m', 'Begin')
  return folder
}

/** Returns the changed files below a folder. */
const changed = async (folder: string): Promise<readonly string[]> => {
  const answer = await changedIn(folder, () => true)
  return answer.kind === 'changed' ? answer.paths : assert.fail(JSON.stringify(answer))
}

const FILES = { 'a.ts': 'a\n', 'b.ts': 'b\n', 'c.ts': 'c\n', 'sub/d.ts': 'd\n', '.gitignore': 'dist\n' }

/** Changes the files of a repository in every way. */
const work = (folder: string): void => {
  write(folder, { 'a.ts': 'other\n', 'new.ts': '', 'staged.ts': '', 'dist/out.ts': '', 'sub/näu és.ts': '' })
  git(folder, '-c', 'core.fsmonitor=false', 'add', 'staged.ts')
  rmSync(join(folder, 'c.ts'))
  // Only the time of this file changed, so that git must read it.
  utimesSync(join(folder, 'b.ts'), 1, 1)
}
const WORKED = ['a.ts', 'new.ts', 'staged.ts', 'sub/näu és.ts']

describe('The changed files of a repository', () => {
  for (const format of ['sha1', 'sha256'])
    test(`are those that differ from the last commit and those that are new, by ${format}`, async (t) => {
      const folder = repository(t, FILES, `--object-format=${format}`)
      assert.deepEqual(await changed(folder), [])
      work(folder)
      assert.deepEqual(await changed(folder), WORKED)
      assert.deepEqual(await changed(join(folder, 'sub')), ['näu és.ts'])
    })

  test('are all files before the first commit', async (t) => {
    const folder = emptyFolder(t)
    git(folder, 'init')
    write(folder, FILES)
    git(folder, 'add', 'a.ts')
    assert.deepEqual(await changed(folder), ['.gitignore', 'a.ts', 'b.ts', 'c.ts', 'sub/d.ts'])
  })

  test('do not include a file that differs only in its line ends', async (t) => {
    const folder = repository(t, FILES)
    write(folder, { 'a.ts': 'a\r\n', 'b.ts': 'b\r\nc\r\n' })
    assert.deepEqual(await changed(folder), ['b.ts'])
  })

  test('include a link with a new target, and a link that became a file', { skip: NO_LINKS }, async (t) => {
    const folder = repository(t, FILES)
    for (const name of ['kept', 'moved', 'filled']) symlinkSync('a.ts', join(folder, name))
    git(folder, 'add', '.')
    git(folder, 'commit', '-m', 'Link')
    for (const name of ['moved', 'filled']) rmSync(join(folder, name))
    symlinkSync('b.ts', join(folder, 'moved'))
    write(folder, { filled: 'a.ts' })
    assert.deepEqual(await changed(folder), ['filled', 'moved'])
  })

  test('are compared only if they matter', async (t) => {
    const folder = repository(t, FILES)
    work(folder)
    const asked = await changedIn(folder, (path) => path.startsWith('n'))
    assert.deepEqual(asked, { kind: 'changed', paths: ['new.ts'], gone: [] })
  })

  test('include files that are gone, removed from the index or not, but none that a sparse checkout leaves out', async (t) => {
    const folder = repository(t, FILES)
    git(folder, 'sparse-checkout', 'set', '--no-cone', '/*', '!/sub')
    rmSync(join(folder, 'a.ts'))
    git(folder, 'rm', 'b.ts')
    git(folder, 'rm', 'c.ts')
    write(folder, { 'c.ts': 'other\n' })
    const asked = await changedIn(folder, () => true)
    assert.deepEqual(asked, { kind: 'changed', paths: ['c.ts'], gone: ['a.ts', 'b.ts'] })
  })

  test('are those of the folder, whichever repository a git hook names', async (t) => {
    const folder = repository(t, FILES)
    work(folder)
    const other = repository(t, { ...FILES, 'a.ts': 'other\n' })
    t.after(() => {
      delete process.env['GIT_DIR']
      delete process.env['GIT_INDEX_FILE']
    })
    process.env['GIT_DIR'] = join(other, '.git')
    process.env['GIT_INDEX_FILE'] = join(other, '.git/index')
    assert.deepEqual(await changed(folder), WORKED)
  })
})

/** Writes a script that leaves a mark when it runs, and returns its path. */
const trap = (folder: string, mark: string): string => {
  const path = `${mark}.sh`
  writeFileSync(path, `#!/bin/sh\ntouch "${mark}"\nexit 1\n`)
  chmodSync(path, 0o755)
  mkdirSync(join(folder, '.git'), { recursive: true })
  return path
}

/** A repository that makes git run something: how to set it up, and a git command that runs it. */
interface Snare {
  readonly lay: (folder: string, script: string) => void
  readonly springs: readonly string[]
}

const attributes = (folder: string, text: string): void => {
  write(folder, { '.git/info/attributes': text })
}

const snares: { readonly [name: string]: Snare } = {
  'core.fsmonitor': {
    lay: (folder, script) => git(folder, 'config', 'core.fsmonitor', script),
    springs: ['ls-files', '--others'],
  },
  'a clean filter': {
    lay: (folder, script) => {
      attributes(folder, '*.ts filter=evil\n')
      git(folder, 'config', 'filter.evil.clean', script)
    },
    springs: ['diff', '--no-ext-diff', 'HEAD'],
  },
  'a filter process': {
    lay: (folder, script) => {
      attributes(folder, '*.ts filter=evil\n')
      git(folder, 'config', 'filter.evil.process', script)
    },
    springs: ['diff', '--name-only', 'HEAD'],
  },
  'a filter whose name has odd characters': {
    lay: (folder, script) => {
      attributes(folder, '*.ts filter=e=v.il\n')
      git(folder, 'config', 'filter.e=v.il.clean', script)
    },
    springs: ['diff', '--name-only', 'HEAD'],
  },
  'diff.external': {
    lay: (folder, script) => git(folder, 'config', 'diff.external', script),
    springs: ['diff', 'HEAD'],
  },
  textconv: {
    lay: (folder, script) => {
      attributes(folder, '*.ts diff=evil\n')
      git(folder, 'config', 'diff.evil.textconv', script)
    },
    springs: ['diff', 'HEAD'],
  },
  'the command of a diff driver': {
    lay: (folder, script) => {
      attributes(folder, '*.ts diff=evil\n')
      git(folder, 'config', 'diff.evil.command', script)
    },
    springs: ['diff', 'HEAD'],
  },
  'a hook of the index': {
    lay: (folder, script) => {
      symlinkSync(script, join(folder, '.git/hooks/post-index-change'))
    },
    springs: ['update-index', '--refresh', '--force-write-index'],
  },
  'core.hooksPath': {
    lay: (folder, script) => {
      mkdirSync(join(folder, '.git/evil'))
      symlinkSync(script, join(folder, '.git/evil/post-index-change'))
      git(folder, 'config', 'core.hooksPath', '.git/evil')
    },
    springs: ['update-index', '--refresh', '--force-write-index'],
  },
  'an alias': {
    lay: (folder, script) => {
      for (const name of ['ls-files', 'ls-tree', 'rev-parse', 'evil'])
        git(folder, 'config', `alias.${name}`, `!${script}`)
    },
    springs: ['evil'],
  },
}

describe('A repository cannot make us run a command when we ask what changed', { skip: NO_LINKS }, () => {
  for (const [name, { lay, springs }] of Object.entries(snares))
    test(`by ${name}`, async (t) => {
      const folder = repository(t, FILES)
      work(folder)
      const mark = join(emptyFolder(t), 'mark')
      lay(folder, trap(folder, mark))
      spawnSync('git', springs, { cwd: folder })
      assert.ok(existsSync(mark), 'git itself does not fall into it')
      rmSync(mark)
      utimesSync(join(folder, 'b.ts'), 2, 2)
      assert.deepEqual(await changed(folder), WORKED)
      assert.equal(existsSync(mark), false)
    })

  for (const [name, key] of [
    ['the transport of a partial clone', 'remote.origin.uploadpack'],
    ['the helper of its remote', 'core.sshCommand'],
  ] as const)
    test(`by ${name}`, async (t) => {
      const origin = repository(t, FILES)
      git(origin, 'config', 'uploadpack.allowFilter', 'true')
      const folder = emptyFolder(t)
      git(folder, 'clone', '--filter=tree:0', '--no-checkout', `file://${origin}`, '.')
      const mark = join(emptyFolder(t), 'mark')
      git(folder, 'config', key, trap(folder, mark))
      if (key === 'core.sshCommand') git(folder, 'config', 'remote.origin.url', 'ssh://nobody@localhost/shop')
      git(folder, 'config', 'protocol.allow', 'always')
      spawnSync('git', ['ls-tree', '-r', 'HEAD'], { cwd: folder })
      assert.ok(existsSync(mark), 'git itself does not fall into it')
      rmSync(mark)
      const answer = await changedIn(folder, () => true)
      assert.equal(answer.kind, 'failed')
      assert.equal(existsSync(mark), false)
    })

  test('by the settings of a submodule', async (t) => {
    const inner = repository(t, FILES)
    const folder = repository(t, FILES)
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', 'add', inner, 'inner')
    git(folder, 'commit', '-m', 'Add another')
    git(folder, 'config', 'submodule.recurse', 'true')
    const mark = join(emptyFolder(t), 'mark')
    git(join(folder, 'inner'), 'config', 'core.fsmonitor', trap(folder, mark))
    write(folder, { 'inner/a.ts': 'other\n' })
    spawnSync('git', ['diff', 'HEAD'], { cwd: folder })
    assert.ok(existsSync(mark), 'git itself does not fall into it')
    rmSync(mark)
    work(folder)
    assert.deepEqual(await changed(folder), WORKED)
    assert.equal(existsSync(mark), false)
  })

  test('by a bare repository among its files', async (t) => {
    const outer = repository(t, FILES)
    const folder = join(outer, 'fixture')
    git(outer, 'init', '--bare', folder)
    const mark = join(emptyFolder(t), 'mark')
    git(folder, 'config', 'core.bare', 'false')
    git(folder, 'config', 'core.worktree', '.')
    git(folder, 'config', 'core.fsmonitor', trap(outer, mark))
    spawnSync('git', ['ls-files', '--others'], { cwd: folder })
    assert.ok(existsSync(mark), 'git itself does not fall into it')
    rmSync(mark)
    const answer = await changedIn(folder, () => true)
    assert.equal(answer.kind, 'failed')
    assert.match(answer.kind === 'failed' ? answer.says : '', /bare/)
    assert.equal(existsSync(mark), false)
  })
})
