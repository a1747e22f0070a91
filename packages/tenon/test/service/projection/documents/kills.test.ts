import { test } from 'node:test'
import { kills } from './kills.ts'

test('Documents equal the fold of the log after a kill at each point of a step', (t) => kills(t, 5))
