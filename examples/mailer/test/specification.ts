import { casesOf, gives, same, type Specification } from 'tenon/conformance'
import { Mailer, type MailerCapability } from '../domain/mail/mailer.ts'

const message = {
  token: '0f9e8d7c-6b5a-4948-8372-615041302f1e',
  to: 'ada@example.org',
  subject: 'Hello',
  text: 'Hello, Ada.',
}

/** The cases of our own law. */
const tokenCases = casesOf<MailerCapability>('token', [
  {
    name: 'refuses_another_message',
    says: 'Another message with the same token is `token_reused`, and the first message again is `repeated`.',
    run: async ({ store, id }) => {
      const first = { ...message, token: id() }
      gives(await store.send(first), 'accepted', 'the first message')
      gives(await store.send({ ...first, text: 'Another text.' }), 'token_reused', 'another message')
      same(gives(await store.send(first), 'accepted', 'the first message again').repeated, true, 'repeated')
    },
  },
])

/** What every binding of a mailer must keep: our own law, and all that the kit derives from the declaration. */
export const mailSpecification: Specification<MailerCapability> = {
  capability: Mailer,
  laws: { token: { says: 'A token identifies one message, which never changes.', hostile: false } },
  cases: () => tokenCases,
  tasks: [],
  subjects: [
    {
      operation: 'send',
      fields: ({ id }, number) => ({ ...message, token: id(), subject: `Message ${number}` }),
      done: ({ kind }) => kind === 'accepted',
      happened: async (mailer, { token }) => {
        const found = await mailer.status({ token })
        if (found.kind === 'status') return 1
        return found.kind === 'unknown_token' ? 0 : 'cannot_tell'
      },
    },
  ],
  samples: {
    send: {
      fits: [message, { ...message, text: '' }, { ...message, to: 'ada@example.invalid' }],
      misfits: [
        { fields: { ...message, token: 'ada' }, names: 'token' },
        { fields: { ...message, to: 'ada' }, names: 'to' },
        { fields: { ...message, subject: 'Hello\nBcc: eve@example.org' }, names: 'subject' },
        { fields: { ...message, text: null }, names: 'text' },
      ],
    },
    status: {
      fits: [{ token: message.token }],
      misfits: [{ fields: {}, names: 'token' }],
    },
  },
}
