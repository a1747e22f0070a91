import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judge } from '../packages/tenon-check/src/domain/judgement/judge.ts'
import { capabilityMap } from '../packages/tenon-check/src/domain/map/capability-map.ts'
import { rules } from '../packages/tenon-check/src/domain/rules/rules.ts'
import { readConfig } from '../packages/tenon-check/src/service/project/config.ts'
import { Project } from '../packages/tenon-check/src/service/project/project.ts'

/** The command that writes the map of this project into its document. */
export const command = 'node --conditions=tenon-source scripts/capability-map.ts'

/** The document that shows the map. */
export const document = new URL('../docs/capability-map.md', import.meta.url)

/** Returns the document with the map as it should be now. */
export const documentNow = (): string =>
  readFileSync(document, 'utf8').replace(
    /(<!-- map -->\n)[\s\S]*?(<!-- \/map -->)/,
    (_all, begin: string, end: string) => `${begin}\`\`\`mermaid\n${mapNow()}\n\`\`\`\n${end}`,
  )

const mapNow = (): string => {
  const configPath = fileURLToPath(new URL('../tenon.config.ts', import.meta.url))
  const read = readConfig(configPath)
  if (read.kind !== 'config') throw new Error(`${configPath} is no config.`)
  const reading = Project.open({ configPath, config: read.config, texts: new Map() }).read()
  return capabilityMap(reading, judge(reading, rules, 'project').findings)
}

if (import.meta.main) writeFileSync(document, documentNow())
