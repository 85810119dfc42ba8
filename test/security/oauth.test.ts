import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { User } from '../../src/apps/auth/index.ts'
import { LinkedAccount, oauth2, oidc } from '../../src/apps/oauth/index.ts'
import { type FakeProvider, fakeProvider, type Misdeeds } from '../support/fake-provider.ts'
import { freePort, type OAuthSite, openSite, recorded, Visitor } from '../unit/oauth/support.ts'

/** A provider that does wrong, or an attacker who stands in its place, logs nobody in. */
describe('a provider that is not to be believed', () => {
  let provider: FakeProvider
  let opened: OAuthSite
  const run = <R>(work: () => R) => opened.site.run(work)

  before(async () => {
    provider = await fakeProvider()
    const [clientId, clientSecret] = ['site', 'a-secret-that-must-not-show']
    opened = await openSite(
      {
        providers: {
          fake: oidc({ issuer: provider.issuer, clientId, clientSecret, trusted: true }),
          plain: oauth2({
            authorizationEndpoint: `${provider.issuer}/authorize`,
            tokenEndpoint: `${provider.issuer}/token`,
            clientId,
            clientSecret,
            userinfo: async ({ accessToken }, signal) => {
              const headers = { authorization: `Bearer ${accessToken}` }
              const answer = await fetch(`${provider.issuer}/me`, { headers, signal })
              const me = (await answer.json()) as { id?: number; login?: string; mail?: string }
              return {
                subject: String(me.id ?? ''),
                username: me.login ?? '',
                email: me.mail ?? '',
                emailVerified: true,
              }
            },
          }),
          named: oauth2({
            authorizationEndpoint: `${provider.issuer}/authorize`,
            tokenEndpoint: `${provider.issuer}/token`,
            issuer: 'https://another.example',
            clientId,
            userinfo: () => ({ subject: '1' }),
          }),
        },
        signup: ({ email }) => !email.endsWith('@closed.example'),
      },
      await freePort(),
    )
  })
  after(async () => {
    await opened[Symbol.asyncDispose]()
    await provider.close()
  })
  beforeEach(async () => {
    provider.reset()
    provider.asked.length = 0
    recorded.length = 0
    await run(async () => {
      await LinkedAccount.all().delete()
      await User.all().delete()
    })
  })

  const enter = async (name = 'fake') => {
    const visitor = new Visitor(opened.live.url)
    const answer = await visitor.post(`/linked/start/${name}/`)
    return { ...answer, who: await visitor.who(), visitor }
  }

  test('one that does right logs in', async () => {
    provider.claims = { preferred_username: 'ann' }
    assert.equal((await enter()).who, 'ann')
    const [asked] = provider.asked
    assert.ok(asked!.get('code_verifier')!.length >= 43)
    assert.equal(asked!.get('client_secret'), 'a-secret-that-must-not-show')
    assert.equal((await run(() => LinkedAccount.get({}))).tokens, '')
  })

  const wrong: Readonly<Record<string, Partial<Misdeeds>>> = {
    'a signature of another key': { otherKey: true },
    'another nonce': { claims: { nonce: 'another' } },
    'no nonce': { claims: { nonce: undefined } },
    'another issuer': { claims: { iss: 'https://evil.example' } },
    'another audience': { claims: { aud: 'another-site' } },
    'a time that is over': { claims: { exp: 1_000_000_000 } },
    'no subject': { claims: { sub: undefined } },
    'an empty subject': { claims: { sub: '' } },
    'a subject that no column holds': { claims: { sub: 'x'.repeat(256) } },
    'another name in the address (RFC 9207)': { iss: 'https://evil.example' },
    'no name in the address, though it says that it gives it': { iss: null },
    'an error at the token endpoint': {
      answers: { '/token': { status: 400, body: { error: 'invalid_grant', error_description: '<script>' } } },
    },
    'a userinfo of somebody else': {
      answers: { '/userinfo': { status: 200, body: { sub: '1', email: 'a@b.example' } } },
    },
    'no JSON of tokens': { answers: { '/token': { status: 200, body: 'nonsense' } } },
    'no ID token': { answers: { '/token': { status: 200, body: { access_token: 'x', token_type: 'Bearer' } } } },
  }
  for (const [title, misdeeds] of Object.entries(wrong))
    test(`${title} is refused`, async () => {
      Object.assign(provider, misdeeds)
      const { status, who, body } = await enter()
      assert.equal(status, 400, body)
      assert.match(body, /could not be verified/)
      assert.doesNotMatch(body, /<script>|must-not-show|invalid_grant/)
      assert.equal(who, 'AnonymousUser')
      assert.equal(await run(() => User.all().count()), 0)
      assert.deepEqual(recorded, ['loginFailed'])
    })

  test('one whose token endpoint fails is down', async () => {
    provider.answers = { '/token': { status: 502, body: {} } }
    const { status, who } = await enter()
    assert.deepEqual([status, who], [503, 'AnonymousUser'])
  })

  test('what it says of somebody is cut to what columns hold, and is text', async () => {
    provider.claims = {
      preferred_username: `<b>\u202e${'y'.repeat(500)}`,
      name: `A\u0000\nB ${'z'.repeat(500)}`,
      email: 'not an address',
      email_verified: 'true',
    }
    const { status } = await enter()
    assert.equal(status, 200)
    const user = await run(() => User.get({}))
    assert.match(user.username, /^by{90,99}$/)
    assert.equal(user.email, '')
    assert.ok(user.firstName.length <= 150 && user.lastName.length <= 150)
    assert.doesNotMatch(user.fullName, /[\0\n]/)
  })

  test('claims make nobody staff', async () => {
    provider.claims = { isStaff: true, is_staff: true, isSuperuser: true, is_superuser: true, isActive: true, id: 1 }
    await enter()
    const user = await run(() => User.get({}))
    assert.equal(user.isStaff || user.isSuperuser, false)
  })

  test('whom the project does not admit does not become a user', async () => {
    provider.claims = { email: 'ann@closed.example' }
    const { status, body } = await enter()
    assert.equal(status, 403)
    assert.match(body, /cannot be used to make a new account/)
    assert.equal(await run(() => User.all().count()), 0)
  })

  test('a callback with parameters twice, or none, is refused', async () => {
    const visitor = new Visitor(opened.live.url)
    for (const query of [
      '',
      '?state=',
      '?state=a&state=b',
      '?code=1',
      `?state=${'x'.repeat(3000)}`,
      '?error=access_denied',
    ])
      assert.equal((await visitor.go(`/linked/callback/fake/${query}`)).status, 400, query)
    visitor.detour = (address) => {
      if (address.pathname.includes('/callback/')) address.searchParams.append('code', 'another')
      return address
    }
    assert.equal((await visitor.post('/linked/start/fake/')).status, 400)
  })

  test('five that are under way are kept, and no more', async () => {
    const visitor = new Visitor(opened.live.url)
    visitor.detour = (address) => (address.pathname.includes('/callback/') ? null : address)
    const held: string[] = []
    for (let i = 0; i < 6; i++) {
      await visitor.post('/linked/start/fake/')
      held.push(visitor.held!.href)
    }
    visitor.detour = (address) => address
    assert.equal((await visitor.go(held[0]!)).status, 400)
    assert.equal((await visitor.go(held[1]!)).status, 200)
  })

  describe('OAuth 2 alone', () => {
    test('logs in by what the provider says of the token', async () => {
      assert.equal((await enter('plain')).who, 'octo')
      const account = await run(() => LinkedAccount.get({}))
      assert.deepEqual([account.provider, account.subject, account.email], ['plain', '4711', 'octo@example.org'])
    })

    test('without a subject logs nobody in', async () => {
      provider.answers = { '/me': { status: 401, body: {} } }
      const { status, who } = await enter('plain')
      assert.deepEqual([status, who], [400, 'AnonymousUser'])
    })

    test('with another name than was said is refused', async () => {
      assert.equal((await enter('named')).status, 400)
    })

    test('PKCE is checked by the provider', async () => {
      const visitor = new Visitor(opened.live.url)
      visitor.detour = (address) => {
        if (address.pathname === '/authorize') address.searchParams.set('code_challenge', 'x'.repeat(43))
        return address
      }
      assert.equal((await visitor.post('/linked/start/plain/')).status, 400)
    })
  })
})
