import { proved } from './proved.ts'

await proved('sqlite', 'test')
