/** A kind of file that is made of one thing, again and again. */
export interface Large {
  readonly name: string
  /** A text of at least this many characters. */
  readonly text: (length: number) => string
}

type Again = (i: number) => string

const large = (name: string, before: string, again: Again, after: string): Large => ({
  name,
  text: (length) => {
    const parts = [before]
    for (let [i, all] = [0, before.length]; all < length; i++) {
      const part = again(i)
      parts.push(part)
      all += part.length
    }
    return parts.join('') + after
  },
})

const before = (i: number): number => Math.max(0, i - 1)

/** Files over which a check has taken more than linear time. */
export const slow: readonly Large[] = [
  large('exceptions with no code behind them', '', () => '// tenon-allow x\n/* a */\n', ''),
  large('an exception whose reason is space', '// tenon-allow frozen: a', () => ' '.repeat(100), 'b\n'),
  large('exported constants', '', (i) => `export const a${i} = { b: 1 } as const\n`, ''),
  large('constants in lists of exports', '', (i) => `const a${i} = [1]\nexport { a${i} }\n`, ''),
  large('one variable, declared again and again', '', () => 'let a\n', ''),
  large('variables', '', (i) => `let a${i} = 1\n`, ''),
  large('getters of a class', 'export class A {\n', (i) => `get a${i}() { return 1 }\n`, '}\n'),
  large('fields of a class', 'export class A {\n', (i) => `a${i}: string[] = []\n`, '}\n'),
  large('what is awaited', '', (i) => `await f(${i})\n`, ''),
  large('classes that extend each other', '', (i) => `class A${i} extends A${before(i)} {}\n`, ''),
  large(
    'contracts and what fulfils them',
    '',
    (i) =>
      `export interface I${i} { a(): Promise<void> }\nexport class C${i} implements I${i} { async a(): Promise<void> {} }\n`,
    '',
  ),
  large('calls on the result of each other', 'export const a = b', (i) => `\n.c(${i})`, '\n'),
  large('imports', '', (i) => `import { a${i} } from './b.ts'\n`, ''),
]

/** Files of everything else that there can be very many of. */
export const others: readonly Large[] = [
  large('types of imports', '', (i) => `type A${i} = import('./money.ts').Currency\n`, ''),
  large('comments', '', (i) => `// a comment ${i}\n`, ''),
  large('references', '', () => '/// <reference types="node" />\n', ''),
  large('exceptions without a reason', '', () => '// tenon-allow\n', ''),
  large('exceptions on one line', '', (i) => `/* tenon-allow frozen: ${i} */ `, '\n'),
  large('exceptions that hold', '', (i) => `// tenon-allow frozen: ${i}\nexport const a${i} = [1]\n`, ''),
  large('empty lines', '', () => '\n', ''),
  large('a line without end', '', (i) => `a${i};`, ''),
  large('a text without end', "export const a = '", () => 'x'.repeat(100), "'\n"),
  large('modules that are handed on', '', () => "export * from './money.ts'\n", ''),
  large('names of an import', 'import {', (i) => ` a${i},`, " } from './money.ts'\n"),
  large('classes', '', (i) => `export class A${i} { b = 1; c(): number { return this.b } }\n`, ''),
  large('enums', '', (i) => `export enum A${i} { B, C }\n`, ''),
  large('functions', '', (i) => `export function a${i}(b: number): number { return a${before(i)}(b) }\n`, ''),
  large('arrows', '', (i) => `export const a${i} = (b?: number): number => (b ?? 1) + 1\n`, ''),
  large('statements of a function', 'export const f = () => {\n', (i) => `const a${i} = g(${i})\n`, '}\n'),
  large('types', '', (i) => `export type A${i} = { b: string[]; c?: Record<string, number> }\n`, ''),
  large('interfaces', '', (i) => `export interface A${i} extends A${before(i)} { b: string }\n`, ''),
  large('members of a union', "export type A = 'a'", (i) => `\n  | 'a${i}'`, '\n'),
  large('failures', "export type AFailure = { kind: 'a' }", (i) => `\n  | { kind: 'timeout${i}' }`, '\n'),
  large('fields of a config', 'export const poolConfig = {\n', (i) => `max${i}: 10,\n`, '}\n'),
  large('members of a list', 'export const a = [\n', (i) => `${i},\n`, ']\n'),
  large('schemas', "import { z } from 'zod'\n", (i) => `export const a${i} = z.object({ b: z.string() })\n`, ''),
  large(
    'conditions on errors',
    'export const f = (a: any) => {\n',
    (i) => `if (a.code === '23505') return ${i}\n`,
    '}\n',
  ),
  large('what is read of the environment', '', (i) => `export const a${i} = process.env.A${i} ?? 'b'\n`, ''),
  large('addresses', '', (i) => `f('postgres://a${i}')\n`, ''),
  large('regular expressions', '', (i) => `const a${i} = /a[b(]c/\n`, ''),
  large('templates', '', (i) => `const a${i} = \`b\${${i}}c\`\n`, ''),
  large('namespaces', '', (i) => `export namespace A${i} { export const b = 1 }\n`, ''),
  large('decorators', '', (i) => `@dec() class A${i} {}\n`, ''),
]
