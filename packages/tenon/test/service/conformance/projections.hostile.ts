import { proved } from './proved.ts'

await proved('projections', 'hostile')
