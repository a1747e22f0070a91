import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { withEdits } from '../../../src/domain/judgement/edits.ts'
import type { Edit } from '../../../src/domain/facts/edit.ts'

const edit = (start: number, end: number, text: string): Edit => ({ start, end, text })

describe('Edits of a text', () => {
  test('leave the text as it is if there are none', () => {
    assert.equal(withEdits('a: string', []), 'a: string')
  })

  test('apply at their positions, in any order', () => {
    const edits = [edit(11, 11, 'readonly '), edit(0, 0, 'readonly '), edit(3, 9, 'number')]
    assert.equal(withEdits('a: string, b: string', edits), 'readonly a: number, readonly b: string')
  })

  test('put an insertion before a replacement at the same position', () => {
    const edits = [edit(0, 8, '(readonly string[])'), edit(0, 0, 'readonly ')]
    assert.equal(withEdits('string[][]', edits), 'readonly (readonly string[])[]')
  })

  test('keep the order of insertions at the same position', () => {
    assert.equal(withEdits('x', [edit(1, 1, ' as'), edit(1, 1, ' const')]), 'x as const')
  })

  test('apply once if two findings ask for the same edit', () => {
    assert.equal(withEdits('x', [edit(0, 0, 'readonly '), edit(0, 0, 'readonly ')]), 'readonly x')
  })

  test('skip an edit inside another', () => {
    const text = 'Record<string, string[]>'
    const edits = [edit(15, 15, 'readonly '), edit(0, 24, 'Readonly<Record<string, readonly string[]>>')]
    assert.equal(withEdits(text, edits), 'Readonly<Record<string, readonly string[]>>')
  })

  test('apply the first of two that overlap', () => {
    assert.equal(withEdits('abcdef', [edit(2, 5, 'Y'), edit(0, 3, 'X')]), 'Xdef')
  })

  test('apply both of two that touch', () => {
    assert.equal(withEdits('abcdef', [edit(0, 3, 'X'), edit(3, 3, '-'), edit(3, 6, 'Y')]), 'X-Y')
  })

  test('change nothing else', () => {
    const span = fc
      .tuple(fc.nat(40), fc.nat(5))
      .map(([start, length]) => edit(start, Math.min(40, start + length), '#'))
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN'
    fc.assert(
      fc.property(fc.array(span), (edits) => {
        const kept = [...letters].filter((_, i) => !edits.some(({ start, end }) => start <= i && i < end)).join('')
        const made = withEdits(letters, edits)
        const rest = made.replaceAll('#', '')
        assert.ok([...kept].every((letter) => rest.includes(letter)))
        assert.equal([...rest].toSorted((one, other) => letters.indexOf(one) - letters.indexOf(other)).join(''), rest)
      }),
    )
  })
})
