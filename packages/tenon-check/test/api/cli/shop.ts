import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

/** The texts or bytes of a project's files, by path. `null` leaves out a file that every shop has. */
export type Files = { readonly [path: string]: string | Uint8Array | null }

/**
 * Creates a folder with a small project that keeps every rule, and with the files that a test adds. It is removed when
 * the test ends.
 */
export const shop = async (t: TestContext, files: Files): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-check-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await write(folder, { ...SHOP, ...files })
  return folder
}

/** Writes files below a folder. */
export const write = async (folder: string, files: Files): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Returns the text of a config of the shop. */
export const config = (stated: { readonly [field: string]: unknown }): string =>
  `export const check = ${JSON.stringify({ ...CONFIG, ...stated }, null, 2)}\n`

/** The layers of the shop. */
export const LAYERS = Object.freeze({
  domain: ['src/domain/**'],
  service: ['src/service/**'],
  api: ['src/main.ts'],
  test: ['test/**'],
})

const CONFIG = { layers: LAYERS, ignored: ['dist/**'], pure: ['zod'], technologies: [] }

const SHOP: Files = {
  'package.json': '{ "name": "shop", "type": "module", "dependencies": { "pg": "^8.0.0", "zod": "^4.0.0" } }\n',
  'tenon.config.ts': config({}),
  'src/domain/money.ts': "export type Currency = 'EUR' | 'USD'\n",
  'src/service/round.ts': 'export const round = (cents: number): number => Math.round(cents)\n',
  'src/main.ts': "import { round } from './service/round.ts'\n\nconsole.log(round(1.5))\n",
  'test/money.test.ts':
    "import type { Currency } from '../src/domain/money.ts'\n\nexport const euro: Currency = 'EUR'\n",
}

/** A domain file that breaks domain-imports, once. */
export const BROKEN = `import { readFileSync } from 'node:fs'

export const prices = (): string => readFileSync('prices.csv', 'utf8')
`
