#!/usr/bin/env node
// Any version of Node must be able to run this file, so that it can say which version is needed. So nothing is imported
// before the check, and there is no syntax here that Node 12 lacks. `engines` in package.json states the same versions.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major >= 24 || (major === 22 && minor >= 18)) void import('./api/cli/start.ts').then(({ start }) => start())
else {
  const says = `tenon-check runs on Node 24 or later, or on Node 22 from 22.18. This is Node ${process.versions.node}: install one of those, and run the command again.`
  process.stderr.write(`tenon-check: ${says}\n`)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ kind: 'usage', says })}\n`)
  process.exitCode = 2
}
