import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { EmailAddress } from '../../../src/apps/accounts/index.ts'
import { createUser, User } from '../../../src/apps/auth/index.ts'
import { LinkedAccount, oidc, tokensOfAccount } from '../../../src/apps/oauth/index.ts'
import { secondFactorStep } from '../../../src/apps/second-factor/index.ts'
import { frozenTime } from '../../../src/tools/testing/index.ts'
import { clientId, clientSecret, type OidcServer, oidcServer } from '../../support/oidc-server.ts'
import { freePort, methods, type OAuthSite, openSite, recorded, Visitor } from './support.ts'

/*
 * Against npm's oidc-provider: what a real provider checks by itself (PKCE, codes that are used once, redirect addresses) is checked by it.
 */
describe('logging in with OpenID Connect', () => {
  let provider: OidcServer
  let second: OidcServer
  let opened: OAuthSite
  const run = <R>(work: () => R) => opened.site.run(work)
  const visitor = () => new Visitor(opened.live.url)

  before(async () => {
    const port = await freePort()
    const back = (name: string) => `http://127.0.0.1:${port}/linked/callback/${name}/`
    provider = await oidcServer([back('one')])
    second = await oidcServer([back('two')])
    const options = { clientId, clientSecret }
    opened = await openSite(
      {
        providers: {
          one: oidc({ ...options, issuer: provider.issuer, label: 'One & only', trusted: true }),
          two: oidc({ ...options, issuer: second.issuer }),
        },
        keepTokens: true,
      },
      port,
    )
  })
  after(async () => {
    await opened[Symbol.asyncDispose]()
    await provider.close()
    await second.close()
  })
  beforeEach(async () => {
    await run(async () => {
      await LinkedAccount.all().delete()
      await User.all().delete()
    })
    recorded.length = 0
    for (const server of [provider, second]) {
      server.accounts.clear()
      server.person = 'ann'
      server.denies = false
      server.amr = []
    }
    provider.accounts.set('ann', {
      email: 'ann@example.org',
      email_verified: true,
      name: 'Ann Lee',
      preferred_username: 'ann',
    })
  })

  test('makes a new user, and finds them again', async () => {
    const ann = visitor()
    const { status, url } = await ann.post('/linked/start/one/', { next: '/?here' })
    assert.deepEqual([status, new URL(url).search], [200, '?here'])
    assert.equal(await ann.who(), 'ann')
    const [user, account] = await run(async () => [await User.get({}), await LinkedAccount.get({})] as const)
    assert.deepEqual([user.username, user.email, user.fullName], ['ann', 'ann@example.org', 'Ann Lee'])
    assert.equal(user.hasUsablePassword, false)
    assert.equal(user.isStaff || user.isSuperuser, false)
    assert.deepEqual([account.provider, account.issuer, account.subject], ['one', provider.issuer, 'ann'])
    assert.equal(await run(() => EmailAddress.filter({ verifiedAs: 'ann@example.org' }).count()), 1)
    assert.match(account.tokens, /^v1\./)
    assert.ok((await run(() => tokensOfAccount(account))).accessToken.length > 20)
    assert.deepEqual(recorded, ['identityLinked', 'registered', 'login'])

    // Another name and address there: the same person here.
    provider.accounts.set('ann', { email: 'other@example.org', name: 'X', preferred_username: 'x' })
    const again = visitor()
    await again.post('/linked/start/one/')
    assert.equal(await again.who(), 'ann')
    assert.equal(await run(() => User.all().count()), 1)
  })

  test("several factors are taken from a trusted provider's word alone", async () => {
    second.accounts.set('ann', {})
    for (const server of [provider, second]) server.amr = ['pwd', 'mfa']
    methods.length = 0
    await visitor().post('/linked/start/one/')
    await visitor().post('/linked/start/two/')
    provider.amr = ['pwd']
    await visitor().post('/linked/start/one/')
    assert.deepEqual(methods, [['oidc:mfa'], ['oidc'], ['oidc']])
    const needed = (shown: string) => secondFactorStep.needed({} as never, {} as never, { methods: [shown] })
    assert.equal(await needed('oidc:mfa'), false)
  })

  test('sends with PKCE by SHA-256, a state and a nonce, and keeps them out of the page', async () => {
    const ann = visitor()
    ann.detour = (address) => (address.origin === provider.issuer ? null : address)
    const { body } = await ann.post('/linked/start/one/')
    const address = new URL(/content="0; url=([^"]+)"/.exec(body)![1]!.replaceAll('&amp;', '&'))
    assert.deepEqual([...address.searchParams.keys()].sort(), [
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ])
    assert.equal(address.searchParams.get('code_challenge_method'), 'S256')
    assert.match(body, /Continue to One &amp; only/)
  })

  const failure = ({ body }: { body: string }) => /role="alert">([^<]+)</.exec(body)?.[1]

  test('who says no is told so, in our words', async () => {
    provider.denies = true
    const ann = visitor()
    const answer = await ann.post('/linked/start/one/', { next: '/?here' })
    assert.equal(answer.status, 403)
    assert.match(failure(answer)!, /^You did not allow One &amp; only to tell us who you are/)
    assert.doesNotMatch(answer.body, /said no/)
    assert.match(answer.body, /href="\/account\/login\/\?next=%2F%3Fhere"/)
    assert.equal(await ann.who(), 'AnonymousUser')
    assert.deepEqual(recorded, ['loginFailed'])
  })

  test('an address that came back does once', async () => {
    const ann = visitor()
    await ann.post('/linked/start/one/')
    const back = ann.trail.findLast((address) => address.includes('/callback/'))!
    await ann.post('/account/logout/')
    const again = await ann.go(back)
    assert.equal(again.status, 400)
    assert.match(failure(again)!, /no longer under way/)
    // Nor in another browser.
    const eve = visitor()
    recorded.length = 0
    assert.equal((await eve.go(back)).status, 400)
    assert.equal(await eve.who(), 'AnonymousUser')
    assert.deepEqual(recorded, [], 'who comes back from nowhere fills no table')
  })

  test('a code that was redeemed already is refused by the provider', async () => {
    const [ann, eve] = [visitor(), visitor()]
    let stolen = ''
    await ann.post('/linked/start/one/')
    stolen = new URL(ann.trail.findLast((address) => address.includes('/callback/'))!).searchParams.get('code')!
    eve.detour = (address) => {
      if (address.pathname.includes('/callback/')) address.searchParams.set('code', stolen)
      return address
    }
    const answer = await eve.post('/linked/start/one/')
    assert.equal(answer.status, 400)
    assert.match(failure(answer)!, /could not be verified/)
    assert.equal(await eve.who(), 'AnonymousUser')
  })

  test('a code of somebody else does not fit: the challenge is not of this browser', async () => {
    const [ann, eve] = [visitor(), visitor()]
    ann.detour = (address) => (address.pathname.includes('/callback/') ? null : address)
    await ann.post('/linked/start/one/')
    const location = ann.held!
    eve.detour = (address) => {
      if (address.pathname.includes('/callback/')) address.searchParams.set('code', location.searchParams.get('code')!)
      return address
    }
    assert.equal((await eve.post('/linked/start/one/')).status, 400)
    assert.equal(await eve.who(), 'AnonymousUser')
  })

  for (const [title, change] of [
    ['without a challenge', (query: URLSearchParams) => query.delete('code_challenge')],
    ['with another challenge', (query: URLSearchParams) => query.set('code_challenge', 'x'.repeat(43))],
    ['with another nonce', (query: URLSearchParams) => query.set('nonce', 'another')],
    ['without a nonce', (query: URLSearchParams) => query.delete('nonce')],
    ['with another state', (query: URLSearchParams) => query.set('state', 'another')],
  ] as const)
    test(`what was asked for ${title} logs nobody in`, async () => {
      const ann = visitor()
      ann.detour = (address) => {
        if (address.pathname === '/auth') change(address.searchParams)
        return address
      }
      const answer = await ann.post('/linked/start/one/')
      assert.equal(answer.status, 400)
      assert.equal(await ann.who(), 'AnonymousUser')
      assert.equal(await run(() => User.all().count()), 0)
    })

  test('an answer of one provider is not taken for that of another', async () => {
    second.accounts.set('ann', { email: 'ann@example.org', email_verified: true })
    const ann = visitor()
    ann.detour = (address) => {
      address.pathname = address.pathname.replace('/callback/one/', '/callback/two/')
      return address
    }
    assert.equal((await ann.post('/linked/start/one/')).status, 400)
    // The same with the other's name in it (RFC 9207).
    const eve = visitor()
    eve.detour = (address) => {
      if (address.pathname.includes('/callback/')) address.searchParams.set('iss', second.issuer)
      return address
    }
    assert.equal((await eve.post('/linked/start/one/')).status, 400)
    const ida = visitor()
    ida.detour = (address) => {
      if (address.pathname.includes('/callback/')) address.searchParams.delete('iss')
      return address
    }
    assert.equal((await ida.post('/linked/start/one/')).status, 400)
    assert.equal(await run(() => User.all().count()), 0)
  })

  test('the same subject of two providers is two people', async () => {
    provider.accounts.set('ann', { preferred_username: 'ann' })
    second.accounts.set('ann', { preferred_username: 'ann' })
    const [one, two] = [visitor(), visitor()]
    await one.post('/linked/start/one/')
    await two.post('/linked/start/two/')
    assert.equal(await one.who(), 'ann')
    assert.match(await two.who(), /^ann\d\d$/)
  })

  test('a name in the options that leads to another issuer finds nobody of the first one', async () => {
    await visitor().post('/linked/start/one/')
    await run(() => LinkedAccount.all().update({ issuer: 'https://before.example' }))
    provider.accounts.set('ann', { preferred_username: 'ann' })
    const ann = visitor()
    await ann.post('/linked/start/one/')
    assert.match(await ann.who(), /^ann\d\d$/)
  })

  test('what is older than ten minutes is over', async () => {
    const ann = visitor()
    ann.detour = (address) => (address.pathname.includes('/callback/') ? null : address)
    await ann.post('/linked/start/one/')
    const back = ann.held!
    using _clock = frozenTime(new Date(Date.now() + 601_000))
    const answer = await ann.go(back.href)
    assert.equal(answer.status, 400)
    assert.match(failure(answer)!, /took too long/)
  })

  test('the address after it is of this site', async () => {
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      String.raw`/\evil.example/`,
      'javascript:alert(1)',
    ]) {
      const ann = visitor()
      const { url } = await ann.post('/linked/start/one/', { next })
      assert.equal(url, `${opened.live.url}/`, next)
    }
  })

  test('begins by a form with its token alone', async () => {
    const ann = visitor()
    assert.equal((await ann.go('/linked/start/one/')).status, 200)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await ann.send('/linked/start/one/', { method: 'POST', body: 'next=/', headers })).status, 403)
    const page = await ann.post('/linked/start/one/', { next: '/?x' }, '/linked/start/one/?next=/%3Fx')
    assert.equal(new URL(page.url).search, '?x')
    assert.equal((await ann.send('/linked/start/nobody/')).status, 404)
    assert.equal((await ann.send('/linked/callback/nobody/?state=x')).status, 404)
  })

  test('a provider that is down is said to be, and comes back', async () => {
    const port = await freePort()
    const site = await openSite(
      { providers: { one: oidc({ issuer: `http://127.0.0.1:${port}`, clientId, clientSecret }) } },
      await freePort(),
    )
    try {
      const ann = new Visitor(site.live.url)
      const answer = await ann.post('/linked/start/one/', { next: '/?here' })
      assert.equal(answer.status, 503)
      assert.match(failure(answer)!, /^one cannot be reached at the moment/)
      assert.match(answer.body, /next=%2F%3Fhere/)
      await using back = await oidcServer([`${site.live.url}/linked/callback/one/`], port)
      back.accounts.set('ann', { preferred_username: 'ann' })
      await ann.post('/linked/start/one/')
      assert.equal(await ann.who(), 'ann')
    } finally {
      await site[Symbol.asyncDispose]()
    }
  })

  test('two tabs at once make one user', async () => {
    const visitors = [visitor(), visitor(), visitor(), visitor()]
    await Promise.all(visitors.map((each) => each.post('/linked/start/one/')))
    for (const each of visitors) assert.equal(await each.who(), 'ann')
    assert.equal(await run(() => User.all().count()), 1)
  })

  test('a name that the policy does not take is not proposed', async () => {
    // A Cyrillic а beside Latin letters, then nothing that a name has.
    for (const [preferred_username, name, expected] of [
      ['\u0430dmin', 'Ida Lee', /^Ida\.Lee$/],
      ['', '***', /^user$/],
    ] as const) {
      provider.person = preferred_username === '' ? 'two' : 'three'
      provider.accounts.set(provider.person, { preferred_username, name })
      const who = visitor()
      await who.post('/linked/start/one/')
      assert.match(await who.who(), expected)
    }
  })

  test('somebody who was made inactive does not come in', async () => {
    await visitor().post('/linked/start/one/')
    await run(() => User.all().update({ isActive: false }))
    const ann = visitor()
    const answer = await ann.post('/linked/start/one/')
    assert.equal(answer.status, 403)
    assert.match(failure(answer)!, /is not active/)
    assert.equal(await ann.who(), 'AnonymousUser')
    assert.equal(recorded.at(-1), 'loginRefused')
  })

  describe('an address that somebody here has', () => {
    beforeEach(() => run(() => createUser({ username: 'eve', email: 'Ann@example.org', password: null })))

    test('is no proof of being them', async () => {
      const ann = visitor()
      const answer = await ann.post('/linked/start/one/')
      assert.equal(answer.status, 409)
      assert.match(failure(answer)!, /There is an account with your email address already/)
      assert.equal(await ann.who(), 'AnonymousUser')
      assert.equal(await run(() => LinkedAccount.all().count()), 0)
    })

    test('nor is one that another user has verified, and has no longer', async () => {
      await run(async () => {
        const user = await User.get({ username: 'eve' })
        await EmailAddress.create({
          user,
          email: 'ann@example.org',
          verifiedAt: new Date(),
          verifiedAs: 'ann@example.org',
        })
        await User.all().update({ email: 'eve@example.org' })
      })
      assert.equal((await visitor().post('/linked/start/one/')).status, 409)
    })

    test('is not told of to somebody whose address is not verified, and is not given to them', async () => {
      provider.accounts.set('ann', { email: 'ann@example.org', preferred_username: 'ann' })
      const ann = visitor()
      assert.equal((await ann.post('/linked/start/one/')).status, 200)
      assert.equal(await ann.who(), 'ann')
      assert.equal((await run(() => User.get({ username: 'ann' }))).email, '')
    })

    test('links where both sides have verified it, and the project says so', async () => {
      const port = await freePort()
      await using known = await oidcServer([`http://127.0.0.1:${port}/linked/callback/one/`])
      const one = oidc({ issuer: known.issuer, clientId, clientSecret })
      const trusting = await openSite({ providers: { one }, linkByVerifiedEmail: true, signup: 'closed' }, port)
      try {
        await trusting.site.run(async () => {
          const user = await createUser({ username: 'eve', email: 'ann@example.org', password: null })
          await EmailAddress.create({ user, email: 'ann@example.org' })
        })
        const enter = async (email_verified: boolean) => {
          known.accounts.set('ann', { email: 'Ann@Example.org', email_verified })
          const ann = new Visitor(trusting.live.url)
          const { status } = await ann.post('/linked/start/one/')
          return [status, await ann.who()]
        }
        // The site has sent its mail, and nobody has answered.
        assert.deepEqual(await enter(true), [403, 'AnonymousUser'])
        const verified = { verifiedAt: new Date(), verifiedAs: 'ann@example.org' }
        await trusting.site.run(() => EmailAddress.all().update(verified))
        assert.deepEqual(await enter(false), [403, 'AnonymousUser'])
        assert.deepEqual(await enter(true), [200, 'eve'])
        assert.equal(await trusting.site.run(() => LinkedAccount.all().count()), 1)
      } finally {
        await trusting[Symbol.asyncDispose]()
      }
    })
  })

  describe('linking', () => {
    /** A user here, who logs in with the second provider. */
    const loggedIn = async (username = 'eve') => {
      const [issuer, subject] = [second.issuer, username]
      await run(async () => {
        const user = await createUser({ username, password: null })
        await LinkedAccount.create({ user, provider: 'two', issuer, subject })
      })
      return enter(visitor(), username)
    }
    const enter = async (who: Visitor, username: string) => {
      second.person = username
      second.accounts.set(username, {})
      who.jar.delete(new URL(second.issuer).host)
      await who.post('/linked/start/two/')
      assert.equal(await who.who(), username)
      return who
    }

    test('an account to whoever is logged in, and unlinking it', async () => {
      const eve = await loggedIn()
      const page = await eve.post('/linked/link/one/', {}, '/linked/')
      assert.equal(page.url, `${opened.live.url}/linked/`)
      assert.match(page.body, /You can now log in with One &amp; only/)
      assert.match(page.body, /ann@example\.org/)
      const again = visitor()
      await again.post('/linked/start/one/')
      assert.equal(await again.who(), 'eve')
      const { id } = await run(() => LinkedAccount.get({ provider: 'one' }))
      await eve.post(`/linked/unlink/${id}/`, {}, '/linked/')
      assert.equal(await run(() => LinkedAccount.filter({ provider: 'one' }).count()), 0)
      assert.ok(recorded.includes('identityLinked') && recorded.includes('identityUnlinked'), recorded.join())
    })

    test('asks for a log-in of late', async () => {
      const eve = await loggedIn()
      using _clock = frozenTime(new Date(Date.now() + 3_600_000))
      const { url } = await eve.post('/linked/link/one/', {}, '/linked/')
      assert.match(url, /\/account\/reauthenticate\//)
      assert.equal(await run(() => LinkedAccount.filter({ provider: 'one' }).count()), 0)
    })

    test('waits until the address here is verified: it may be somebody else’s', async () => {
      const eve = await loggedIn()
      await run(async () => {
        await User.all().update({ email: 'eve@example.org' })
        await EmailAddress.create({ user: await User.get({}), email: 'eve@example.org' })
      })
      const answer = await eve.post('/linked/link/one/', {}, '/linked/')
      assert.equal(answer.status, 403)
      assert.match(failure(answer)!, /Verify your email address first/)
    })

    test('is of nobody who is not logged in', async () => {
      const { url } = await visitor().post('/linked/link/one/')
      assert.match(url, /\/account\/login\//)
      assert.match((await visitor().go('/linked/')).url, /\/account\/login\/\?next=%2Flinked%2F/)
    })

    test('an account that is linked to somebody else is refused', async () => {
      await visitor().post('/linked/start/one/')
      const eve = await loggedIn()
      const answer = await eve.post('/linked/link/one/', {}, '/linked/')
      assert.equal(answer.status, 409)
      assert.match(failure(answer)!, /linked to somebody else/)
      assert.equal(await eve.who(), 'eve')
    })

    test('what one began, another one who logs in meanwhile does not end', async () => {
      await loggedIn('ida')
      const eve = await loggedIn()
      eve.detour = (address) => (address.pathname.includes('/callback/') ? null : address)
      await eve.post('/linked/link/one/', {}, '/linked/')
      const back = eve.held!
      eve.detour = (address) => address
      await enter(eve, 'ida')
      assert.notEqual((await eve.go(back.href)).status, 200)
      assert.equal(await run(() => LinkedAccount.filter({ provider: 'one' }).count()), 0)
    })

    test('the last way to log in stays', async () => {
      const ann = visitor()
      await ann.post('/linked/start/one/')
      const { id } = await run(() => LinkedAccount.get({}))
      const page = await ann.post(`/linked/unlink/${id}/`, {}, '/linked/')
      assert.match(page.body, /could not log in any more/)
      assert.equal(await run(() => LinkedAccount.all().count()), 1)
      second.accounts.set('ann', {})
      await ann.post('/linked/link/two/', {}, '/linked/')
      await ann.post(`/linked/unlink/${id}/`, {}, '/linked/')
      assert.deepEqual(await run(async () => (await LinkedAccount.all()).map(({ provider: name }) => name)), ['two'])
      // With a password it may go too.
      const last = await run(() => LinkedAccount.get({}))
      await run(() => User.all().update({ password: 'pbkdf2_sha256$1$salt$hash' }))
      const now = await enter(ann, 'ann')
      await now.post(`/linked/unlink/${last.id}/`, {}, '/linked/')
      assert.equal(await run(() => LinkedAccount.all().count()), 0)
    })

    test("another's account is not there to be unlinked", async () => {
      await visitor().post('/linked/start/one/')
      const { id } = await run(() => LinkedAccount.get({}))
      const eve = await loggedIn()
      assert.equal((await eve.post(`/linked/unlink/${id}/`, {}, '/linked/')).status, 404)
      assert.equal(await run(() => LinkedAccount.filter({ id }).count()), 1)
    })

    test('whoever has no password shows once more who they are with the provider', async () => {
      const ann = visitor()
      await ann.post('/linked/start/one/')
      using _clock = frozenTime(new Date(Date.now() + 3_600_000))
      const asked = await ann.go('/account/reauthenticate/?next=/linked/')
      assert.match(asked.body, /Use One &amp; only/)
      provider.person = 'other'
      provider.accounts.set('other', {})
      const wrong = await ann.post('/linked/again/one/', { next: '/linked/' }, '/linked/')
      assert.equal(wrong.status, 403)
      ann.jar.delete(new URL(provider.issuer).host)
      provider.person = 'ann'
      const right = await ann.post('/linked/again/one/', { next: '/linked/' }, '/linked/')
      assert.equal(right.url, `${opened.live.url}/linked/`)
    })
  })

  test('programs are answered in JSON', async () => {
    const ann = visitor()
    const headers = { accept: 'application/json', 'content-type': 'application/json', origin: opened.live.url }
    const { csrfToken } = (await (
      await ann.send('/linked/start/one/', { headers: { accept: 'application/json' } })
    ).json()) as { csrfToken: string }
    const begun = await ann.send('/linked/start/one/', {
      method: 'POST',
      headers: { ...headers, 'x-csrftoken': csrfToken },
      body: JSON.stringify({ next: '/?here' }),
    })
    const { done, next } = (await begun.json()) as { done: boolean; next: string }
    assert.equal(done, false)
    ann.detour = (address) => (address.pathname.includes('/callback/') ? null : address)
    await ann.go(next)
    const back = ann.held!
    const ended = await ann.send(back.href, { headers: { accept: 'application/json' } })
    assert.deepEqual(await ended.json(), { done: true, next: '/?here' })
    const list = (await (await ann.send('/linked/', { headers: { accept: 'application/json' } })).json()) as {
      accounts: { provider: string; spare: boolean; tokens?: string }[]
    }
    assert.deepEqual(
      [list.accounts[0]!.provider, list.accounts[0]!.spare, list.accounts[0]!.tokens],
      ['one', false, undefined],
    )
    const failed = await ann.send(back.href, { headers: { accept: 'application/json' } })
    assert.equal(failed.status, 400)
    assert.match(await failed.text(), /NUAGES_OAUTH_EXPIRED/)
  })
})
