import { proved } from './proved.ts'

await proved('nats', 'hostile')
