import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

// Copies the documents of the package in the current folder from the root of the repository. npm runs it before it packs the package.
const root = fileURLToPath(new URL('../', import.meta.url))

/** The documents of each package, by their paths in the repository. tenon-check has a README of its own. */
const DOCUMENTS: { readonly [folder: string]: readonly string[] } = {
  tenon: [
    'README.md',
    'CHANGELOG.md',
    'docs/{bind-your-own,deciders,declare-your-own,guarantees,key-value,measured,nats,pattern,projections,tutorial,typed-events}.md',
  ],
  'tenon-check': ['CHANGELOG.md', 'docs/{agents,check}.md', 'docs/rules/*.md'],
}

const packed = globSync([...(DOCUMENTS[basename(process.cwd())] ?? [])], { cwd: root })

/** A relative link that leads to a document outside the package becomes plain text. */
const withoutDeadLinks = (text: string, path: string): string =>
  text.replaceAll(/(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#]+)(?:#[^)]*)?\)/g, (link, words: string, to: string) =>
    packed.includes(posix.join(posix.dirname(path), to)) ? link : words,
  )

rmSync('docs', { recursive: true, force: true })
cpSync(join(root, 'LICENSE'), 'LICENSE')
for (const path of packed) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, withoutDeadLinks(readFileSync(join(root, path), 'utf8'), path))
}
