/**
 * A form of code that nests in itself: its beginning, the text of each level, the middle, the text that closes a level,
 * and the end.
 */
type Form = readonly [before: string, deeper: string, middle: string, closing: string, after: string]

const EXPRESSIONS: { readonly [name: string]: readonly [deeper: string, middle: string, closing: string] } = {
  lists: ['[', '', ']'],
  parentheses: ['(', 'a', ')'],
  objects: ['{a:', '1', '}'],
  calls: ['a(', '', ')'],
  'condition after condition': ['a?1:', '1', ''],
  'condition in condition': ['a?', '1', ':1'],
  arrows: ['()=>', '1', ''],
  'short arrows': ['a=>', '1', ''],
  'asynchronous arrows': ['async()=>', '1', ''],
  'bodies of arrows': ['()=>{', '', '}'],
  'functions in functions': ['function(){return ', '1', '}'],
  assignments: ['a=', '1', ''],
  ...Object.fromEntries(
    ['+=', '**=', '>>=', '>>>=', '<<=', '&&=', '||=', '??='].map((each) => [each, [`a${each}`, '1', '']] as const),
  ),
  negations: ['!', '1', ''],
  'negative signs': ['- ', '1', ''],
  increments: ['++', 'a', ''],
  typeof: ['typeof ', '1', ''],
  void: ['void ', '1', ''],
  await: ['await ', '1', ''],
  new: ['new ', 'a', ''],
  powers: ['a**', '1', ''],
  sums: ['a+', '1', ''],
  'logical operators': ['a&&', '1', ''],
  'nullish operators': ['a??', '1', ''],
  in: ['a in ', 'b', ''],
  commas: ['(a,', '1', ')'],
  templates: ['`${', '1', '}`'],
  assertions: ['<a>', '1', ''],
  spreads: ['[...', 'a', ']'],
  'classes in fields': ['class{a=', '1', '}'],
  'classes that extend classes': ['class extends ', 'a', '{}'],
  decorators: ['@(', 'a', ')class{}'],
  imports: ['import(', 'a', ')'],
  methods: ['{a(){return', '', '}}'],
  'values of parameters': ['(a=', '1', ')=>1'],
  'assigned patterns': ['[', 'a', ']=1'],
  'comparisons that may be types': ['a<', 'b', '>'],
}

/** Forms that continue after their beginning. */
const CHAINS: readonly string[] = ['.b', '?.b', '()', '[0]', '!', '``', ' as b', ' satisfies b', '<b', '>>b', '(1).c']

const STATEMENTS: { readonly [name: string]: readonly [deeper: string, middle: string, closing: string] } = {
  blocks: ['{', '', '}'],
  functions: ['function f(){', '', '}'],
  'else after else': ['if(a);else ', ';', ''],
  if: ['if(a)', ';', ''],
  while: ['while(a)', ';', ''],
  for: ['for(;;)', ';', ''],
  do: ['do ', ';', 'while(a);'],
  with: ['with(a)', ';', ''],
  switch: ['switch(a){case 1:', '', '}'],
  try: ['try{', '', '}catch{}'],
  namespaces: ['namespace a{', '', '}'],
  'static blocks': ['class A{static{', '', '}}'],
}

const TYPES: { readonly [name: string]: readonly [deeper: string, middle: string, closing: string] } = {
  'parentheses in types': ['(', 'b', ')'],
  'types of objects': ['{a:', 'b', '}'],
  tuples: ['[', '', ']'],
  'types in types': ['B<', 'b', '>'],
  'condition after condition in types': ['a extends b?c:', 'd', ''],
  'condition in condition in types': ['a extends ', 'd', '?c:c'],
  keyof: ['keyof ', 'd', ''],
  readonly: ['readonly ', 'd[]', ''],
  unique: ['unique ', 'symbol', ''],
  'types of functions': ['()=>', 'd', ''],
  'types of constructors': ['abstract new()=>', 'd', ''],
  unions: ['|(', 'd', ')'],
  intersections: ['a&', 'd', ''],
  indexes: ['a[', 'b', ']'],
  infer: ['a extends infer b extends ', 'c', '?d:e'],
  'mapped types': ['{[a in ', 'b', ']:c}'],
  'templates in types': ['`${', 'a', '}`'],
  'imports in types': ['import("a").B<', 'a', '>'],
  'parameters in types': ['(a:', 'b', ')=>c'],
  'methods in types': ['{a():', 'b', '}'],
  'rest of tuples': ['[...[', 'a', ']]'],
}

