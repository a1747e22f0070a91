import type { ReferenceForm } from '../../../src/domain/facts/reference.ts'

/** One way to name another module, and a file that uses only this way. */
export interface Form {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly form: ReferenceForm
  readonly specifier: string | null
  readonly typeOnly: boolean
}

const value = (
  name: string,
  form: ReferenceForm,
  text: string,
  file = 'file.ts',
  specifier: string | null = 'pg',
): Form => ({ name, file, text: `${text}\n`, form, specifier, typeOnly: false })

const type = (...stated: Parameters<typeof value>): Form => ({ ...value(...stated), typeOnly: true })

/** Every way to name another module. */
export const forms: readonly Form[] = [
  value('import of the default', 'import', "import pg from 'pg'"),
  value('import of a name', 'import', "import { Pool } from 'pg'"),
  value('import of a renamed name', 'import', "import { Pool as P } from 'pg'"),
  value('import of a name in quotes', 'import', "import { 'a pool' as pool } from 'pg'"),
  value('import of the whole', 'import', "import * as pg from 'pg'"),
  value('import of the default and a type', 'import', "import pg, { type Pool } from 'pg'"),
  value('import for what it does', 'import', "import 'pg'"),
  value('import of no name', 'import', "import {} from 'pg'"),
  value('import with an attribute', 'import', "import pg from 'pg' with { type: 'json' }"),
  value('import that is deferred', 'import', "import defer * as pg from 'pg'"),
  value('import of the source', 'import', "import source pg from 'pg'"),
  value('import behind an escape', 'import', String.raw`import { Pool } from '\x70g'`),
  type('import type', 'import', "import type { Pool } from 'pg'"),
  type('import type of the default', 'import', "import type Pg from 'pg'"),
  type('import type of the whole', 'import', "import type * as pg from 'pg'"),
  type('import type of no name', 'import', "import type {} from 'pg'"),
  type('import with types inline', 'import', "import { type Pool, type Client } from 'pg'"),
  value('export of a name', 'export', "export { Pool } from 'pg'"),
  value('export as the default', 'export', "export { Pool as default } from 'pg'"),
  value('export of all', 'export', "export * from 'pg'"),
  value('export of all under a name', 'export', "export * as pg from 'pg'"),
  type('export type', 'export', "export type { Pool } from 'pg'"),
  type('export of a type inline', 'export', "export { type Pool } from 'pg'"),
  type('export type of all', 'export', "export type * from 'pg'"),
  type('export type of all under a name', 'export', "export type * as pg from 'pg'"),
  value('import()', 'dynamic_import', "export const load = () => import('pg')"),
  value('import() of a template', 'dynamic_import', 'export const load = () => import(`pg`)'),
  value(
    'import() with attributes',
    'dynamic_import',
    "export const f = () => import('pg', { with: { type: 'json' } })",
  ),
  value('import() with a comment', 'dynamic_import', "export const load = () => import(/* chunk */ 'pg')"),
  value('import.defer()', 'dynamic_import', "export const load = () => import.defer('pg')"),
  value('import.source()', 'dynamic_import', "export const load = () => import.source('pg')"),
  value('computed import()', 'dynamic_import', 'export const f = (a: string) => import(a)', 'file.ts', null),
  value('import() with holes', 'dynamic_import', 'export const f = (a: string) => import(`${a}`)', 'file.ts', null),
  value('require', 'require', "export const load = () => require('pg')"),
  value('require of a template', 'require', 'export const load = () => require(`pg`)'),
  value('computed require', 'require', 'export const load = (name: string) => require(name)', 'file.ts', null),
  value('require behind as', 'require', "export const load = () => (require as (id: string) => unknown)('pg')"),
  value('require that may be missing', 'require', "export const load = () => require?.('pg')"),
  value('require by another name', 'require', "const load = require\nexport const pg = () => load('pg')"),
  value(
    'declared require',
    'require',
    "declare const require: (id: string) => unknown\nexport const f = require('pg')",
  ),
  value('require in CommonJS', 'require', "exports.load = () => require('pg')", 'file.cjs'),
  value('require.resolve', 'require', "export const place = () => require.resolve('pg')"),
  value('module.require', 'require', "export const load = () => module.require('pg')"),
  value(
    'createRequire',
    'require',
    "import { createRequire } from 'node:module'\nexport const load = (at: string) => createRequire(at)('pg')",
  ),
  value(
    'createRequire through a constant',
    'require',
    "import { createRequire as make } from 'module'\nconst load = make('/')\nexport const pg = () => load('pg')",
  ),
  value(
    'createRequire of the whole module',
    'require',
    "import * as m from 'node:module'\nconst require = m.createRequire('/')\nexport const pg = () => require('pg')",
  ),
  value('import = require', 'import_equals', "import pg = require('pg')\nexport { pg }", 'file.cts'),
  value('export import = require', 'import_equals', "export import pg = require('pg')", 'file.cts'),
  type('import type = require', 'import_equals', "import type pg = require('pg')\nexport type { pg }", 'file.cts'),
  type("import('pg').T", 'import_type', "export type Pool = import('pg').Pool"),
  type(
    "import('pg').T with attributes",
    'import_type',
    "export type P = import('pg', { with: { 'resolution-mode': 'import' } }).Pool<string>",
  ),
  type("typeof import('pg')", 'import_type', "export type Pg = typeof import('pg')"),
  type('declare module', 'declare_module', "declare module 'pg' {\n  interface Pool {}\n}\nexport {}"),
  type('reference types', 'reference_types', '/// <reference types="pg" />\nexport {}'),
  type('reference types with a mode', 'reference_types', "/// <reference resolution-mode='import' types='pg' />"),
  type('reference path', 'reference_path', '/// <reference path="pg.d.ts" />\nexport {}', 'file.ts', './pg.d.ts'),
  value(
    'process.getBuiltinModule',
    'builtin_module',
    "export const fs = () => process.getBuiltinModule('fs')",
    'file.ts',
    'fs',
  ),
  value(
    'process.getBuiltinModule of the global object',
    'builtin_module',
    "export const fs = () => globalThis.process.getBuiltinModule('fs')",
    'file.ts',
    'fs',
  ),
  value('import.meta.resolve', 'import_meta_resolve', "export const place = () => import.meta.resolve('pg')"),
  value(
    'a worker',
    'url',
    "export const work = () => new Worker(new URL('../work.ts', import.meta.url))",
    'file.ts',
    '../work.ts',
  ),
  value(
    'a URL beside the file',
    'url',
    "export const at = () => new URL('work.js', import.meta.url)",
    'file.ts',
    './work.js',
  ),
  type('JSDoc import()', 'jsdoc', "/** @type {import('pg').Pool} */\nexport const pool = null", 'file.js'),
  type(
    'JSDoc import() inside of a type',
    'jsdoc',
    "/** @param {{ pool: import('pg').Pool }} all */\nexport const f = (all) => all",
    'file.jsx',
  ),
  type('JSDoc @import', 'jsdoc', "/** @import { Pool } from 'pg' */\nexport {}", 'file.mjs'),
  type('JSDoc @import below a text', 'jsdoc', "/**\n * Pools.\n * @import * as pg from 'pg'\n */", 'file.cjs'),
]

