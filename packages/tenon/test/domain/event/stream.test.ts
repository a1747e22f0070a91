import assert from 'node:assert/strict'
import { test } from 'node:test'
import { category } from 'tenon'
import { passes } from '../../../src/domain/event/subscription.ts'

test('The category of a stream is the part before the first dash, or the whole name', () => {
  for (const [stream, expected] of [
    ['order-1', 'order'],
    ['order-1-2', 'order'],
    ['order', 'order'],
    ['-1', ''],
    ['-', ''],
    ['order-', 'order'],
    ['😀-1', '😀'],
  ] as const) {
    assert.equal(category(stream), expected)
  }
})

test('An event passes a filter if it matches both of its parts', () => {
  const placed = { stream: 'order-1', type: 'Placed' }
  for (const [filter, expected] of [
    [{ streams: 'all', types: 'all' }, true],
    [{ streams: { prefix: '' }, types: 'all' }, true],
    [{ streams: { prefix: 'order-1' }, types: ['Paid', 'Placed'] }, true],
    [{ streams: { prefix: 'order-11' }, types: 'all' }, false],
    [{ streams: { prefix: 'rder' }, types: 'all' }, false],
    [{ streams: { prefix: 'Order' }, types: 'all' }, false],
    [{ streams: 'all', types: ['Paid'] }, false],
    [{ streams: 'all', types: ['placed'] }, false],
    [{ streams: { prefix: 'order' }, types: ['Paid'] }, false],
    [{ streams: { prefix: 'other' }, types: ['Placed'] }, false],
  ] as const) {
    assert.equal(passes(filter, placed), expected, JSON.stringify(filter))
  }
})
