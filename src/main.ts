#!/usr/bin/env node
// A Node of any age must be able to read this file, so that it can say which one is needed: nothing is imported before that is known,
// and there is no syntax here that Node 12 lacks. The same version stands in `engines` of package.json.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major >= 24 || (major === 22 && minor >= 18)) void import('./api/cli/start.ts').then(({ start }) => start())
else {
  const says = `Tenon runs on Node 24 or later, or on Node 22 from 22.18 on. This is Node ${process.versions.node}: install one of those, and run it again.`
  process.stderr.write(`tenon: ${says}\n`)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ kind: 'usage', says })}\n`)
  process.exitCode = 2
}
