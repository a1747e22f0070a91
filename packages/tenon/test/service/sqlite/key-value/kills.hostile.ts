import { test } from 'node:test'
import { kills } from './kills.ts'

test('Every acknowledged put is there after each of a hundred kills, and no revision is used twice', (t) =>
  kills(t, 100))
