/** One box of a drawing. */
export interface GraphNode {
  readonly key: string
  /** The frame that it is in: a layer, or `technology`. */
  readonly place: string
  readonly lines: readonly string[]
  readonly isWrong: boolean
}

/** Boxes and the arrows between them, by the keys of the boxes. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly links: readonly { readonly from: string; readonly to: string; readonly isWrong: boolean }[]
}

/**
 * Writes a graph as the text of a Mermaid flow chart, from left to right, frame by frame, with its arrows in the order
 * of the boxes. What is wrong is red.
 */
export const mermaid = ({ nodes, links }: Graph): string => {
  const places = [...new Set([...PLACES, ...nodes.map(({ place }) => place)])]
  const shown = places.flatMap((place) => nodes.filter((node) => node.place === place))
  const ranks = new Map(shown.map(({ key }, i) => [key, i + 1]))
  const rank = (key: string): number => ranks.get(key) ?? 0
  const idOf = (key: string): string => `n${rank(key)}`
  const drawn = links
    .filter(({ from, to }) => ranks.has(from) && ranks.has(to))
    .toSorted((one, other) => rank(one.from) - rank(other.from) || rank(one.to) - rank(other.to))
  const wrong = drawn.flatMap(({ isWrong }, i) => (isWrong ? [i] : []))
  const wrongNodes = shown.filter(({ isWrong }) => isWrong).map(({ key }) => idOf(key))
  return [
    'flowchart LR',
    ...places.flatMap((place, i) => {
      const inside = shown.filter((node) => node.place === place)
      if (inside.length === 0) return []
      const boxes = inside.map(({ key, lines }) => `    ${idOf(key)}["${lines.map(escaped).join('<br/>')}"]`)
      return [`  subgraph p${i + 1}["${escaped(place)}"]`, ...boxes, '  end']
    }),
    ...drawn.map(({ from, to }) => `  ${idOf(from)} --> ${idOf(to)}`),
    ...(wrong.length === 0 ? [] : [`  linkStyle ${wrong.join(',')} ${RED}`]),
    ...(wrongNodes.length === 0 ? [] : [`  classDef wrong ${RED}`, `  class ${wrongNodes.join(',')} wrong`]),
  ].join('\n')
}

const PLACES: readonly string[] = ['domain', 'service', 'technology']

const RED = 'stroke:#d00,stroke-width:2px'

/** Escapes a name for Mermaid quotes: characters that could be markup become character codes. */
const escaped = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} _./@:$()-]/gu, (character) => `#${character.codePointAt(0)};`)
