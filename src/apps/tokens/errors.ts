import { defineErrors } from '../../base/errors/index.ts'

/** What the answer to a refused request says beside its status. */
interface Answered {
  readonly answerHeaders: Readonly<Record<string, string>>
}

export const tokensErrors = defineErrors('TOKENS', {
  INVALID_TOKEN: {
    status: 401,
    message: ({ reason }: { reason: string }) => `The credential is refused: ${reason}.`,
    hint: 'Send one that is valid: make a new access token, refresh the JSON Web Token, or mind the password.',
  },
  BAD_AUTHORIZATION: {
    status: 400,
    message: ({ reason }: { reason: string }) => `The header Authorization cannot be read: ${reason}.`,
    hint: 'Send it once, with a scheme and the credential: `Authorization: Bearer …`.',
  },
  NOT_IDENTIFIED: {
    status: 401,
    message: ({ reason }: { reason: string } & Answered) => `Nobody is identified by this request: ${reason}.`,
    hint: 'Send a credential that this address takes; the header WWW-Authenticate of the answer names them.',
  },
  NOT_ABLE: {
    status: 403,
    message: ({ ability }: { ability: string } & Answered) =>
      `What the request is identified by does not reach for '${ability}'.`,
    hint: 'Make a token with that ability, and give the user the permission of that name.',
  },
  NEEDS_HTTPS: {
    status: 403,
    message: () => 'A password is not taken over a connection that others can read.',
    hint: 'Use https; behind a proxy name it in `trustedProxies`, so that its X-Forwarded-Proto counts.',
  },
  SECOND_FACTOR_REQUIRED: {
    status: 403,
    message: ({ step }: { step: string }) =>
      `The password alone does not do for this user: '${step}' is still to be taken.`,
    hint: 'Send the code of the second factor along, or make an access token on the account page.',
  },
  NOT_BY_TOKEN: {
    status: 403,
    message: () => 'Access tokens are made and revoked by people who have logged in, not by a token.',
    hint: 'Log in to the site.',
  },
  NOT_MOUNTED: {
    status: null,
    message: ({ name }: { name: string }) => `The project has no address '${name}'.`,
    hint: "Mount the pages: `path('account/tokens/', include(tokensUrls, { namespace: 'tokens' }))`.",
  },
  BAD_ABILITIES: {
    status: null,
    message: ({ problem }: { problem: string }) => `The abilities of a token are wrong: ${problem}.`,
    hint: "Give a list of names such as 'articles:write' or 'news.change_article', or null for all that the user may do.",
  },
  BAD_TOKEN_OPTIONS: {
    status: null,
    message: ({ problem }: { problem: string }) => `The token cannot be made: ${problem}.`,
    hint: 'Give a name of 1 to 100 characters, and as `expires` a date that is still to come, or null.',
  },
  BAD_SETTING: {
    status: null,
    message: ({ option, problem }: { option: string; problem: string }) => `The option tokens.${option} ${problem}.`,
    hint: 'Ages are seconds, whole and above 0; a prefix is 2 to 20 letters, digits and underscores, and begins with a letter.',
  },
  BAD_KEYS: {
    status: null,
    message: ({ problem }: { problem: string }) => `The keys of JSON Web Tokens are wrong: ${problem}.`,
    hint: 'Take what `npx nuages generate-jwt-key` prints as JWT_KEYS; several keys are a JSON list, of which the first signs.',
  },
  NO_AUTHENTICATORS: {
    status: null,
    message: () => 'A view was to be authenticated by nothing.',
    hint: 'Name at least one: `authenticated(view, { by: [bearerToken()] })`.',
  },
})
