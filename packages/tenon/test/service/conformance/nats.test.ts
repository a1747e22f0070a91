import { proved } from './proved.ts'

await proved('nats', 'test')
