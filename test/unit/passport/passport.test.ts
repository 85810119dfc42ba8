import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { Strategy as LocalStrategy } from 'passport-local'
import { Strategy as OAuth2Strategy, type VerifyCallback } from 'passport-oauth2'
import { adminApp } from '../../../src/apps/admin/index.ts'
import { createUser, User } from '../../../src/apps/auth/index.ts'
import { fromPassport, passportLogin } from '../../../src/apps/passport/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { json, path, text } from '../../../src/web/http/index.ts'
import { type FakeProvider, fakeProvider } from '../../support/fake-provider.ts'
import { Visitor } from '../oauth/support.ts'

/** Strategies of npm as they are, in a project with a server. */
describe('strategies of Passport', () => {
  let provider: FakeProvider
  let site: TestProject
  let live: LiveServer
  const recorded: string[] = []
  /** Comparing alone: passwords and their hashes have tests of their own. */
  const known = new Map([['ann', 'secret']])

  before(async () => {
    provider = await fakeProvider()
    const local = new LocalStrategy(async (username, password, done) => {
      try {
        if (username === 'broken') throw new TypeError('the directory is away')
        const user = known.get(username) === password ? await User.filter({ username }).first() : null
        done(null, user ?? false, { message: 'No.' })
      } catch (error) {
        done(error)
      }
    })
    const oauth2 = new OAuth2Strategy(
      {
        authorizationURL: `${provider.issuer}/authorize`,
        tokenURL: `${provider.issuer}/token`,
        clientID: 'site',
        clientSecret: 'secret',
        callbackURL: '/oauth2/',
        state: true,
        pkce: true,
      },
      (accessToken: string, _refresh: string, _profile: unknown, done: VerifyCallback) =>
        done(null, { login: accessToken === 'an-access-token' ? 'octo' : 'nobody' }),
    )
    const user = (found: unknown) => User.filter({ username: (found as { login: string }).login }).first()
    const own = (run: (this: Own, request: Seen) => void) => ({ name: 'own', authenticate: run as never })
    const ask = fromPassport(
      own(function (request) {
        this.success({
          body: request.body,
          query: request.query,
          ip: typeof request.ip,
          agent: request.get('User-Agent'),
        })
      }),
    )
    const definition = defineProject({
      apps: [adminApp],
      urls: [
        path('', async (request): Promise<Response> => text(`who: ${await request.user}`)),
        path('token/', () => text(''), { name: 'token' }),
        path('local/', { post: passportLogin(local, { redirectTo: '/?in' }) }),
        path('told/', {
          post: passportLogin(local, { onFailure: (_request, { message, status }) => text(message, { status }) }),
        }),
        path('oauth2/', passportLogin(oauth2, { user: (found) => user(found) })),
        path('raw/', passportLogin(oauth2, { name: 'raw' })),
        path(
          'silent/',
          passportLogin(
            own(() => {}),
            { timeout: 0.05 },
          ),
        ),
        path(
          'throws/',
          passportLogin(
            own(() => {
              throw new TypeError('x')
            }),
          ),
        ),
        path(
          'pass/',
          passportLogin(
            own(function () {
              this.pass()
            }),
          ),
        ),
        path(
          'basic/',
          passportLogin(
            own(function () {
              this.fail('Basic realm="site"')
            }),
          ),
        ),
        path(
          'teapot/',
          passportLogin(
            own(function () {
              this.fail(418)
            }),
          ),
        ),
        path(
          'itself/',
          passportLogin(
            own(function (request) {
              User.get({ username: 'ann' }).then((ann) => request.logIn(ann, () => this.pass()))
            }),
          ),
        ),
        path(
          'flash/',
          passportLogin(
            own(function (request) {
              const before = request.flash('error')
              request.flash('error', 'again')
              this.fail({ message: before.join() })
            }),
            { onFailure: (_request, { message }) => text(message) },
          ),
        ),
        path(
          'session/',
          passportLogin(
            own(function (request) {
              const { count = 0 } = request.session as { count?: number }
              request.session['count'] = count + 1
              request.session['_auth_user_id'] = '1'
              this.fail({ message: `${count} ${Object.keys(request.session).join()} ${request.isAuthenticated()}` })
            }),
            { onFailure: (_request, { message }) => text(message) },
          ),
        ),
        path('ask/', async (request): Promise<Response> => json(await ask(request))),
        path(
          'askin/',
          async (request): Promise<Response> =>
            json(
              await fromPassport(
                own(function (seen) {
                  seen.logIn({}, (error) => this.success({ error: String((error as Error).message) }))
                }),
              )(request),
            ),
        ),
      ],
      log: { level: 'info', sink: { write: ({ name, message }) => void (name === 'auth' && recorded.push(message)) } },
    })
    site = await testProject(definition)
    live = await liveServer(site)
  })
  after(async () => {
    await live.close()
    await site.close()
    await provider.close()
  })
  beforeEach(async () => {
    provider.reset()
    recorded.length = 0
    await site.run(async () => {
      await User.all().delete()
      await createUser({ username: 'ann', password: null })
      await createUser({ username: 'octo', password: null })
    })
  })

  interface Seen {
    readonly body: unknown
    readonly query: unknown
    readonly ip: unknown
    readonly session: Record<string, unknown>
    get(header: string): string
    flash(type: string, message?: string): readonly string[]
    isAuthenticated(): boolean
    logIn(user: unknown, done: (error?: unknown) => void): void
  }
  interface Own {
    success(user: unknown): void
    fail(challenge: unknown): void
    pass(): void
  }

  const visitor = () => new Visitor(live.url)
  /** Sent as a page of this site would: browsers say where a request comes from. */
  const post = (who: Visitor, address: string, fields: Record<string, string> | string) =>
    who.go(address, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: live.url,
        'sec-fetch-site': 'same-origin',
      },
    })

  describe('passport-local', () => {
    test('logs in whom verify yields', async () => {
      const ann = visitor()
      const { url } = await post(ann, '/local/', { username: 'ann', password: 'secret' })
      assert.equal(url, `${live.url}/?in`)
      assert.equal(await ann.who(), 'ann')
      assert.deepEqual(recorded, ['login'])
    })

    test('refuses others as Passport does, or as the project wants it', async () => {
      const ann = visitor()
      const wrong = await post(ann, '/local/', { username: 'ann', password: 'wrong' })
      assert.deepEqual([wrong.status, wrong.body], [401, 'Unauthorized'])
      assert.equal((await post(ann, '/local/', {})).status, 400)
      const told = await post(ann, '/told/', { username: 'ann', password: 'wrong' })
      assert.deepEqual([told.status, told.body], [401, 'No.'])
      assert.equal(await ann.who(), 'AnonymousUser')
      assert.deepEqual(recorded, ['loginFailed', 'loginFailed', 'loginFailed'])
    })

    test('gets one text for each field, whatever was sent', async () => {
      const ann = visitor()
      const twice = 'username=eve&username=ann&password=secret'
      assert.equal((await post(ann, '/local/', twice)).status, 200)
      const odd = 'username[]=ann&username[toString]=x&__proto__[x]=1&__proto__=1&password=secret'
      assert.equal((await post(visitor(), '/local/', odd)).status, 400)
    })

    test('an error of it is no log-in, and is told by its name', async () => {
      const ann = visitor()
      assert.equal((await post(ann, '/local/', { username: 'broken', password: 'x' })).status, 502)
      assert.equal(await ann.who(), 'AnonymousUser')
    })

    test('who is not active stays outside', async () => {
      await site.run(() => User.all().update({ isActive: false }))
      const ann = visitor()
      assert.equal((await post(ann, '/local/', { username: 'ann', password: 'secret' })).status, 403)
      assert.equal(await ann.who(), 'AnonymousUser')
      assert.deepEqual(recorded, ['loginRefused'])
    })

    test('next leads to this site alone', async () => {
      const send = async (next: string) =>
        (await post(visitor(), '/local/', { username: 'ann', password: 'secret', next })).url
      assert.equal(await send('/?there'), `${live.url}/?there`)
      assert.equal(await send('https://evil.example/'), `${live.url}/?in`)
      assert.equal(await send('//evil.example'), `${live.url}/?in`)
    })

    test('a form of another site is refused', async () => {
      const answer = await visitor().go('/local/', {
        method: 'POST',
        body: 'username=ann&password=secret',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
      })
      assert.equal(answer.status, 403)
    })
  })

  describe('passport-oauth2, with state and PKCE', () => {
    test('logs in, and leads on', async () => {
      const octo = visitor()
      const { url } = await octo.go('/oauth2/?next=/%3Fthere')
      assert.equal(url, `${live.url}/?there`)
      assert.equal(await octo.who(), 'octo')
      const asked = new URL(octo.trail.find((address) => address.startsWith(`${provider.issuer}/authorize`))!)
      assert.equal(asked.searchParams.get('redirect_uri'), `${live.url}/oauth2/`)
      assert.equal(asked.searchParams.get('code_challenge_method'), 'S256')
    })

    test('an answer does once, in the browser that asked', async () => {
      const octo = visitor()
      octo.detour = (address) => (address.searchParams.has('code') ? null : address)
      await octo.go('/oauth2/')
      const back = octo.held!.href
      assert.equal((await visitor().go(back)).status, 403)
      octo.detour = (address) => address
      assert.equal((await octo.go(back)).status, 200)
      assert.equal((await octo.go(back)).status, 403)
    })

    test('another state, another challenge, no consent: nobody is logged in', async () => {
      for (const change of [
        (address: URL) => address.searchParams.has('state') && address.searchParams.set('state', 'x'),
        (address: URL) => address.searchParams.has('code_challenge') && address.searchParams.set('code_challenge', 'x'),
        (address: URL) => address.searchParams.has('code') && address.searchParams.set('error', 'access_denied'),
      ]) {
        const octo = visitor()
        octo.detour = (address) => {
          change(address)
          return address
        }
        const { status } = await octo.go('/oauth2/')
        assert.ok(status === 403 || status === 401, String(status))
        assert.equal(await octo.who(), 'AnonymousUser')
      }
    })

    test('a provider that is broken is 502', async () => {
      provider.answers = { '/token': { status: 500, body: {} } }
      assert.equal((await visitor().go('/oauth2/')).status, 502)
    })

    test('what is no user is told to the developer', async () => {
      const octo = visitor()
      octo.detour = (address) => {
        address.pathname = address.pathname.replace('/oauth2/', '/raw/')
        return address
      }
      assert.equal((await octo.go('/raw/')).status, 500)
      assert.equal(await octo.who(), 'AnonymousUser')
    })

    test('nobody here, nobody in', async () => {
      await site.run(() => User.all().delete())
      assert.equal((await visitor().go('/oauth2/')).status, 401)
    })
  })

  test("Passport's other actions", async () => {
    const who = visitor()
    assert.equal((await who.go('/silent/')).status, 504)
    assert.equal((await who.go('/throws/')).status, 502)
    assert.equal((await who.go('/pass/')).status, 401)
    const basic = await who.send('/basic/')
    assert.deepEqual([basic.status, basic.headers.get('www-authenticate')], [401, 'Basic realm="site"'])
    assert.equal((await who.go('/teapot/')).status, 418)
    await who.go('/itself/')
    assert.equal(await who.who(), 'ann')
  })

  test('what a strategy keeps is its own', async () => {
    const who = visitor()
    assert.equal((await who.go('/session/')).body, '0 count,_auth_user_id false')
    assert.equal((await who.go('/session/')).body, '1 count,_auth_user_id false')
    assert.equal((await who.go('/flash/')).body, '')
    assert.equal((await who.go('/flash/')).body, 'again')
  })

  test('fromPassport tells what a strategy says, and logs nobody in', async () => {
    const { body } = await post(visitor(), '/ask/?a=1&a=2', 'b=1&b=2')
    const { kind, user } = JSON.parse(body) as { kind: string; user: Record<string, unknown> }
    assert.deepEqual([kind, user['query'], user['body'], user['ip']], ['success', { a: '2' }, { b: '2' }, 'string'])
    assert.match((await visitor().go('/askin/')).body, /logs in by itself, where it is only asked/)
  })

  test('a strategy without a name needs one', () => {
    assert.throws(() => passportLogin({ authenticate() {} }), { code: 'NUAGES_PASSPORT_NO_NAME' })
  })
})
