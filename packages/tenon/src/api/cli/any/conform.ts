import { type Command, Option } from 'commander'
import type { Trial } from '../../../service/lab/runner/conformance.ts'
import { retrying, tight, usual } from '../../../service/lab/runner/policies.ts'
import { exits } from '../terminal/exits.ts'
import { exclusive, withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import type { ProofRequest } from './conform/prove-rig.ts'

interface Options {
  readonly effort: Trial['effort']
  readonly policy: keyof typeof POLICIES
  readonly law: readonly string[]
  readonly case: readonly string[]
  readonly certificate: string | undefined
  readonly json: boolean
}

const POLICIES = {
  usual: [['usual', usual]],
  retrying: [['retrying', retrying]],
  tight: [['tight', tight]],
  all: [
    ['usual', usual],
    ['retrying', retrying],
    ['tight', tight],
  ],
} as const

const EFFORT = 'full'
const POLICY = 'usual'

/** Adds `tenon conform`. */
export const addConform = (program: Command, shell: Shell): void => {
  const command = program
    .command('conform')
    .summary('Proves that a binding keeps what it promises.')
    .description(
      `Runs the conformance cases on a rig, a module that makes a binding for each case, and reports for each law whether the binding keeps it (exit ${exits.finding} if a law is broken).`,
    )
    .argument('<rig>', 'the module, .ts or .js')
    .addOption(
      new Option('--effort <effort>', 'plain leaves out hostile cases, short runs them in brief, full runs them all')
        .choices(['plain', 'short', 'full'])
        .default(EFFORT),
    )
    .addOption(
      new Option('--policy <name>', 'how often and for how long a call is tried')
        .choices(Object.keys(POLICIES))
        .default(POLICY),
    )
    .addOption(
      new Option('--law <name>', "only cases of this law of the rig's specification; repeat it for several laws")
        .argParser((name, names: readonly string[]) => [...names, name])
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--case <id>',
        'only this case, or the cases whose ids begin with this, such as works_after/; repeat it for several',
      )
        .argParser((id, ids: readonly string[]) => [...ids, id])
        .default([], 'all'),
    )
    .addOption(
      exclusive(
        new Option('--certificate <file>', 'write what was proved to a file, unless a law is broken'),
        'law',
        'case',
      ),
    )
  withExamples(
    command,
    'tenon conform rig.ts --effort short',
    'tenon conform rig.ts --law closing --law refusal',
    'tenon conform rig.ts --case works_after/ --policy all',
  )
  withJson(
    command,
    'one {"policy","id","law","says","verdict"} per case; the last line has the laws, and its kind is proved, broken or stopped',
  ).action(async (module: string, options: Options) => {
    // The kit is as large as everything else together, and no other command needs it.
    const { proveRig } = await import('./conform/prove-rig.ts')
    shell.end(await proveRig(shell.terminal, module, request(module, options)))
  })
}

const request = (module: string, { effort, policy, law, case: cases, certificate, json }: Options): ProofRequest => ({
  effort,
  policies: POLICIES[policy],
  selection: { laws: law, cases },
  certificate,
  json,
  rerun: (id) =>
    [
      `tenon conform ${/^[\w./@:\\-]+$/.test(module) ? module : JSON.stringify(module)} --case ${id}`,
      ...(effort === EFFORT ? [] : [`--effort ${effort}`]),
      ...(policy === POLICY ? [] : [`--policy ${policy}`]),
    ].join(' '),
})
