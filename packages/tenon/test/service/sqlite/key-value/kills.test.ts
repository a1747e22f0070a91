import { test } from 'node:test'
import { kills } from './kills.ts'

test('Every acknowledged put is there, with a revision of its own, after the process that made it was killed', (t) =>
  kills(t, 5))
