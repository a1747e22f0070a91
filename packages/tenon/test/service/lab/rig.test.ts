import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkedRig, loadRig } from '../../../src/service/lab/rig.ts'
import * as memory from '../memory/rig.ts'
import * as sqlite from '../sqlite/rig.ts'
import * as remote from './remote/rig.ts'

const wrong: { readonly [name: string]: readonly unknown[] } = {
  url: [undefined, 'memory', 'https://example.org/rig.ts', 7],
  specification: [undefined, null, {}, 7, { ...memory.specification, tasks: null }],
  name: [undefined, '', 'Memory', 'my memory', '1st', null, 7],
  binding: [undefined, {}, null],
  faults: [undefined, {}, null],
  exemptions: [undefined, {}, [null], ['append/x'], [{ id: 'append/x' }], [{ id: 'append/x', reason: '' }]],
  sources: [undefined, 'file:///src', ['src/memory'], ['']],
  versions: [undefined, null, 'latest', { server: 7 }, { server: '' }],
}

suite('A rig', () => {
  for (const rig of [memory, sqlite, remote]) {
    test(`is what the module of ${rig.name} exports`, async () => {
      assert.equal(checkedRig(rig), rig)
      assert.equal((await loadRig(rig.url)).name, rig.name)
    })
  }

  for (const [name, values] of Object.entries(wrong)) {
    test(`must export a valid ${name}, and the error names it if it is not`, () => {
      for (const value of values) {
        const exported = { ...memory, [name]: value }
        assert.throws(() => checkedRig(exported), {
          name: 'TypeError',
          message: new RegExp(`^A rig exports ${name}: .+\\.$`),
        })
      }
    })
  }

  test('gets one error for everything that it lacks', () => {
    assert.throws(() => checkedRig({ ...memory, url: 1, name: 'No', versions: null }), {
      name: 'TypeError',
      message: /^A rig exports\n {2}url: .+\.\n {2}name: .+\.\n {2}versions: .+\.$/,
    })
  })

  test('may exempt its binding from a case, with a reason', () => {
    const exemptions = [{ id: 'append/x', reason: 'It cannot be done.' }]
    assert.deepEqual(checkedRig({ ...memory, exemptions }).exemptions, exemptions)
  })

  test('is not just any module', async () => {
    await assert.rejects(
      loadRig(new URL('network/wire-ends.ts', import.meta.url).href),
      /^TypeError: A rig exports\n {2}url: [^]*\n {2}versions: /,
    )
  })

  test('rejects as import does if its module cannot be loaded', async () => {
    await assert.rejects(loadRig(new URL('no-such-rig.ts', import.meta.url).href), { code: 'ERR_MODULE_NOT_FOUND' })
  })
})
