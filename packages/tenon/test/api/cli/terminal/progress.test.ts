import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Progress } from '../../../../src/api/cli/terminal/progress.ts'
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
