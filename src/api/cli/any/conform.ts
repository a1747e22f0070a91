import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Law, laws } from '../../../domain/conformance/law.ts'
import type { Trial } from '../../../service/lab/conformance.ts'
import { retrying, tight, usual } from '../../../service/lab/policies.ts'
import type { Wish } from './conform/conforming.ts'
import { withExamples, withJson } from '../terminal/options.ts'
import type { Shell } from '../terminal/shell.ts'
import { exits } from '../session/status.ts'

interface Options {
  readonly effort: Trial['effort']
  readonly policy: keyof typeof POLICIES
  readonly law: readonly Law[]
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

// The keys of the table itself, which the compiler takes for any text.
const LAWS = Object.keys(laws) as readonly Law[]

/** Adds `tenon conform`. */
export const addConform = (program: Command, shell: Shell): void => {
  const command = program
    .command('conform')
    .summary('Proves that a binding keeps what it promises.')
    .description(
      `Runs the conformance cases on a rig, which is a module that makes a binding for each of them, and says of each law whether the binding keeps it (exit ${exits.finding} when one is broken).`,
    )
    .argument('<rig>', 'the module, .ts or .js')
    .addOption(
      new Option('--effort <effort>', 'plain leaves out what is hostile, short does a little of it, full all')
        .choices(['plain', 'short', 'full'])
        .default(EFFORT),
    )
    .addOption(
      new Option('--policy <name>', 'how often and how long a call is tried')
        .choices(Object.keys(POLICIES))
        .default(POLICY),
    )
    .addOption(
      new Option('--law <name>', 'only cases of this law; repeat it for several')
        .choices(LAWS)
        .argParser((name, names: readonly Law[]) => [...names, lawOf(name)])
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--case <id>',
        'only this case, or those whose ids begin so, such as works_after/; repeat it for several',
      )
        .argParser((id, ids: readonly string[]) => [...ids, id])
        .default([], 'all'),
    )
    .addOption(
      new Option('--certificate <file>', 'write what was proved to a file, unless a law is broken').conflicts([
        'law',
        'case',
      ]),
    )
  withExamples(
    command,
    'tenon conform rig.ts --effort short',
    'tenon conform rig.ts --law append --law read',
    'tenon conform rig.ts --case works_after/ --policy all',
  )
  withJson(
    command,
    'one {"policy","id","law","says","verdict"} a case, and last the laws, of the kind proved, broken or stopped',
  ).action(async (module: string, options: Options) => {
    // The kit is as large as all else together, and no other command needs it.
    const { conform } = await import('./conform/conforming.ts')
    shell.end(await conform(shell.terminal, module, wish(module, options)))
  })
}

const wish = (module: string, { effort, policy, law, case: cases, certificate, json }: Options): Wish => ({
  effort,
  policies: POLICIES[policy],
  wanted: { laws: law, cases },
  certificate,
  json,
  alone: (id) =>
    [
      `tenon conform ${/^[\w./@:\\-]+$/.test(module) ? module : JSON.stringify(module)} --case ${id}`,
      ...(effort === EFFORT ? [] : [`--effort ${effort}`]),
      ...(policy === POLICY ? [] : [`--policy ${policy}`]),
    ].join(' '),
})

const lawOf = (name: string): Law => {
  const law = LAWS.find((each) => each === name)
  if (law === undefined) throw new InvalidArgumentError(`The laws are ${LAWS.join(', ')}.`)
  return law
}
