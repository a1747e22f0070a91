#!/usr/bin/env node
// Any version of Node must be able to read this file, so that it can say which version is needed. It imports nothing
// before that is known, and uses no syntax that Node 12 lacks. The same version is in `engines` of package.json.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major >= 24 || (major === 22 && minor >= 18)) void import('./api/cli/start.ts').then(({ start }) => start())
else {
  const says = `tenon-check runs on Node 24 or later, or on Node 22 from 22.18 on. This is Node ${process.versions.node}: install one of those, and run it again.`
  process.stderr.write(`tenon-check: ${says}\n`)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ kind: 'usage', says })}\n`)
  process.exitCode = 2
}
