import assert from 'node:assert/strict'
import { test } from 'node:test'
import { github, gitlab, google, leftOut, microsoft, oauth2, oidc, openOAuth } from '../../../src/apps/oauth/index.ts'

const [clientId, clientSecret] = ['id', 'secret']

test('client ids and secrets come from the environment, else from the options', () => {
  const options = {
    providers: { google: google(), 'my-own': oidc({ issuer: 'https://a.example', clientId }), off: github() },
  }
  const env = { OAUTH_GOOGLE_CLIENT_ID: 'g', OAUTH_GOOGLE_CLIENT_SECRET: 's', OAUTH_MY_OWN_CLIENT_ID: 'm' }
  const settings = openOAuth(options, { env })
  assert.deepEqual([...settings.providers.keys()], ['google', 'my-own'])
  assert.deepEqual(leftOut(options, settings), ['off'])
  assert.throws(() => openOAuth(options, { env, production: true }), {
    code: 'NUAGES_OAUTH_NO_CLIENT',
    message: /'off'.*OAUTH_OFF_CLIENT_ID/,
  })
})

test('what cannot be a provider is said at once', () => {
  const cases = {
    'Bad Name': oidc({ issuer: 'https://a.example', clientId }),
    http: oidc({ issuer: 'http://a.example', clientId }),
    none: oidc({ issuer: 'nonsense', clientId }),
    ftp: oauth2({
      authorizationEndpoint: 'https://a.example',
      tokenEndpoint: 'ftp://a',
      clientId,
      userinfo: () => ({ subject: '1' }),
    }),
    plain: { issuer: 'https://a.example' } as never,
  }
  for (const [name, description] of Object.entries(cases))
    assert.throws(() => openOAuth({ providers: { [name]: description } }), { code: 'NUAGES_OAUTH_BAD_PROVIDER' }, name)
})

test('plain http is for this machine while a site is made', () => {
  for (const host of ['localhost:3000', '127.0.0.1', '[::1]:9'])
    assert.equal(openOAuth({ providers: { a: oidc({ issuer: `http://${host}`, clientId }) } }).providers.size, 1)
  const local = { providers: { a: oidc({ issuer: 'http://localhost', clientId }) } }
  assert.throws(() => openOAuth(local, { production: true }), { code: 'NUAGES_OAUTH_BAD_PROVIDER' })
})

test('ready-made descriptions take an address for verified only where the provider answers for it', () => {
  const verified = (description: ReturnType<typeof oidc>, claims: Record<string, unknown>) =>
    description.identity?.(claims).emailVerified
  const from = { clientId, clientSecret }
  assert.equal(verified(google(from), { email: 'a@gmail.com', email_verified: true }), true)
  assert.equal(verified(google(from), { email: 'a@b.example', email_verified: true, hd: 'b.example' }), true)
  assert.equal(verified(google(from), { email: 'a@b.example', email_verified: true }), false)
  assert.equal(verified(google(from), { email: 'a@gmail.com', email_verified: false }), false)
  assert.equal(verified(microsoft(from), { email: 'a@b.example', email_verified: true }), false)
  assert.equal(verified(microsoft(from), { email: 'a@b.example', xms_edov: true }), true)
  assert.equal(microsoft({ tenant: 'abc' }).issuer, 'https://login.microsoftonline.com/abc/v2.0')
  assert.equal(gitlab({ issuer: 'https://git.example' }).issuer, 'https://git.example')
  assert.equal(github().kind, 'oauth2')
})
