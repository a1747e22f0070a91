import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { mayNestDeep } from '../../../src/service/oxc/depth.ts'
import { ended } from '../../api/cli/tenon.ts'

/** What opens something, each repeated as often as it is still taken for shallow. */
const FORMS = (
  '( [ {a: a( new~ await~ typeof~ ! - a+ a= a? a?b: a=> async~a=>{ ()=>{ function~a(){ function~a(b= class{ class{a= class{[ class{static{ class~a~extends~ @ @a @a. @( @a( ' +
  'if(a) if(a);else~ for(;;) do~ try{ switch(a){case~ a:{ a: import( namespace~a{ enum~a{b= a<b>( a< <a> a?. a. a?.[ a! a`${ ` a&& a?? 2** a, a; type~a= type~a=[ ' +
  'type~a=b~extends~c?d: type~a=keyof~ type~a=b| type~a=()=> let~a:{b: let~a:b< let~a:`${ a~as~ a~satisfies~ as~ a[ #a~in~ yield~ async~ get~a(){ {get~a(){ {...'
)
  .split(' ')
  .concat('class~a~extends~@a~', 'class~a~extends~@a(b)~', '/a/v~?~b~:~')
  .map((form) => form.replaceAll('~', ' '))

/** The most of a form that is taken for shallow, up to many more than any stack has room for. */
const most = (path: string, form: string): string => {
  let [shallow, deep] = [0, 20_000]
  while (deep - shallow > 1) {
    const times = Math.floor((shallow + deep) / 2)
    if (mayNestDeep(path, form.repeat(times))) deep = times
    else shallow = times
  }
  return form.repeat(shallow)
}

/** Parses each text on a stack of half the size that every thread has, and says which before. */
const WORK = `import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { parseSync } from ${JSON.stringify(import.meta.resolve('oxc-parser'))}
for (const [path, text] of workerData) {
  writeSync(1, path + ': ' + text.slice(0, 20) + '\\n')
  parseSync(path, text)
}`
const SCRIPT = `import { text } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
const workerData = JSON.parse(await text(process.stdin))
new Worker(${JSON.stringify(WORK)}, { eval: true, workerData, resourceLimits: { stackSizeMb: 2 } })`

test('What is taken for shallow is parsed on half of the stack that every thread has, whatever it is made of', async () => {
  const texts = ['deep.ts', 'deep.tsx', 'deep.js'].flatMap((path) => FORMS.map((form) => [path, most(path, form)]))
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], { cwd: import.meta.dirname })
  child.stdin.on('error', () => undefined).end(JSON.stringify(texts))
  const { code, stdout, stderr } = await ended(child)
  const lines = stdout.trimEnd().split('\n')
  assert.deepEqual([code, lines.length], [0, texts.length], `It ended at ${lines.at(-1)}\n${stderr}`)
})
