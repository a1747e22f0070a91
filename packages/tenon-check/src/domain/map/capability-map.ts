import { type Needed, neededIn, type Provided, providedIn } from '../capability/capabilities.ts'
import type { Finding, Site } from '../judgement/finding.ts'
import { definitionOf } from '../project/definition.ts'
import type { Reading } from '../project/reading.ts'
import type { Survey } from '../project/survey.ts'
import { reachedBy, technologyOf } from '../project/technology-use.ts'
import type { Edge, View } from '../project/view.ts'
import { type Graph, type GraphNode, mermaid } from './mermaid.ts'

/**
 * Draws a project as the text of a Mermaid flow chart: what the domain declares, what in the service provides it, and
 * with which technology. What nothing provides has a red border. Imports that leave the domain are red arrows.
 */
export const capabilityMap = (reading: Reading, findings: readonly Finding[]): string =>
  mermaid(graphOf(reading, findings))

/** The map as data, its nodes in order of path. Duplicates are merged. */
const graphOf = (survey: Survey, findings: readonly Finding[]): Graph => {
  const provided = shownOf(providedIn(survey))
  const isProvided = ({ key }: Needed): boolean => provided.some((each) => each.key === key)
  const drawn = [
    ...neededIn(survey).map((each) => declared(each, isProvided(each))),
    ...provided.map(bound),
    ...findings
      .filter(({ rule }) => rule === 'domain-imports')
      .flatMap(({ places }) => places.map((each) => leaked(survey, each))),
  ]
  const nodes = distinct(
    drawn.flatMap((each) => each.nodes),
    ({ key }) => key,
  )
  const links = distinct(
    drawn.flatMap((each) => each.links),
    ({ from, to, isWrong }) => JSON.stringify([from, to, isWrong]),
  )
  return { nodes: nodes.toSorted((one, other) => order(placeOf(one), placeOf(other))), links }
}

/** The first item of each key. */
const distinct = <Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] =>
  [...Map.groupBy(items, key).values()].flatMap(([first]) => first ?? [])

/** The providers to draw, without the files that only import something if others are known to provide it. */
const shownOf = (provided: readonly Provided[]): readonly Provided[] =>
  provided.filter(({ key, imported }) => !imported || provided.every((each) => each.imported || each.key !== key))

/** What the domain declares. */
const declared = ({ key, kind, name, path }: Needed, isProvided: boolean): Graph => ({
  nodes: [{ key, place: 'domain', lines: [`${kind} ${name}`, path], isWrong: !isProvided }],
  links: [],
})

/** A provider in the service of something that the domain declares, with its technologies. */
const bound = (provided: Provided): Graph => {
  const { key, view, by } = provided
  const provider = box('service', `${view.facts.path}#${by}`, [by, view.facts.path])
  const used = technologiesOf(provided).map(technologyBox)
  return {
    nodes: [provider, ...used],
    links: [
      { from: key, to: provider.key, isWrong: false },
      ...used.map((each) => ({ from: provider.key, to: each.key, isWrong: false })),
    ],
  }
}

/** An import of a domain file that leaves the domain. */
const leaked = ({ views }: Survey, { path, subject }: Site): Graph => {
  const view = views.find(({ facts }) => facts.path === path)
  const edge = view?.edges.find(({ reference }) => reference.specifier === subject)
  const from = box('domain', path, [path])
  const to = view === undefined || edge === undefined ? technologyBox(subject) : endOf(view, edge)
  return { nodes: [from, to], links: [{ from: from.key, to: to.key, isWrong: true }] }
}

const endOf = (view: View, edge: Edge): GraphNode => {
  const { target, reference } = edge
  if (target.kind === 'file') return box(target.layer ?? 'no layer', target.path, [target.path])
  const name = target.kind === 'package' || target.kind === 'builtin' ? target.name : (reference.specifier ?? '')
  return technologyBox(technologyOf(view, edge) ?? name)
}

const technologyBox = (name: string): GraphNode => box('technology', `technology ${name}`, [name])

const box = (place: string, key: string, lines: readonly string[]): GraphNode => ({
  key,
  place,
  lines: lines.filter((line) => line !== ''),
  isWrong: false,
})

/** The sort key of a node: its path, then its other lines. */
const placeOf = ({ lines }: GraphNode): string => lines.toReversed().join(' ')

const order = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1)

/**
 * The technologies that something is provided with: those of its executor if it is known, otherwise those of its file.
 */
const technologiesOf = ({ view, executor }: Provided): readonly string[] => {
  const found = definitionOf(view, executor)
  if (found === null) return reachedBy(view)
  if (found.kind === 'file') return reachedBy(found.view)
  return [technologyOf(view, found.edge)].filter((each) => each !== null)
}
