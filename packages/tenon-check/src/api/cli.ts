export { checkCommand, type CheckShell, run } from './cli/program.ts'
export { packageVersion as version } from '../service/node/package.ts'
