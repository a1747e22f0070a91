import type { DomainEntry, Survey } from '../../project/survey.ts'
import type { FindTechnology } from '../../technology/technology.ts'
import type { ProjectRule } from '../rule.ts'
import type { PlacedViolation } from '../violation.ts'

/**
 * The domain has no folder for infrastructure, and no folder or file of any kind that is named after a technology of
 * the project, even an empty one. One finding reports the topmost folder and everything in it. A folder for
 * infrastructure directly below a folder of the domain belongs to the domain, whatever the patterns of the config say.
 */
export const infraDirectory: ProjectRule = Object.freeze<ProjectRule>({
  id: 'infra-directory',
  cell: '`domain/infra/` directory',
  layers: ['domain'],
  what: 'The domain has no folder named infra or infrastructure, and no folder or file named after a technology.',
  why: 'The domain declares abstract needs, and the service binds them to technology. A place for technology in the domain will soon be full of it.',
  how: 'Move the folder to the service, and bind there what the domain declares. Put what belongs to the domain in a file named for its meaning: `order/store.ts`, not `order/postgres.ts`.',
  plants: [
    {
      layer: 'domain',
      file: 'infra/planted.ts',
      text: 'export interface PlantedQueue {\n  readonly name: string\n}\n',
    },
  ],
  reads: 'project',
  notInLinters:
    'A linter sees one source file at a time. It sees no folders, no empty folders and no other kinds of files.',
  find: (survey: Survey) => {
    const wrong = survey.domainEntries.flatMap((entry) => {
      const says = fault(entry, survey.lexicon.byToken)
      return says === null ? [] : [{ entry, says }]
    })
    const paths = new Set(wrong.map(({ entry }) => entry.path))
    return wrong
      .filter(({ entry }) => !foldersAbove(entry.path).some((folder) => paths.has(folder)))
      .map(({ entry, says }) => violation(entry, says, survey))
  },
})

/** Whether a folder is named for infrastructure, in any case and with any non-letters around the name, as `_infra`. */
export const isForInfrastructure = (name: string): boolean => /^[^a-z]*infra(?:structure)?[^a-z]*$/i.test(name)

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const foldersAbove = (path: string): readonly string[] => {
  const folder = folderOf(path)
  return folder === '' ? [] : [folder, ...foldersAbove(folder)]
}

const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`)

const fault = ({ path, kind }: DomainEntry, find: FindTechnology): string | null => {
  const name = nameOf(path)
  if (kind === 'folder' && isForInfrastructure(name)) return `${path} is a folder for infrastructure in the domain.`
  const technology = find(name)
  return technology === null ? null : `${path} is in the domain but is named after ${technology.name}.`
}

const violation = (place: DomainEntry, says: string, survey: Survey): PlacedViolation => {
  const { path, kind } = place
  const files = survey.domainEntries
    .filter((each) => each.kind === 'file' && isIn(each.path, path))
    .map((each) => each.path)
  const isEmpty = kind === 'folder' && files.length === 0
  return {
    path,
    start: 0,
    end: 0,
    within: '',
    subject: path,
    what: kind === 'file' ? says : `${says} ${holding(files, path)}`,
    fix: isEmpty ? 'Remove the folder.' : `Move it to the service: ${move(path, survey)}`,
    edit: null,
    group: null,
  }
}

/** How many files of a folder a message names. */
const NAMED = 3

const holding = (files: readonly string[], folder: string): string => {
  if (files.length === 0) return 'It holds no files.'
  const named = files.slice(0, NAMED).map((file) => file.slice(folder.length + 1))
  const more = files.length - named.length
  return `It holds ${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}.`
}

/** The command that moves a folder or a file to the service. */
const move = (path: string, { views }: Survey): string => {
  const services = views.filter(({ layer }) => layer === 'service').map(({ facts }) => facts.path)
  const target = targetOf(path, services)
  if (target === null) return `git mv ${word(path)} <a folder of the service>`
  const holdsFiles = (folder: string): boolean => views.some(({ facts }) => isIn(facts.path, folder))
  if (holdsFiles(target)) return `git mv ${word(path)}/* ${word(target)}/`
  if (services.includes(target)) return `${target} already exists, so put what is needed of ${path} into it.`
  const parent = folderOf(target)
  return `${holdsFiles(parent) ? '' : `mkdir -p ${word(parent)} && `}git mv ${word(path)} ${word(target)}`
}

/**
 * The destination: the same path with `service` instead of `domain`, or otherwise the folder that holds all service
 * files.
 */
const targetOf = (path: string, services: readonly string[]): string | null => {
  const segments = path.split('/')
  const domain = segments.lastIndexOf('domain', -2)
  if (domain !== -1) return segments.with(domain, 'service').join('/')
  const [first] = services
  if (first === undefined) return null
  let home = folderOf(first)
  while (home !== '' && !services.every((each) => isIn(each, home))) home = folderOf(home)
  return home === '' ? null : `${home}/${nameOf(path)}`
}

/** A path, quoted for a shell if necessary. */
const word = (path: string): string => (/^[\w./@-]+$/.test(path) ? path : `'${path}'`)
