/** Folders that hold more files than they should, until they are divided. */
export const crowded: readonly string[] = [
  'src/api/cli',
  'src/api/cli/check',
  'src/domain/conformance/cases',
  'src/domain/event',
  'src/domain/rules/constraints',
  'src/service/binding',
  'src/service/lab',
  'src/service/nats/log',
  'src/service/oxc',
  'src/service/oxc/facts',
]

/** Files that import each other in a circle, until it is cut: one file of each circle, the first by name. */
export const circular: readonly string[] = ['src/api/cli/event-line.ts', 'src/service/oxc/aside.ts']

/** Folders that import from each other in a circle, until it is cut: one folder of each circle, the first by name. */
export const circularFolders: readonly string[] = ['src/service/nats/connection', 'src/service/node']
