import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Progress, StatusLine } from '../../../../src/api/cli/terminal/progress.ts'
import { Output } from '../../../../src/api/cli/terminal/terminal.ts'

test('progress is shown on a terminal and then erased, and is shown nowhere else', async () => {
  const [terminal, pipe] = [Object.assign(new PassThrough(), { isTTY: true, columns: 80 }), new PassThrough()]
  const [shown, hidden] = [new Progress(new Output(terminal)), new Progress(new Output(pipe))]
  let count = 0
  while (terminal.readableLength === 0) {
    count += 1
    hidden.at(count, 'events')
    shown.at(count, 'events')
    await setImmediate()
  }
  const text = String(terminal.read())
  assert.match(text, /^\r[\d,]+ events, [\d,]+ a second$/)
  assert.equal(text.slice(1).split(' ')[0], count.toLocaleString('en'))
  shown.clear()
  hidden.clear()
  assert.equal(String(terminal.read()), `\r${' '.repeat(text.length - 1)}\r`)
  assert.equal(pipe.readableLength, 0)
})

test('a line that is replaced covers the one before, fits the terminal, and is not written again if it is the same', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 10 })
  const line = new StatusLine(new Output(terminal))
  for (const text of ['a long line', 'short', 'short']) line.show(text)
  line.clear()
  line.clear()
  assert.equal(String(terminal.read()), '\ra long li\rshort    \r     \r')
})
