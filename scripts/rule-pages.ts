import { mkdirSync, writeFileSync } from 'node:fs'
import { rulePages } from './rule-page.ts'

const folder = new URL('../docs/rules/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, text] of rulePages()) writeFileSync(new URL(name, folder), text)
