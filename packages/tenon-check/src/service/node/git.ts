import { execFile, execFileSync } from 'node:child_process'
import { hash as digest } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Asks git which folders and files below a folder are ignored and not tracked. Returns only the topmost of each,
 * relative to the folder and with slashes. Returns `null` if git is not installed or refuses, or if the folder is not
 * in a repository or is itself ignored.
 */
export const ignoredIn = async (folder: string): Promise<readonly string[] | null> => {
  const itself = await git(folder, ['check-ignore', '--quiet', '.'])
  const answer = await git(folder, IGNORED)
  if (itself.kind === 'answer' || answer.kind !== 'answer') return null
  return answer.text.split('\0').flatMap((path) => (path === '' ? [] : [path.replace(/\/$/, '')]))
}

const IGNORED = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory']

/**
 * Asks git, synchronously, which files below a folder are tracked. Returns them relative to the folder and with
 * slashes, or `null` if git cannot be asked.
 */
export const trackedIn = (folder: string): readonly string[] | null => {
  try {
    const text = execFileSync('git', wordsIn(folder, TRACKED), { ...options(), encoding: 'utf8', stdio: 'pipe' })
    return text.split('\0').filter((path) => path !== '')
  } catch {
    return null
  }
}

const TRACKED = ['ls-files', '-z', '--cached']

/** The changed files below a folder, or why git cannot list them. */
export type Changed =
  | {
      readonly kind: 'changed'
      /**
       * The files that differ from the last commit, and those that are neither tracked nor ignored; relative to the
       * folder and with slashes.
       */
      readonly paths: readonly string[]
      /** The files of the last commit that no longer exist. */
      readonly gone: readonly string[]
    }
  | { readonly kind: 'no_git' }
  | { readonly kind: 'no_repository' }
  | { readonly kind: 'failed'; readonly says: string }

/**
 * Finds the files below a folder that are changed or new, among those that matter. Runs no command that the repository
 * configures: git only lists the committed and the present files, and they are compared here, because git would run the
 * repository's filters to compare them. So a file that a filter rewrites on checkout counts as changed. A file that
 * differs only in its line ends does not.
 */
export const changedIn = async (folder: string, matters: (path: string) => boolean): Promise<Changed> => {
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree'])
  if (inside.kind === 'absent') return { kind: 'no_git' }
  if (inside.kind === 'refused')
    return /not a git repository/i.test(inside.says) ? { kind: 'no_repository' } : { kind: 'failed', says: inside.says }
  const head = await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'])
  const [present, deleted, committed] = await Promise.all([
    git(folder, PRESENT),
    git(folder, DELETED),
    // Before the first commit every file is new.
    head.kind === 'answer' ? git(folder, COMMITTED) : { kind: 'answer' as const, text: '' },
  ])
  if (present.kind !== 'answer') return failed(present)
  if (deleted.kind !== 'answer') return failed(deleted)
  if (committed.kind !== 'answer') return failed(committed)
  const before = blobsIn(committed.text)
  const listed = new Set(present.text.split('\0'))
  const missing = new Set(deleted.text.split('\0'))
  const paths = [...listed].filter(
    (path) => path !== '' && matters(path) && differs(join(folder, path), before.get(path) ?? null),
  )
  const gone = [...before.keys()].filter((path) => matters(path) && (missing.has(path) || !listed.has(path)))
  return { kind: 'changed', paths: paths.toSorted(), gone: gone.toSorted() }
}

const PRESENT = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
/** Tracked files only. Files that a sparse checkout leaves out are not listed. */
const DELETED = ['ls-files', '-z', '--deleted']
const COMMITTED = ['ls-tree', '-r', '-z', 'HEAD']

/** A committed file. */
interface Blob {
  readonly isLink: boolean
  readonly hash: string
}

/** Returns the files that git lists in a tree, by their paths. */
const blobsIn = (listed: string): ReadonlyMap<string, Blob> =>
  new Map(
    listed.split('\0').flatMap((entry): (readonly [string, Blob])[] => {
      const [, mode, hash = '', path = ''] = /^(\d+) blob ([\da-f]+)\t(.*)$/s.exec(entry) ?? []
      return mode === undefined ? [] : [[path, { isLink: mode === '120000', hash }]]
    }),
  )

/** Whether a file exists and differs from the committed one. A file that cannot be read counts as different. */
const differs = (path: string, committed: Blob | null): boolean => {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined || stats.isDirectory()) return false
    if (committed === null || stats.isSymbolicLink() !== committed.isLink) return true
    if (committed.isLink) return hashed(Buffer.from(readlinkSync(path)), committed) !== committed.hash
    // Reading a pipe could block for ever.
    if (!stats.isFile()) return true
    const bytes = readFileSync(path)
    return hashed(bytes, committed) !== committed.hash && hashed(unixLined(bytes), committed) !== committed.hash
  } catch {
    return true
  }
}

/** Returns the hash of a file's bytes as git computes it, with the algorithm of the committed file's hash. */
const hashed = (bytes: Buffer, { hash }: Blob): string =>
  digest(
    hash.length === SHA_1_LENGTH ? 'sha1' : 'sha256',
    Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]),
  )

const SHA_1_LENGTH = 40

/** Returns bytes with Unix line ends, as git stores texts that it checks out with Windows line ends. */
const unixLined = (bytes: Buffer): Buffer =>
  bytes.includes('\r\n') ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : bytes

type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly says: string }

const failed = (answer: Exclude<Answer, { readonly kind: 'answer' }>): Changed => ({
  kind: 'failed',
  says: answer.kind === 'refused' ? answer.says : 'git is no longer installed',
})

const git = (folder: string, words: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    execFile('git', wordsIn(folder, words), options(), (error, text, complaint) => {
      if (error === null) resolve({ kind: 'answer', text })
      else if (error.code === 'ENOENT') resolve({ kind: 'absent' })
      else if (error.killed === true) resolve({ kind: 'refused', says: `it did not answer in ${MOST_MS / 1_000} s` })
      else resolve({ kind: 'refused', says: complaint.trim() || error.message })
    })
  })

const wordsIn = (folder: string, words: readonly string[]): readonly string[] => ['-C', folder, ...SETTINGS, ...words]

const options = () => ({
  // Windows looks for a program first in the folder in which it will run, so that must not be the checked folder.
  cwd: dirname(process.execPath),
  env: environment(),
  maxBuffer: MOST_BYTES,
  timeout: MOST_MS,
})

/**
 * Settings that keep git from running commands that the repository configures. Of the commands above, `ls-files` would
 * run `core.fsmonitor`. The folder may also contain a bare repository among its files, with settings of its own
 * (`safe.bareRepository`).
 */
const SETTINGS = [
  '--no-pager',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'].flatMap((each) => [
    '-c',
    each,
  ]),
]

const environment = (): NodeJS.ProcessEnv => {
  const env = Object.entries(process.env).filter(([name]) => !OTHER_REPOSITORY.has(name))
  return { ...Object.fromEntries(env), ...QUIET }
}

/**
 * With these variables a git hook, in which a check may run, names its own repository, which need not be the checked
 * one.
 */
const OTHER_REPOSITORY: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
])

const QUIET = {
  // Git's messages are recognised by their words, so they must be in English.
  LC_ALL: 'C',
  // In a partial clone git fetches missing objects, with commands that the repository configures. Older versions know
  // only the second variable.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
}

const MOST_BYTES = 256 * 1024 * 1024
/** Git would wait for ever if a `.gitignore` is a pipe. */
const MOST_MS = 30_000
