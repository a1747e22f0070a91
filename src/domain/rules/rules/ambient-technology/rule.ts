import type { AmbientUse } from '../../facts/ambient.ts'
import type { Violation } from '../violation.ts'
import { allowedGlobals, globalObjects, type Provision, provisions } from '../../host/globals.ts'
import type { FileRule } from '../rule.ts'
import type { View } from '../../project/view.ts'

/**
 * The domain uses nothing that a host provides without an import, and that reads, draws, waits or reaches out. A name that the file itself
 * declares is its own. A type counts as a value does: the name is the leak. What is called with what it needs (`new Date(at)`, `Date.parse`)
 * is the language's; what `require` and its like load is decided by `domain-imports`.
 */
export const ambientTechnology: FileRule = Object.freeze<FileRule>({
  id: 'ambient-technology',
  cell: '`import boto3` / `import nats` in domain, without an import: `fetch`, `process`, the clock, randomness',
  layers: ['domain'],
  what: 'A domain file uses nothing that its host provides without an import: no network, clock, randomness, timer, console, environment or store.',
  why: 'Technology that needs no import is technology all the same. A domain that reads the clock or the network gives other answers tomorrow or elsewhere, and no one can hand it another.',
  how: 'Take the value as an argument: the time, the id, the text. Where the domain must ask for it, declare the need as a capability and bind it in a service file.',
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
    use.form === 'type' ? `The domain names a type of its host: ${name}.` : `The domain ${provision.does}: ${name}.`
  return [{ start, end, within, subject: name, what, fix: provision.instead, edit: null, group: null }]
}

/** What provides something, and by which name. */
interface Provided {
  readonly provision: Provision
  readonly name: string
}

const byName: ReadonlyMap<string, Provision> = new Map(
  provisions.flatMap((provision) => provision.names.map((name) => [name, provision] as const)),
)

const allowed: ReadonlySet<string> = new Set(allowedGlobals.flatMap(({ names }) => names))

/** What `domain-imports` decides, by what they load. */
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
  // Any other member of the global object, such as one that is computed.
  const whole = byName.get('globalThis')
  const [first = ''] = use.path.split('.')
  const ofWhole = globalObjects.includes(first) && !allowed.has(path[0] ?? '')
  return ofWhole && whole !== undefined ? { provision: whole, name: legible(use.path.split('.').slice(0, 2)) } : null
}

/** The names by which the table may have a use, the most exact first. */
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

/** The parts of a path behind the global object: `fetch` of `globalThis.fetch`. */
const ownPath = (path: string): readonly string[] => {
  const parts = path.split('.')
  const own = parts.findIndex((part) => !globalObjects.includes(part))
  return own > 0 ? parts.slice(own) : parts
}

const legible = (parts: readonly string[]): string => parts.join('.').replaceAll('.[]', '[…]')
