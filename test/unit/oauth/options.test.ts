import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { User, validateUsername } from '../../../src/apps/auth/index.ts'
import { identityFrom } from '../../../src/apps/oauth/identity.ts'
import {
  github,
  gitlab,
  google,
  leftOut,
  microsoft,
  oauth2,
  oauthApp,
  oidc,
  openOAuth,
  providerOptions,
} from '../../../src/apps/oauth/index.ts'
import { freeUsername } from '../../../src/apps/oauth/people/usernames.ts'
import { openIdClient } from '../../../src/apps/oauth/providers/library.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { defineSite } from './support.ts'

const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')

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

test('`nuages check` says which provider is not offered, and that the pages are missing', async () => {
  const oauth = { providers: { work: google() } }
  await using site = await testProject(defineProject({ apps: [oauthApp], urls: [], oauth }))
  const findings = await site.project.check({ types: false })
  assert.deepEqual(
    findings.filter(({ id }) => id.startsWith('oauth.')).map(({ id }) => id),
    ['oauth.W001', 'oauth.E001'],
  )
  await using whole = await testProject(defineSite({ providers: {} }))
  assert.deepEqual(
    (await whole.project.check({ types: false })).filter(({ id }) => id.startsWith('oauth.')),
    [],
  )
})

test('an address that nothing answers is told by how to mount it', async () => {
  const work = google({ clientId })
  await using site = await testProject(defineProject({ apps: [oauthApp], urls: [], oauth: { providers: { work } } }))
  const [button] = providerOptions({ providers: { work } })
  await assert.rejects(
    site.run(async () => button!.url!({} as never, 'login')),
    { code: 'NUAGES_OAUTH_NOT_MOUNTED' },
  )
})

test('without openid-client the error names it', async () => {
  await assert.rejects(openIdClient('openid-client-that-is-not-there'), {
    code: 'NUAGES_OAUTH_NO_PACKAGE',
    message: /'openid-client'/,
  })
})

test('names that are proposed are names that users may have', async () => {
  await using site = await testProject(defineSite({ providers: {} }))
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  const property = fc.asyncProperty(text, text, text, async (username, email, name) => {
    const identity = identityFrom({ subject: '1', username, email, name }, 'https://a.example', [])!
    const free = await freeUsername(identity)
    await User.build({ username: free }).validate({ exclude: ['password'] })
    await validateUsername(free)
  })
  await site.run(() => fc.assert(property, { numRuns: 200, seed }))
})