const alike = (name: string, text: string, file = 'file.ts'): Pick<Form, 'name' | 'file' | 'text'> => ({
  name,
  file,
  text: `${text}\n`,
})

/** Code that looks like a way to name another module, but is not. */
export const lookalikes: readonly Pick<Form, 'name' | 'file' | 'text'>[] = [
  alike('in a comment', "// import 'pg'\n/* require('pg') */\n/** @type {import('pg').Pool} */\nexport {}"),
  alike('in a text', "export const text = \"import 'pg'\" + `require('pg')`"),
  alike('a require that is a parameter', "export const ask = (require: (id: string) => string) => require('pg')"),
  alike('a require of the file', "const require = (id: string) => id\nexport const pg = require('pg')"),
  alike('a require that is a method', "export const f = (o: { require(id: string): string }) => o.require('pg')"),
  alike('a resolve of its own', "export const f = (path: { resolve(id: string): string }) => path.resolve('pg')"),
  alike(
    'a process of its own',
    "export const f = (process: { getBuiltinModule(n: string): string }) => process.getBuiltinModule('fs')",
  ),
  alike('an export of its own', 'const pool = 1\nexport { pool }\nexport default pool'),
  alike('an alias of a namespace', 'declare namespace shop { const a: string }\nimport b = shop.a\nexport { b }'),
  alike('a shape of files', "declare module '*.css'", 'file.d.ts'),
  alike('a change of the global scope', 'declare global {\n  interface Order {}\n}\nexport {}'),
  alike('a library of the language', '/// <reference lib="es2024" />\nexport {}'),
  alike('a reference below the first statement', 'export {}\n/// <reference types="pg" />'),
  alike('a URL with a base of its own', "export const at = (base: string) => new URL('./pg.js', base)"),
  alike(
    'a URL of a folder',
    "export const at = () => [new URL('.', import.meta.url), new URL('../prices/', import.meta.url)]",
  ),
  alike(
    'a URL of its own class',
    "class URL {\n  readonly a = 1\n}\nexport const at = () => new URL('./pg.js', import.meta.url)",
  ),
  alike('a URL with a scheme', "export const at = () => new URL('https://pg.example/a.js', import.meta.url)"),
  alike('an example in JSDoc', "/** @example const { Pool } = await import('pg') */\nexport {}", 'file.js'),
  alike('JSDoc in TypeScript', "/** @import { Pool } from 'pg' */\nexport {}"),
  alike('a plain comment in JavaScript', "/* @type {import('pg').Pool} */\nexport {}", 'file.js'),
]
