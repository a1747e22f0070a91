import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The folder of this project. */
export const root = join(import.meta.dirname, '../..')

/** The files of a document: its fences of TypeScript that begin with `// path.ts`. */
export const filesOf = (document: string): Map<string, string> => {
  const fences = readFileSync(join(root, document), 'utf8').matchAll(/```ts\n\/\/ (\S+\.ts)[^\n]*\n([\s\S]*?)```/g)
  return new Map([...fences].map(([, path = '', code = '']) => [path, code]))
}

/** Lays a document's files out as a project that depends on this package and on zod. */
export const project = (document: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-docs-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/tenon'))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'] }),
  )
  for (const [path, code] of filesOf(document)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  return folder
}

/** Lays README's files out as a project, with those that docs/nats.md puts in their place, on a server of one's own. */
export const natsProject = (server: string): string => {
  const folder = project('README.md')
  for (const [path, code] of filesOf('docs/nats.md'))
    writeFileSync(join(folder, path), code.replaceAll('nats://127.0.0.1:4222', server))
  return folder
}
