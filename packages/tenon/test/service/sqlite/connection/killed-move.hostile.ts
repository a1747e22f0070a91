import { test } from 'node:test'
import { killedMoves } from './old-file.ts'

test('A file of 0.1.0 is of version 1 or 2 and nothing between, at whichever write the move was killed', (t) =>
  killedMoves(t, 1))
