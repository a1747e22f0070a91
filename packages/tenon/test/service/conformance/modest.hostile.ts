import { proved } from './proved.ts'

await proved('modest', 'hostile')
