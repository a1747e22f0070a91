import { proved } from './proved.ts'

await proved('sqlite', 'hostile')
