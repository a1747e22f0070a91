import { execFile } from 'node:child_process'

/**
 * Asks git which folders and files below a folder it ignores and does not track, the uppermost of each, with slashes from the folder. `null` where git cannot be asked:
 * it is not installed or refuses, or the folder lies in no repository, or is ignored itself.
 */
export const ignoredIn = async (folder: string): Promise<readonly string[] | null> => {
  const itself = await git(folder, ['check-ignore', '--quiet', '.'])
  const answer = await git(folder, IGNORED)
  if (itself.kind === 'answer' || answer.kind !== 'answer') return null
  return answer.text.split('\0').flatMap((path) => (path === '' ? [] : [path.replace(/\/$/, '')]))
}

const IGNORED = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory']

/** What git says of the files below a folder. */
export type Changed =
  /** Those that differ from the last commit, and those that git neither tracks nor ignores, with slashes from the folder. Deleted ones are left out. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  | { readonly kind: 'no_git' }
  | { readonly kind: 'no_repository' }
  | { readonly kind: 'failed'; readonly says: string }

/** Asks git which files below a folder are changed or new. */
export const changedIn = async (folder: string): Promise<Changed> => {
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree'])
  if (inside.kind === 'absent') return { kind: 'no_git' }
  if (inside.kind === 'refused')
    return /not a git repository/i.test(inside.says) ? { kind: 'no_repository' } : { kind: 'failed', says: inside.says }
  const head = await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'])
  const answers = await Promise.all(
    head.kind === 'answer'
      ? [git(folder, DIFFERENT), git(folder, UNTRACKED)]
      : // Before the first commit all that is tracked is new.
        [git(folder, TRACKED), git(folder, UNTRACKED)],
  )
  const paths: string[] = []
  for (const answer of answers) {
    if (answer.kind !== 'answer')
      return { kind: 'failed', says: answer.kind === 'refused' ? answer.says : 'it is gone' }
    paths.push(...answer.text.split('\0').filter((path) => path !== ''))
  }
  return { kind: 'changed', paths: [...new Set(paths)].toSorted() }
}

const DIFFERENT = [
  'diff',
  '--name-only',
  '-z',
  '--relative',
  '--diff-filter=d',
  '--no-renames',
  '--no-ext-diff',
  'HEAD',
]
const UNTRACKED = ['ls-files', '-z', '--others', '--exclude-standard']
const TRACKED = ['ls-files', '-z', '--cached']

type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly says: string }

const git = (folder: string, words: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    // Its answers are told apart by their words, so they must be English.
    const env = { ...process.env, LC_ALL: 'C' }
    execFile('git', words, { cwd: folder, env, maxBuffer: MOST_BYTES }, (error, text, complaint) => {
      if (error === null) resolve({ kind: 'answer', text })
      else if (error.code === 'ENOENT') resolve({ kind: 'absent' })
      else resolve({ kind: 'refused', says: complaint.trim() || error.message })
    })
  })

const MOST_BYTES = 256 * 1024 * 1024
