import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { authApp, authenticate, login, logout, pbkdf2Hasher, type User, updateSessionAuthHash } from 'nuages/auth'
import { type HttpRequest, json, path, text } from 'nuages/http'
import { defineProject, openProject, type Project } from 'nuages/project'
import { csrfToken } from 'nuages/security'
import { sessionsApp } from 'nuages/sessions'
import { CookieJar } from 'nuages/testing'
import { pythonPath, skipWithout } from '../../support/services.ts'

const secretKey = 'a-secret-that-is-only-for-tests-0123456789'

interface Who {
  readonly user: string
  readonly data: Readonly<Record<string, unknown>>
  readonly token: string
  readonly age: number
  readonly browser: boolean
}

async function who(request: HttpRequest): Promise<Response> {
  const { session } = request
  const data: Record<string, unknown> = {}
  for (const name of await session.keys()) if (!name.startsWith('_')) data[name] = await session.get(name)
  const [age, browser] = [await session.expiryAge(), await session.endsWithBrowser()]
  return json({ user: String(await request.user), data, token: csrfToken(request), age, browser })
}

/** What the pages do that are posted to, here as there. */
const posts: Readonly<Record<string, (request: HttpRequest, sent: (name: string) => string) => Promise<unknown>>> = {
  async enter(request, sent) {
    const user = await authenticate(request, { username: sent('username'), password: sent('password') })
    if (user === null) return 422
    return login(request, user)
  },
  leave: (request) => logout(request),
  keep: (request, sent) => request.session.set(sent('name'), JSON.parse(sent('value'))),
  cycle: (request) => request.session.cycleKey(),
  async expiry(request, sent) {
    await request.session.setExpiry(JSON.parse(sent('value')) as number | null)
    request.session.touch()
  },
  async password(request, sent) {
    const user = (await request.user) as User
    await user.setPassword(sent('password'))
    await user.save()
    await updateSessionAuthHash(request, user)
  },
}

const engines = { db: 'database:', signed_cookies: 'cookie:', file: 'file:./sessions' } as const
type Side = 'django' | 'nuages'
const sides: readonly Side[] = ['django', 'nuages']

