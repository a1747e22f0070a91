import { proved } from '../conformance/proved.ts'

await proved('remote', 'test')
