import { defineErrors } from '../../base/errors/index.ts'

export const accountsErrors = defineErrors('ACCOUNTS', {
  NOT_MOUNTED: {
    status: 500,
    message: ({ name }: { name: string }) => `The project has no page '${name}'.`,
    hint: "Mount the pages of accounts: `path('account/', include(accountUrls, { namespace: 'accounts' }))`.",
  },
  BAD_OPTION: {
    status: null,
    message: ({ option, needs }: { option: string; needs: string }) => `\`accounts.${option}\` is not ${needs}.`,
    hint: 'Look the options up in docs/reference/accounts.md.',
  },
  NOT_AN_OBJECT: {
    status: 400,
    message: () => 'The body is JSON, but no object.',
    hint: 'Send `{ "field": value }` with the fields of the form.',
  },
  LIMITED_TOKEN: {
    status: 403,
    message: () => 'A token that may do less than its user does not open the pages of the account.',
    hint: 'Use a session, or a token without abilities of its own.',
  },
  RECENT_LOGIN: {
    status: 403,
    message: () => 'This asks for somebody who has logged in, with name and password, a moment ago.',
    hint: 'Use a session: a token cannot show who sits there.',
  },
})
