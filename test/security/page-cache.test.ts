import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authApp, createUser, login } from '../../src/apps/auth/index.ts'
import { messages } from '../../src/apps/messages/index.ts'
import { sessionOf, sessionsApp } from '../../src/apps/sessions/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { type HttpRequest, html, path, text, type View, varyBy } from '../../src/web/http/index.ts'
import { currentTimeZone, gettext } from '../../src/web/i18n/index.ts'
import { cachePage, type PageCacheOptions, pageCache } from '../../src/web/page-cache/index.ts'
import { csrfToken, readSignedCookie } from '../../src/web/security/index.ts'

// No page of one visitor is ever given to another: whatever a view reads of the request, a kept site answers each visitor as one without a cache does.

/** Each shows something else of who asks. */
const views: Record<string, (request: HttpRequest) => unknown> = {
  'one cookie': (request) => request.cookie('theme'),
  'a cookie that decides whether another is read': (request) =>
    request.cookie('theme') === null ? request.cookie('basket') : 'theme',
  'all cookies': (request) => [...request.cookies],
  'one of all cookies': (request) => request.cookies.get('basket'),
  'how many cookies': (request) => request.cookies.size,
  'the header Cookie': (request) => request.header('Cookie'),
  'the header Cookie of all': (request) => request.headers.get('cookie'),
  'a signed cookie': (request) =>
    readSignedCookie(request, 'signed', { key: 'k'.repeat(50) }) ?? request.cookie('signed'),
  'a header': (request) => request.header('X-Country'),
  'a header of all': (request) => request.headers.get('x-country'),
  'what is accepted': (request) => request.accepts('text/html', 'application/json'),
  'different headers for different visitors': (request) =>
    request.accepts('application/json') ? request.header('user-agent') : request.header('x-country'),
  'a global Request': (request) => request.toRequest().headers.get('x-country'),
  'the address of the visitor': (request) => request.ip,
  'the address asked for': (request) => request.url.replace(/\/(plain|kept)\//, '/'),
  language: (request) => [request.language, gettext('This field is required.')],
  'time zone': () => currentTimeZone(),
  messages: async (request) => (await messages(request).take()).map(({ text }) => text),
  'messages looked at': async (request) => (await messages(request).peek()).map(({ text }) => text),
  'a message of its own': async (request) => {
    messages(request).info(`to ${request.header('x-country')}`)
    return (await messages(request).take()).map(({ text }) => text)
  },
  session: async (request) => sessionOf(request).get('basket'),
  user: async (request) => String(await request.user),
  'user or cookie': async (request) => ((await request.user).isAuthenticated ? 'user' : request.cookie('theme')),
  Authorization: (request) => request.header('authorization'),
}
const names = Object.keys(views)

let rendered = 0

function pages(kind: string, around: (view: View<object>) => View<object>) {
  return [
    ...names.map((name, i) =>
      path(
        `${kind}/${i}/`,
        around(async (request: HttpRequest) => {
          rendered++
          return html(JSON.stringify((await views[name]!(request)) ?? null))
        }),
      ),
    ),
    path(
      `${kind}/vary/`,
      around((request: HttpRequest) => {
        const response = html(String(request.cookie('theme')))
        varyBy(response, 'Cookie')
        return response
      }),
    ),
    path(
      `${kind}/token/`,
      around((request: HttpRequest) => html(csrfToken(request))),
    ),
  ]
}

const entrance: View<object> = async (request) => {
  const name = request.query.get('name')!
  await sessionOf(request).set('basket', `basket of ${name}`)
  if (request.query.has('login'))
    await login(request, await createUser({ username: name, password: 'f00-bar-b4z-qux' }))
  return text('')
}
const say: View<object> = (request) => {
  messages(request).success(`for ${request.query.get('name')} alone`)
  return text('')
}

const project = (options: PageCacheOptions | null, around: (view: View<object>) => View<object>) =>
  testProject(
    defineProject({
      apps: [sessionsApp, authApp],
      languages: ['en', 'de'],
      trustedProxies: ['loopback', '0.0.0.0/0'],
      urls: [
        path('entrance/', entrance),
        path('say/', say),
        ...pages('plain', (view) => view),
        ...pages('kept', around),
      ],
      ...(options !== null && {
        middleware: [pageCache({ ...options, unless: ({ path }) => !path.startsWith('/kept') })],
      }),
    }),
  )

const sites: Record<string, TestProject> = {}
before(async () => {
  sites['views'] = await project(null, (view) => cachePage(view))
  sites['a site'] = await project({}, (view) => view)
  sites['views in a site'] = await project({}, (view) => cachePage(view))
  sites['views for each session'] = await project(null, (view) => cachePage(view, { perUser: true }))
  sites['views by a key'] = await project(null, (view) =>
    cachePage(view, { key: (request) => request.cookie('theme') ?? '' }),
  )
})
after(() => Promise.all(Object.values(sites).map((site) => site.close())))

type Visitor = Record<string, string>
const ask = (site: TestProject, target: string, headers: Visitor, method = 'GET') =>
  site.project.fetch(new Request(`http://testserver${target}`, { method, headers }))

async function cookieOf(site: TestProject, target: string): Promise<string> {
  const lines = (await ask(site, target, {})).headers.getSetCookie()
  return lines.map((line) => line.split(';')[0]).join('; ')
}

async function visitorsOf(site: TestProject, tag: string): Promise<Visitor[]> {
  return [
    {},
    { cookie: 'theme=dark' },
    { cookie: 'theme=light; basket=7' },
    { cookie: 'basket=8' },
    { cookie: 'signed=x:y:z' },
    { cookie: 'nuages_language=de' },
    { cookie: 'nuages_time_zone=Asia/Tokyo' },
    { 'accept-language': 'de' },
    { 'x-country': 'CM' },
    { 'x-country': 'FR', 'user-agent': 'a phone' },
    { accept: 'application/json' },
    { accept: 'application/json', 'user-agent': 'a script' },
    { authorization: 'Bearer ann' },
    { 'x-forwarded-for': '192.0.2.7' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-proto': 'https' },
    { cookie: await cookieOf(site, `/say/?name=${tag}-ann`) },
    { cookie: await cookieOf(site, `/say/?name=${tag}-bob`) },
    { cookie: await cookieOf(site, `/entrance/?name=${tag}-eve`) },
    { cookie: await cookieOf(site, `/entrance/?login&name=${tag}-ann`) },
    { cookie: await cookieOf(site, `/entrance/?login&name=${tag}-bob`) },
    { cookie: 'sessionid=aaaaaaaabbbbbbbbccccccccdddddddd' },
  ]
}

for (const kind of ['views', 'a site', 'views in a site', 'views for each session', 'views by a key']) {
  test(`whoever asks is answered as without a cache: ${kind}`, async () => {
    const site = sites[kind]!
    let asked = 0
    let made = 0
    const visitors = await visitorsOf(site, kind.replaceAll(' ', ''))
    for (const name of [...names, 'vary']) {
      const at = name === 'vary' ? name : names.indexOf(name)
      const expected = await Promise.all(
        visitors.map(async (visitor) => (await ask(site, `/plain/${at}/`, visitor)).text()),
      )
      const before = rendered
      // Each before and after each other, and twice in a row.
      const order = [...visitors.keys()]
      for (const i of [...order, ...order.toReversed(), ...order]) {
        if (i % 3 === 0) await ask(site, `/kept/${at}/`, visitors[i]!, 'HEAD')
        const answer = await (await ask(site, `/kept/${at}/`, visitors[i]!)).text()
        asked++
        assert.equal(answer, expected[i], `${name}, ${JSON.stringify(visitors[i])}`)
      }
      made += rendered - before
    }
    // It is a cache all the same.
    assert.ok(made < asked * 0.75, `${made} of ${asked}`)
    const tokens = new Set<string>()
    for (let i = 0; i < 4; i++) tokens.add(await (await ask(site, '/kept/token/', {})).text())
    assert.equal(tokens.size, 4)
  })
}
