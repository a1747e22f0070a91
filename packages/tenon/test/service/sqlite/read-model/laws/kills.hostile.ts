import { test } from 'node:test'
import { kills } from './kills.ts'

test('model_equals_fold holds after each of a hundred kills, twenty at each point of a step', (t) => kills(t, 20))
