import { once, shortList, type Summarise } from '../summary.ts'

/** Reports a file outside the domain that several domain files import: code that they share. */
export const summariseDomainImports: Summarise = (several) => {
  const [{ what, fix, group }] = several
  const files = once(several.map(({ path }) => path))
  if (files.length === 1 || group === null) return { what, fix }
  const firsts = files.map((path) => `${path}:${several.find((each) => each.path === path)?.line}`)
  const place = group.way === 'api' ? 'a file of the api' : 'which is in no layer, so no rule checks it'
  return {
    what: `${several.length} imports in ${files.length} files of the domain lead to ${group.key}, ${place}: ${shortList(firsts)}.`,
    fix: `Move it into the domain, or add it to the domain's patterns in the config, so that it is checked too.`,
  }
}
