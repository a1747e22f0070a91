import { proved } from './proved.ts'

await proved('memory', 'hostile')
