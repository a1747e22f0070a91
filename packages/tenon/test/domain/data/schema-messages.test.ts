import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must, mustHave } from 'tenon'

test('A schema of another zod than this package has takes our sentences too', () => {
  // The compiler would refuse an issue of another version if our functions took that of our version.
  const issue: { readonly code: 'of another version'; readonly input: number } = {
    code: 'of another version',
    input: 3,
  }
  assert.equal(must('a text').error(issue), 'must be a text, not 3')
  assert.equal(mustHave('to', 'text').error(issue), 'must be an object with to, text, not 3')
  assert.equal(
    mustHave('to', 'text').error({ ...issue, keys: ['from'] }),
    'has an unknown field "from"; allowed: to, text',
  )
})
