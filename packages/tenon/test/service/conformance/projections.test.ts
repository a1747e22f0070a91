import { proved } from './proved.ts'

await proved('projections', 'test')
