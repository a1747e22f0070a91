import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { GitIgnore } from '../../../src/service/project/files/git-ignore.ts'
import { git } from '../../api/cli/init/newcomer.ts'

const PATHS = [
  'a.ts',
  'a.js',
  'data/a.ts',
  'data/deep/a.js',
  'src/a.ts',
  'src/data/a.ts',
  'src/data/deep/b.gen.ts',
  'src/!b.ts',
  'src/#b.ts',
  'src/[b].ts',
  'src/{a,b}.ts',
  'src/deep/data/a.ts',
  'src/(group)/b.ts',
]

const LINES = [
  'data data/ /data src/data /src/data/ deep **/deep src/**/a.ts *.js *.gen.ts /*.ts * /* src/* src/** */data',
  '!data !src !src/data !*.ts !a.js !deep/ !src/** #b.ts \\#b.ts \\!b.ts [b].ts \\[b].ts {a,b}.ts ?.ts a?(b).ts',
  '[!a].ts [^a-b].ts [[:alpha:]].ts [!]ab].* []b[]*.ts [ a[ (group) *(*) src/(group)/* @(a).ts **a.ts d** ./a.ts a.ts\t \\a.ts a.ts\\',
].flatMap((lines) => lines.split(' '))

test('the reader of .gitignore files says of every file what git says', (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-gitignore-')))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const path of PATHS) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  git(folder, 'init', '--quiet')
  const lines = fc.array(fc.constantFrom(...LINES, '', '# a remark', 'a.ts '), { maxLength: 4 })
  fc.assert(
    fc.property(lines, lines, (outer, inner) => {
      writeFileSync(join(folder, '.gitignore'), outer.join('\n'))
      writeFileSync(join(folder, 'src/.gitignore'), inner.join('\r\n'))
      const expected = ignoredByGit(folder)
      const whole = GitIgnore.of(folder)
      assert.deepEqual(
        PATHS.filter((path) => whole.ignores(path)),
        expected,
      )
      // The same from a folder of the repository, where the lines above it count too.
      const src = GitIgnore.of(join(folder, 'src'))
      const isIgnored = (path: string): boolean => src.ignores(path.slice('src/'.length))
      if (whole.topOf('src/_') !== 'src')
        assert.deepEqual(
          PATHS.filter((path) => path.startsWith('src/') && isIgnored(path)),
          expected.filter((path) => path.startsWith('src/')),
        )
    }),
    { numRuns: 150 },
  )
})

test('a line of many stars is matched quickly', (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-gitignore-')))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, '.gitignore'), `${'*a'.repeat(60)}b\n${'**/a/'.repeat(60)}b\n`)
  assert.equal(GitIgnore.of(folder).ignores(`${'a/'.repeat(50)}${'a'.repeat(250)}`), false)
})

/** Returns the paths that git ignores. */
const ignoredByGit = (folder: string): readonly string[] => {
  const shown = execFileSync('git', ['ls-files', '-z', '--others', '--exclude-standard'], {
    cwd: folder,
    encoding: 'utf8',
  }).split('\0')
  return PATHS.filter((path) => !shown.includes(path))
}
