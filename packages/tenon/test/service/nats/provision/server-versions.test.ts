import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  answersMany,
  remembersLast,
  unfitness,
  versionIn,
} from '../../../../src/service/nats/provision/server-versions.ts'
import { streamConfig } from '../configs.ts'

const one = streamConfig('orders')
const three = streamConfig('orders', { replicas: 3 })

describe('The version of a server', () => {
  test('is read with and without what follows it, and nothing else is taken for one', () => {
    for (const [text, version] of [
      ['2.9.10', [2, 9, 10]],
      ['v2.11.0', [2, 11, 0]],
      ['2.12.0-RC.1', [2, 12, 0]],
      ['2.15.1-beta+build', [2, 15, 1]],
      ['10.0.0', [10, 0, 0]],
      ['2.9', undefined],
      ['', undefined],
      ['latest', undefined],
      ['-1.0.0', undefined],
    ] as const)
      assert.deepEqual(versionIn(text), version, text)
  })

  test('is fit for one replica from 2.9.0 on', () => {
    for (const version of ['2.9.0', '2.9.10', '2.9.21', '2.10.0', '2.12.0-RC.1', '3.0.0'])
      assert.equal(unfitness(version, one), undefined, version)
    for (const version of ['2.8.4', '2.2.0', '1.99.99', '0.0.0'])
      assert.match(
        unfitness(version, one) ?? '',
        new RegExp(`the server is ${version}, and Tenon needs 2.9.0 or later`),
      )
  })

  test('is fit for several replicas only from 2.9.21 on, where a fence holds', () => {
    for (const version of ['2.9.21', '2.9.25', '2.10.0', '2.15.1'])
      assert.equal(unfitness(version, three), undefined, version)
    for (const version of ['2.9.0', '2.9.10', '2.9.20'])
      assert.match(unfitness(version, three) ?? '', /before 2\.9\.21 .* Update it, or use one replica/)
    assert.match(unfitness('2.8.4', three) ?? '', /needs 2\.9\.0 or later/)
  })

  test('that is none is not trusted', () => {
    for (const version of ['', 'latest', '2.9', 'two'])
      assert.match(unfitness(version, one) ?? '', /instead of a version/)
  })

  test('says whether many messages are given at once, and whether the end of a subject is remembered', () => {
    assert.deepEqual(['2.10.27', '2.11.0', '2.9.10', 'latest'].map(answersMany), [false, true, false, false])
    assert.deepEqual(['2.10.27', '2.11.0', '2.9.10', 'latest'].map(remembersLast), [true, true, false, false])
  })
})
