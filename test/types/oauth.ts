import { Strategy as LocalStrategy } from 'passport-local'
import { Strategy as OAuth2Strategy, type VerifyCallback } from 'passport-oauth2'
import { User } from '../../src/apps/auth/index.ts'
import {
  github,
  google,
  type LinkedAccount,
  microsoft,
  oauth2,
  oidc,
  type ProviderDescription,
  tokensOfAccount,
} from '../../src/apps/oauth/index.ts'
import { fromPassport, passportLogin } from '../../src/apps/passport/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import type { HttpRequest } from '../../src/web/http/index.ts'

// Providers of the option `oauth`.
const me: ProviderDescription = oauth2({
  authorizationEndpoint: 'https://a.example/authorize',
  tokenEndpoint: 'https://a.example/token',
  userinfo: async ({ accessToken }, signal) => {
    accessToken satisfies string
    signal satisfies AbortSignal
    return { subject: '1' }
  },
})
defineProject({
  apps: [],
  oauth: {
    providers: {
      me,
      google: google(),
      github: github({ clientId: 'x' }),
      work: microsoft({ tenant: 'x', trusted: true }),
    },
    signup: ({ email, emailVerified, methods }, provider) =>
      emailVerified && email.endsWith('.example') && methods.includes('mfa') && provider === 'work',
  },
})
// @ts-expect-error an issuer is needed
oidc({ clientId: 'x' })
// @ts-expect-error OAuth 2 alone does not say who somebody is
oauth2({ authorizationEndpoint: 'https://a.example', tokenEndpoint: 'https://a.example' })
// @ts-expect-error the subject is signed: a description does not change it
oidc({ issuer: 'https://a.example', identity: () => ({ subject: '1' }) })
// @ts-expect-error its word about factors is not signed
github({ trusted: true })
oauth2({
  authorizationEndpoint: 'https://a.example',
  tokenEndpoint: 'https://a.example',
  // @ts-expect-error a subject is a text
  userinfo: () => ({ subject: 1 }),
})
// @ts-expect-error 'open', 'closed' or a function
defineProject({ apps: [], oauth: { providers: {}, signup: 'invite' } })

declare const account: LinkedAccount
tokensOfAccount(account).expiresAt satisfies Date | null

// Strategies of Passport as their types have them.
const local = new LocalStrategy((_username, _password, done) => done(null, false))
passportLogin(local)
const remote = new OAuth2Strategy(
  { authorizationURL: '', tokenURL: '', clientID: '', clientSecret: '' },
  (_access: string, _refresh: string, _profile: unknown, done: VerifyCallback) => done(null, false),
)
passportLogin(remote, { user: (found) => User.filter({ username: String(found) }).first() })
// @ts-expect-error a user is a row, or null
passportLogin(remote, { user: () => 'ann' })
// @ts-expect-error no strategy
passportLogin({ name: 'x' })

declare const request: HttpRequest
export const told = async (): Promise<string> => {
  const outcome = await fromPassport(local)(request)
  if (outcome.kind === 'redirect') return outcome.url
  if (outcome.kind === 'fail') outcome.status satisfies number | null
  // @ts-expect-error only a success has a user
  outcome.user
  return outcome.kind
}
