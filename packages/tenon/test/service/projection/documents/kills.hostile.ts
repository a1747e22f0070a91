import { test } from 'node:test'
import { kills } from './kills.ts'

test('Documents equal the fold of the log after each of a hundred kills', (t) => kills(t, 100))
