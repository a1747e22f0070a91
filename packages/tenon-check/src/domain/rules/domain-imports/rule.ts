import { isData, isSource } from '../../config/layer.ts'
import type { Reference, ReferenceForm } from '../../facts/reference.ts'
import type { Edge, View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'
import type { Group, Violation } from '../violation.ts'
import { importMessage } from './message.ts'

/**
 * The domain imports the domain and what the config lists as pure, and nothing else, in any form. A type counts as a
 * value does. A specifier that leads nowhere or is computed is denied too, because what it brings in is unknown. A file
 * in a domain folder counts as domain if it is a source file, which is checked itself, or data. A file of the api or of
 * no layer is reported once, however many domain files import it.
 */
export const domainImports: FileRule = Object.freeze<FileRule>({
  id: 'domain-imports',
  cell: '`import boto3` / `import nats` in domain',
  layers: ['domain'],
  what: 'A domain file imports only the domain and the packages that the config lists as pure, whatever the form of the import.',
  why: 'The domain says what it needs; the service knows which technology meets the need. Importing a type counts too: the name alone ties the domain to the technology.',
  how: 'Declare the need as a capability in the domain, move the import to a service file, and bind it there. A package that does no I/O and reads no clock can be listed under "pure".',
  plants: [
    {
      layer: 'domain',
      file: 'planted-import.ts',
      text: "import { readFileSync } from 'node:fs'\n\nexport const priceList = (): string => readFileSync('prices.csv', 'utf8')\n",
    },
  ],
  reads: 'file',
  find: (view: View) =>
    view.edges.filter(leaks).map((edge) => {
      const { start, end, within, specifier } = edge.reference
      const { what, fix } = importMessage(edge, view)
      const subject = specifier ?? 'computed'
      return { start, end, within, subject, what, fix, edit: null, group: groupOf(edge) } satisfies Violation
    }),
})

/** A file that the domain shares with the api, or that is in no layer, is reported once, because it is moved once. */
const groupOf = ({ target }: Edge): Group | null =>
  target.kind === 'file' && (target.layer === 'api' || target.layer === null)
    ? { key: target.path, across: 'project', part: target.path, way: String(target.layer), declaration: null }
    : null

const leaks = ({ pure, reference, target }: Edge): boolean =>
  !pure && !(target.kind === 'file' && target.layer === 'domain' && isKnown(target.path, reference))

/**
 * Whether a file of the domain is checked itself or only holds data. Node runs a file without an extension, and
 * `require` runs any file but JSON.
 */
const isKnown = (path: string, { form }: Reference): boolean =>
  isSource(path) || (LOADERS.has(form) ? path.endsWith('.json') : isData(path))

const LOADERS: ReadonlySet<ReferenceForm> = new Set(['require', 'import_equals'])