for (const engine of Object.keys(engines) as (keyof typeof engines)[])
  describe(`one browser on a Django site and on ours, sessions in '${engine}'`, {
    skip: await skipWithout('django'),
  }, () => {
    let folder: string
    let django: ChildProcess
    let address: string
    let project: Project

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nuages-together-'))
      const database = join(folder, 'site.sqlite3')
      await mkdir(join(folder, 'sessions'), { mode: 0o700 })
      const script = join(import.meta.dirname, 'together.py')
      const args = [script, database, secretKey, engine, join(folder, 'sessions')]
      django = spawn(pythonPath(), args, { stdio: ['ignore', 'pipe', 'inherit'] })
      address = await new Promise<string>((resolve, reject) => {
        createInterface(django.stdout!).once('line', resolve)
        django.once('exit', () => reject(new RangeError('Django did not start')))
      })
      const definition = defineProject({
        apps: [authApp, sessionsApp],
        secretKey,
        sessions: { store: engines[engine] },
        auth: { passwords: { hashers: [pbkdf2Hasher('sha256', { iterations: 1000 })] } },
        urls: [
          path('who/', { get: who }),
          ...Object.entries(posts).map(([name, work]) =>
            path(`${name}/`, {
              post: async (request: HttpRequest) => {
                const form = await request.form()
                const status = await work(request, (field) => String(form.get(field)))
                return text('', { status: typeof status === 'number' ? status : 200 })
              },
            }),
          ),
        ],
      })
      project = await openProject(definition, {
        dir: folder,
        mode: 'test',
        databases: { default: `sqlite:${database}` },
      })
    })
    after(async () => {
      await project?.close()
      django?.kill()
      await rm(folder, { recursive: true, force: true })
    })

    /** A browser to which both are one site. */
    class Browser {
      readonly jar = new CookieJar(new URL(address).host)
      token = ''

      async go(side: Side, page: string, fields?: Readonly<Record<string, string>>): Promise<Response> {
        const url = new URL(`/${page}/`, address)
        const cookie = this.jar.header(url)
        const form = new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.token })
        const request = new Request(url, {
          ...(fields !== undefined && { method: 'POST', body: form }),
          headers: { host: url.host, ...(cookie !== null && { cookie }) },
        })
        const response = await (side === 'django' ? fetch(request) : project.fetch(request))
        this.jar.take(response.headers.getSetCookie(), url)
        return response
      }

      async post(side: Side, page: string, fields: Readonly<Record<string, string>> = {}): Promise<number> {
        return (await this.go(side, page, fields)).status
      }

      /** What both say, which must be the same. */
      async who(): Promise<Who> {
        const said: Who[] = []
        for (const side of sides) {
          const response = await this.go(side, 'who')
          assert.equal(response.status, 200)
          said.push((await response.json()) as Who)
        }
        const [theirs, ours] = said as [Who, Who]
        const { token: _theirs, age: theirAge, ...there } = theirs
        const { token, age, ...here } = ours
        assert.deepEqual(here, there)
        assert.ok(Math.abs(age - theirAge) <= 5, `${age} seconds and ${theirAge}`)
        this.token = token
        return ours
      }

      enter(side: Side, username: string): Promise<number> {
        return this.post(side, 'enter', { username, password: `pässword ${username}` })
      }
    }

    test('who logs in at one is logged in at the other, with what they had kept, and out at both', async () => {
      for (const [at, other] of [sides, [...sides].reverse()] as [Side, Side][]) {
        const browser = new Browser()
        assert.equal((await browser.who()).user, 'AnonymousUser')
        assert.equal(await browser.post(other, 'keep', { name: 'basket', value: '["☃", 1.5, null]' }), 200)
        assert.equal(await browser.enter(at, 'gone'), 422)
        assert.equal(await browser.enter(at, 'ada'), 200)
        const { user, data } = await browser.who()
        assert.deepEqual([user, data], ['ada', { basket: ['☃', 1.5, null] }])
        for (const side of sides) {
          assert.equal(await browser.post(side, 'keep', { name: side, value: '{"a": "é"}' }), 200)
          assert.equal(await browser.post(side, 'cycle'), 200)
        }
        assert.equal(await browser.enter(other, 'ada'), 200)
        assert.deepEqual(Object.keys((await browser.who()).data).sort(), ['basket', 'django', 'nuages'])
        // Somebody else finds nothing of it.
        assert.equal(await browser.enter(other, 'bob'), 200)
        const next = await browser.who()
        assert.deepEqual([next.user, next.data], ['bob', {}])
        assert.equal(await browser.post(at, 'leave'), 200)
        assert.equal((await browser.who()).user, 'AnonymousUser')
      }
    })

    test("a session's own expiry is read alike", async () => {
      for (const side of sides) {
        const browser = new Browser()
        await browser.who()
        await browser.enter(side, 'ada')
        await browser.who()
        for (const [value, browserEnds] of [
          ['60', false],
          ['0', true],
          ['null', false],
          ['4000000', false],
        ] as const) {
          assert.equal(await browser.post(side, 'expiry', { value }), 200)
          assert.equal((await browser.who()).browser, browserEnds, value)
        }
      }
    })

    test("a changed password ends the user's other sessions at both, and not one's own", async () => {
      for (const side of sides) {
        const [own, elsewhere] = [new Browser(), new Browser()]
        for (const browser of [own, elsewhere]) {
          await browser.who()
          assert.equal(await browser.enter(side === 'django' ? 'nuages' : 'django', 'ada'), 200)
          assert.equal((await browser.who()).user, 'ada')
        }
        assert.equal(await own.post(side, 'password', { password: 'pässword ada' }), 200)
        assert.equal((await own.who()).user, 'ada')
        assert.equal((await elsewhere.who()).user, 'AnonymousUser')
      }
    })

    test('a form is taken by one with the token of the other, and by none without', async () => {
      for (const side of sides)
        for (const other of sides) {
          const browser = new Browser()
          browser.token = ((await (await browser.go(side, 'who')).json()) as Who).token
          assert.equal(await browser.post(other, 'cycle'), 200, `token of ${side} at ${other}`)
          browser.token = 'x'.repeat(64)
          assert.equal(await browser.post(other, 'cycle'), 403)
        }
    })
  })
