import process from 'node:process'
import { welcome } from './domain/welcome.ts'
import { welcomeMailIn } from './service/welcome-mail.ts'

const MEMBERS = [
  { id: '0f9e8d7c-6b5a-4948-8372-615041302f1e', name: 'Ada', address: 'ada@example.org' },
  { id: '7c1d5a52-0b0e-4a3f-9a51-6b9f0a7e2d33', name: 'Grace', address: 'grace@example.org' },
  { id: '2b6f0cc9-04d7-4f8e-8c5e-5a1f6f3b9d10', name: 'Nobody', address: 'nobody@example.invalid' },
]

/** Welcomes the members by mail, through a spool folder. Run it again, and they were welcomed before. */
const main = async (folder: string): Promise<number> => {
  await using binding = welcomeMailIn({ folder, create: true })
  const opened = await binding.open()
  if (opened.kind === 'shortfall') return fail(`This mailer falls short: ${JSON.stringify(opened.gaps)}`)
  if (opened.kind === 'failed') return fail(opened.says)
  for (const member of MEMBERS) console.log(`${member.name}: ${await welcome(opened.store, member)}`)
  return 0
}

const fail = (says: string): number => {
  process.stderr.write(`${says}\n`)
  return 1
}

process.exitCode = await main(process.argv[2] ?? 'spool')