const JSX: { readonly [name: string]: readonly [deeper: string, middle: string, closing: string] } = {
  elements: ['<a>', '', '</a>'],
  fragments: ['<>', '', '</>'],
  'expressions in elements': ['<a>{', '', '}</a>'],
  'expressions in attributes': ['<a b={', '1', '}/>'],
}

const among = (
  forms: typeof EXPRESSIONS,
  before: string,
  after: string,
): readonly (readonly [name: string, form: Form])[] =>
  Object.entries(forms).map(([name, [deeper, middle, closing]]) => [name, [before, deeper, middle, closing, after]])

const forms: readonly (readonly [name: string, path: string, form: Form])[] = [
  ...among(EXPRESSIONS, 'export const x = ', '').map(([name, form]) => [name, 'a.ts', form] as const),
  ...CHAINS.map((each) => [`a${each}${each}`, 'a.ts', ['export const x = a', each, '', '', '']] as const),
  ...among(STATEMENTS, '', '').map(([name, form]) => [name, 'a.ts', form] as const),
  ...among(TYPES, 'export type A = ', '').map(([name, form]) => [name, 'a.ts', form] as const),
  ...['[]', "['b']", '.b', '|d'].map(
    (each) => [`A = a${each}${each}`, 'a.ts', ['type A = a', each, '', '', '']] as const,
  ),
  ...among(JSX, 'export const x = ', '').map(([name, form]) => [name, 'a.tsx', form] as const),
  ['names of a namespace', 'a.ts', ['namespace a', '.b', '', '', '{}']],
  ['patterns', 'a.ts', ['let ', '[', 'a', ']', '=1']],
  ['values of an enum', 'a.ts', ['enum A{a=', '(', '1', ')', '}']],
  ['members of an interface', 'a.ts', ['interface A{a', ':{a', '', '}', '}']],
  ['decorators of a class', 'a.ts', ['', '@a ', '', '', 'class A{}']],
  // The parser goes just as deep into code that is unfinished.
  ...[
    '@',
    '@a.',
    'a.',
    'a<',
    '{...',
    'class{[',
    'class{static{',
    'type a=[',
    'let a:{b:',
    '(a=',
    'a+',
    'a=>',
    'class a extends @a ',
    'class a extends @a(b) ',
    '/a/v ? b : ',
  ].map((each) => [`${each} without an end`, 'a.ts', ['', each, '', '', '']] as const),
  ['lists of templates that look like the top of a module', 'a.ts', ['x = ', '[`\nexport `,', '', '', '']],
]

/** A kind of text that can be nested to any depth. */
export interface Nesting {
  readonly name: string
  /** The name of a file of this kind. */
  readonly path: string
  readonly text: (depth: number) => string
}

const textOf = ([before, deeper, middle, closing, after]: Form, depth: number): string =>
  `${before}${deeper.repeat(depth)}${middle}${closing.repeat(depth)}${after}\n`

/** Every kind of nesting text, once on one line, and once with each level on its own line. */
export const nestings: readonly Nesting[] = forms.flatMap(([name, path, form]) => {
  const [before, deeper, ...rest] = form
  return [
    { name, path, text: (depth) => textOf(form, depth) },
    { name: `${name}, on many lines`, path, text: (depth) => textOf([before, `${deeper}\n`, ...rest], depth) },
  ]
})
