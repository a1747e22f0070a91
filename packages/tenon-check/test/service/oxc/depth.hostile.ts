import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayNestDeep } from '../../../src/service/oxc/depth.ts'
import { parsedOnTwoMegabytes, type Text } from './parsed.ts'

/** The pieces of random texts: every kind of token, and common sequences of tokens. */
const PIECES: readonly string[] = (
  'a b foo 1 \'x\' "y" `t` /r/ ( ) [ ] { } () [] {} `${ }` , ; : ? . ?. ! ~ + - * / % ** & | ^ && || ?? = == === => < > << >> <= >= += **= &&= ... @ # ++ -- ' +
  'if else for while do return throw try catch finally switch case default break continue const let var function class extends implements new delete typeof void ' +
  'await async yield import export from as satisfies is in of instanceof type interface namespace module declare abstract enum keyof readonly infer unique asserts ' +
  'static get set public accessor using with debugger this super null true false if(a) while(a) for(;;) with(a) else{} do{} a: case(a): (a) (a=> ()=>{ {a: {a(){ ' +
  'class{ class{a= function(){ async()=> <T>( <T,>( a<b> a? :b import( /*c*/ <a> </a> <a/> {...'
)
  .split(' ')
  .concat(
    '\n',
    '\n',
    '\n',
    ' ',
    ';\n',
    ',\n',
    ')\n',
    '}\n',
    '\nconst ',
    '\nif(a)',
    '\na ',
    'as const',
    ' else ',
    ' while(a)',
  )

const BEGINNINGS: readonly string[] =
  'x=|type A=|class A{|interface A{|let |let a:|function f(|@|export default |enum A{a=|import |`${|if(a)|x=<|type A<T>=|switch(a){|(|[|{|type A={|async()=>{|do |'.split(
    '|',
  )

const PATHS: readonly string[] = ['a.ts', 'a.ts', 'a.tsx', 'a.js', 'a.d.ts']

/** Returns pseudo-random numbers, which are the same for the same seed. */
const numbersFrom = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff
    return (state >> 8) % below
  }
}

const TEXTS = 1_500
const SEED = Number(process.env.TENON_SEED ?? Date.now() % 1_000_000)

test('No text of whatever pieces that is parsed in this process takes 2 MB of its stack', async (t) => {
  t.diagnostic(`TENON_SEED=${SEED}`)
  const number = numbersFrom(SEED)
  const one = (of: readonly string[]): string => of[number(of.length)] ?? ''
  const pieces = (most: number, glue: string): string =>
    Array.from({ length: 1 + number(most) }, () => one(PIECES)).join(glue) + glue
  const texts: Text[] = []
  while (texts.length < TEXTS) {
    const glue = one(['', ' ', ' '])
    const [deeper, closing] = [pieces(7, glue), number(3) === 0 ? '' : pieces(3, glue)]
    const times = Math.min(number(2) === 0 ? 2_000 : 20_000, Math.floor(400_000 / (deeper.length + closing.length)))
    const text = `${one(BEGINNINGS)}${deeper.repeat(times)}a${closing.repeat(number(2) === 0 ? times : 1)}`
    const path = one(PATHS)
    if (!mayNestDeep(path, text)) texts.push({ name: JSON.stringify([path, text.slice(0, 80), times]), path, text })
  }
  for (let at = 0; at < texts.length; at += 100)
    assert.equal(await parsedOnTwoMegabytes(texts.slice(at, at + 100), false), 'all')
})
