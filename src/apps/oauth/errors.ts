import { defineErrors } from '../../base/errors/index.ts'

const again = 'Let the visitor begin anew from the log-in page.'

export const oauthErrors = defineErrors('OAUTH', {
  NO_PACKAGE: {
    status: null,
    message: () => "Logging in with a provider needs the package 'openid-client', which is not installed.",
    hint: 'Run `npm install openid-client`.',
  },
  BAD_PROVIDER: {
    status: null,
    message: ({ provider, problem }: { provider: string; problem: string }) =>
      `The provider '${provider}' of the option 'oauth' cannot be used: ${problem}.`,
    hint: 'Describe it with `oidc({ issuer, … })`, `oauth2({ … })` or a ready-made description such as `google()`.',
  },
  NO_CLIENT: {
    status: null,
    message: ({ provider, variable }: { provider: string; variable: string }) =>
      `The provider '${provider}' has no client id: neither 'clientId' nor ${variable} is set.`,
    hint: 'Register the application with the provider, and set the environment variable.',
  },
  NOT_MOUNTED: {
    status: null,
    message: () => 'The pages of nuages/oauth are not among the addresses of the project.',
    hint: "Add `path('account/linked/', include(oauthUrls, { namespace: 'oauth' }))` to its `urls`.",
  },
  NO_TOKENS: {
    status: null,
    message: ({ provider }: { provider: string }) => `No tokens of '${provider}' are kept for this account.`,
    hint: 'Set `keepTokens: true` in the option `oauth`, and let the user log in once more.',
  },
  DENIED: {
    status: 403,
    message: ({ provider }: { provider: string }) => `The visitor did not let '${provider}' say who they are.`,
    hint: again,
  },
  UNREACHABLE: {
    status: 503,
    message: ({ provider, detail }: { provider: string; detail: string }) =>
      `The provider '${provider}' cannot be reached: ${detail}.`,
    hint: 'Try again later; where it lasts, look at the address and the network.',
  },
  REFUSED: {
    status: 400,
    message: ({ provider, detail }: { provider: string; detail: string }) =>
      `What came from the provider '${provider}' is not to be believed: ${detail}.`,
    hint: 'Where it happens each time, hold issuer, client id, secret and the registered callback address against what the provider has.',
  },
  EXPIRED: {
    status: 400,
    message: ({ provider }: { provider: string }) =>
      `No log-in with '${provider}' is under way in this session: it was taken already, took longer than ten minutes, or was begun elsewhere.`,
    hint: again,
  },
  SIGNUP_CLOSED: {
    status: 403,
    message: ({ provider }: { provider: string }) =>
      `Nobody here belongs to this account of '${provider}', and it may not make a new one.`,
    hint: "Set `signup: 'open'` in the option `oauth`, or let the user log in first and link the account.",
  },
  EMAIL_TAKEN: {
    status: 409,
    message: ({ provider }: { provider: string }) =>
      `Somebody here has the address that '${provider}' tells, and it was not shown that it is the same person.`,
    hint: 'Let the user log in as before, and link the account.',
  },
  INACTIVE: {
    status: 403,
    message: ({ provider }: { provider: string }) => `Whoever belongs to this account of '${provider}' is not active.`,
    hint: 'Set `isActive` of the user where they may come in again.',
  },
  UNVERIFIED: {
    status: 403,
    message: ({ provider }: { provider: string }) =>
      `A user who has not verified their address yet wanted to link an account of '${provider}'.`,
    hint: 'Let the user open the link that was mailed to them first.',
  },
  LINKED_ELSEWHERE: {
    status: 409,
    message: ({ provider }: { provider: string }) => `This account of '${provider}' belongs to another user.`,
    hint: 'Let the user unlink it there first.',
  },
  OTHER_USER: {
    status: 403,
    message: ({ provider }: { provider: string }) =>
      `Whoever began to link an account of '${provider}' is no longer logged in.`,
    hint: 'Let the user log in and link it anew.',
  },
})
