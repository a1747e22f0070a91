import type { AmbientUse } from '../../facts/ambient.ts'
import { allowedGlobals, globalObjects, type Provision, provisions } from '../../host/globals.ts'
import type { View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'
import type { Violation } from '../violation.ts'

/**
 * The domain uses nothing that a host provides without an import and that reads, draws random values, waits or reaches
 * outside. A name that the file itself declares belongs to the file. Types count as values do, because the name alone
 * ties the domain to the host. A call that is given all it needs (`new Date(at)`, `Date.parse`) is part of the
 * language. `domain-imports` decides about what `require` and similar functions load.
 */
export const ambientTechnology: FileRule = Object.freeze<FileRule>({
  id: 'ambient-technology',
  cell: '`import boto3` / `import nats` in domain, without an import: `fetch`, `process`, the clock, randomness',
  layers: ['domain'],
  what: 'A domain file uses nothing that its host provides without an import: no network, clock, randomness, timer, console, environment or storage.',
  why: 'Technology that needs no import is still technology. A domain that reads the clock or the network gives different answers tomorrow or on another machine, and its caller cannot give it another clock or network.',
  how: 'Take the value as an argument: the time, the id, the text. If the domain must ask for it, declare the need as a capability and bind it in a service file.',
  plants: [
    {
      layer: 'domain',
      file: 'planted-clock.ts',
      text: 'export const isOver = (deadline: number): boolean => deadline < Date.now()\n',
    },
  ],
  reads: 'file',
  find: ({ facts }: View) => facts.ambient.flatMap(violations),
})

const violations = (use: AmbientUse): readonly Violation[] => {
  const found = provided(ownPath(use.path), use)
  if (found === null) return []
  const { start, end, within } = use
  const { provision, name } = found
  const what =
    use.form === 'type' ? `The domain uses a type of its host: ${name}.` : `The domain ${provision.does}: ${name}.`
  return [{ start, end, within, subject: name, what, fix: provision.instead, edit: null, group: null }]
}

/** The provision that a use falls under, and the name to report. */
interface Provided {
  readonly provision: Provision
  readonly name: string
}

const byName: ReadonlyMap<string, Provision> = new Map(
  provisions.flatMap((provision) => provision.names.map((name) => [name, provision] as const)),
)

const allowed: ReadonlySet<string> = new Set(allowedGlobals.flatMap(({ names }) => names))

/** Calls that load a module. `domain-imports` decides about these, by what they load. */
const LOADING: ReadonlySet<string> = new Set([
  'require(…)',
  'require.resolve(…)',
  'process.getBuiltinModule(…)',
  'import.meta.resolve(…)',
])

const provided = (path: readonly string[], use: AmbientUse): Provided | null => {
  const keys = keysOf(path.join('.'), use.form)
  if (keys.some((key) => LOADING.has(key))) return null
  for (const key of keys) {
    const provision = byName.get(key)
    if (provision !== undefined) return { provision, name: key.replace('…', '') }
  }
  for (let length = path.length - 1; length > 0; length--) {
    const provision = byName.get(path.slice(0, length).join('.'))
    if (provision !== undefined) return { provision, name: legible(path.slice(0, length + 1)) }
  }
  // Any other member of the global object, for example a computed one.
  const whole = byName.get('globalThis')
  const [first = ''] = use.path.split('.')
  const ofWhole = globalObjects.includes(first) && !allowed.has(path[0] ?? '')
  return ofWhole && whole !== undefined ? { provision: whole, name: legible(use.path.split('.').slice(0, 2)) } : null
}

/** The keys under which the table may list a use, most specific first. */
const keysOf = (path: string, form: AmbientUse['form']): readonly string[] => {
  switch (form) {
    case 'call_bare':
      return [`${path}()`, `${path}(…)`, path]
    case 'call':
      return [`${path}(…)`, path]
    case 'new_bare':
      return [`new ${path}()`, `new ${path}(…)`, path]
    case 'new':
      return [`new ${path}(…)`, path]
    case 'read':
    case 'type':
      return [path]
    default:
      return form satisfies never
  }
}

/** The parts of a path after the global object: `fetch` of `globalThis.fetch`. */
const ownPath = (path: string): readonly string[] => {
  const parts = path.split('.')
  const own = parts.findIndex((part) => !globalObjects.includes(part))
  return own > 0 ? parts.slice(own) : parts
}

const legible = (parts: readonly string[]): string => parts.join('.').replaceAll('.[]', '[…]')
