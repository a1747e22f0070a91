import { welcomeMailIn, welcomeMailInMemory } from './service/welcome-mail.ts'

/** The stores that the command line opens with `--config examples/mailer/tenon.config.ts`. */
export const stores = {
  spool: welcomeMailIn({ folder: 'spool', create: true }),
  memory: welcomeMailInMemory(),
}
