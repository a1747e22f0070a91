import { npmStart } from './flights.ts'

// The whole data set, which `npm start` imports.
npmStart(20_000, 20_000)
