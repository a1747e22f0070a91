import type { Reference, ReferenceForm } from '../../facts/reference.ts'
import type { Group, Violation } from '../violation.ts'
import { isData, isSource } from '../../config/layer.ts'
import { importMessage } from './message.ts'
import type { Edge, View } from '../../project/view.ts'
import type { FileRule } from '../rule.ts'

/**
 * The domain imports the domain and what the config lists as pure, nothing else, by whatever form. A type is an import as a value is. A
 * specifier that leads nowhere, or that is computed, is denied too: nobody can tell what it brings in. A file that stands in the domain is
 * domain if it is a source, which is looked at itself, or data. A file of the api, or of no layer, is told of once, however many files of the domain import it.
 */
export const domainImports: FileRule = Object.freeze<FileRule>({
  id: 'domain-imports',
  cell: '`import boto3` / `import nats` in domain',
  layers: ['domain'],
  what: 'A domain file imports the domain and packages that the config lists as pure, and nothing else, in whatever form.',
  why: 'The domain says what it needs; which technology meets the need is service knowledge. A type is knowledge too: the name is the leak.',
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

/** What the domain shares with the api, or with what stands in no layer, is told once for each file: it is moved once. */
const groupOf = ({ target }: Edge): Group | null =>
  target.kind === 'file' && (target.layer === 'api' || target.layer === null)
    ? { key: target.path, across: 'project', part: target.path, way: String(target.layer), declaration: null }
    : null

const leaks = ({ pure, reference, target }: Edge): boolean =>
  !pure && !(target.kind === 'file' && target.layer === 'domain' && isKnown(target.path, reference))

/** Whether a file of the domain is looked at itself, or only holds data. Node runs a file without an ending, and by `require` any but JSON. */
const isKnown = (path: string, { form }: Reference): boolean =>
  isSource(path) || (LOADERS.has(form) ? path.endsWith('.json') : isData(path))

const LOADERS: ReadonlySet<ReferenceForm> = new Set(['require', 'import_equals'])
