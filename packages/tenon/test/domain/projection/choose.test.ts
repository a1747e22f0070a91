import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Build, FIRST_CHECKPOINT } from '../../../src/domain/projection/build.ts'
import { type Choice, chooseFirst, chooseNext } from '../../../src/domain/projection/choose.ts'

/** Returns builds by their names, the oldest first. A star marks the live one: `1.1 1.2* 2.1`. */
const builds = (text: string): readonly Build[] =>
  text.split(' ').flatMap((name) => {
    const [, version, number, live] = /^(\d)\.(\d)(\*?)$/.exec(name) ?? []
    return version === undefined
      ? []
      : [
          {
            version: Number(version),
            number: Number(number),
            live: live === '*',
            paused: false,
            checkpoint: FIRST_CHECKPOINT,
          },
        ]
  })

const shown = (choice: Choice): string => {
  switch (choice.kind) {
    case 'run':
      return `run ${choice.build.version}.${choice.build.number}`
    case 'begin':
      return `begin ${choice.number}`
    case 'dropped':
      return 'dropped'
    default:
      return choice satisfies never
  }
}

describe('A run that begins', () => {
  const cases = [
    { there: '', version: 1, rebuild: false, is: 'begin 1' },
    { there: '', version: 1, rebuild: true, is: 'begin 1' },
    { there: '1.1*', version: 1, rebuild: false, is: 'run 1.1' },
    { there: '1.1*', version: 1, rebuild: true, is: 'begin 2' },
    { there: '1.1*', version: 2, rebuild: false, is: 'begin 1' },
    { there: '1.1*', version: 2, rebuild: true, is: 'begin 1' },
    { there: '1.1 1.2*', version: 1, rebuild: false, is: 'run 1.2' },
    { there: '1.1* 1.2', version: 1, rebuild: false, is: 'run 1.1' },
    { there: '1.1* 1.2', version: 1, rebuild: true, is: 'begin 3' },
    { there: '1.2*', version: 1, rebuild: true, is: 'begin 3' },
    { there: '1.1* 2.1', version: 2, rebuild: false, is: 'run 2.1' },
    { there: '1.1* 2.1 2.2', version: 2, rebuild: false, is: 'run 2.2' },
    { there: '1.1 1.2 2.1*', version: 1, rebuild: false, is: 'run 1.2' },
    { there: '2.1*', version: 1, rebuild: false, is: 'begin 1' },
  ]
  for (const { there, version, rebuild, is } of cases)
    test(`chooses to ${is} of version ${version}${rebuild ? ', rebuilding' : ''}, where there is ${there || 'no build'}`, () =>
      assert.equal(shown(chooseFirst(builds(there), { version, rebuild })), is))
})

describe('A run of build 1.2', () => {
  const cases = [
    { there: '1.1* 1.2', is: 'run 1.2', why: 'while it is not live yet' },
    { there: '1.1 1.2*', is: 'run 1.2', why: 'while it is live' },
    { there: '1.2 1.3*', is: 'run 1.3', why: 'when a newer build of its version has replaced it' },
    { there: '1.3*', is: 'run 1.3', why: 'when it was replaced and dropped' },
    { there: '1.1* 1.2 1.3', is: 'run 1.2', why: 'while a newer build is not live' },
    { there: '1.2 2.1*', is: 'run 1.2', why: 'when another version is live' },
    { there: '1.2 2.3*', is: 'run 1.2', why: 'when another version with a higher number is live' },
    { there: '1.1*', is: 'dropped', why: 'when it is not there any more' },
    { there: '', is: 'dropped', why: 'when no build is there any more' },
  ]
  for (const { there, is, why } of cases)
    test(`chooses ${is} ${why}`, () => assert.equal(shown(chooseNext(builds(there), { version: 1, number: 2 })), is))
})
