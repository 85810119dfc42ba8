import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authApp } from '../../../src/apps/auth/index.ts'
import { localized, offeredLanguages, setLanguage, setTimeZone } from '../../../src/apps/languages/index.ts'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { type HttpRequest, json, path, reverse } from '../../../src/web/http/index.ts'
import { currentLocale, currentTimeZone, gettext } from '../../../src/web/i18n/index.ts'

const say = (request: HttpRequest) =>
  json({
    language: request.language,
    locale: currentLocale().code,
    zone: currentTimeZone() ?? null,
    text: gettext('This field is required.'),
  })
const app = defineApp({ label: 'pages', urls: [] })
const plain = [
  path('say/', say),
  path('language/', setLanguage(), { name: 'setLanguage' }),
  path('zone/', setTimeZone()),
  path('broken/', () => {
    throw new TypeError('broken')
  }),
]
const pages = [
  path('', say, { name: 'home' }),
  path('about/<slug:topic>/', () => json({ link: reverse('about', { topic: 'sun' }) }), { name: 'about' }),
]
const languages = ['en', 'de', 'ar', 'pt-br']

let site: TestProject
let prefixed: TestProject
let bare: TestProject

before(async () => {
  site = await testProject(defineProject({ apps: [app], languages, urls: plain }))
  prefixed = await testProject(defineProject({ apps: [app], languages, urls: [...plain, localized(pages)] }))
  bare = await testProject(
    defineProject({ apps: [app], languages, urls: [...plain, localized(pages, { prefixDefault: false })] }),
  )
})
after(() => Promise.all([site, prefixed, bare].map((each) => each?.close())))

const ask = (to: TestProject, target: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  to.project.fetch(new Request(`http://testserver${target}`, { redirect: 'manual', ...init, headers }))
const said = async (response: Response) => (await response.json()) as Record<string, unknown>

test('the cookie comes before Accept-Language, and that before the default; answers vary by what was looked at', async () => {
  const nothing = await ask(site, '/say/')
  assert.deepEqual(await said(nothing), {
    language: 'en',
    locale: 'en',
    zone: null,
    text: 'This field is required.',
  })
  assert.equal(nothing.headers.get('content-language'), 'en')
  assert.equal(nothing.headers.get('vary'), 'Accept-Language, Cookie')

  const header = await ask(site, '/say/', { 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en;q=0.1' })
  assert.equal(header.headers.get('content-language'), 'de')
  assert.equal((await said(header))['text'], 'Dieses Feld ist zwingend erforderlich.')

  const cookie = await ask(site, '/say/', { cookie: 'nuages_language=ar', 'accept-language': 'de' })
  assert.equal((await said(cookie))['locale'], 'ar')
  assert.equal(cookie.headers.get('vary'), 'Cookie')
  const variant = await ask(site, '/say/', { cookie: 'nuages_language=pt' })
  assert.equal((await said(variant))['language'], 'pt-br')
})

test('hostile cookies and headers choose nothing, and break nothing', async () => {
  for (const bad of [
    'xx',
    '../../etc/passwd',
    'de\u0000',
    '%00',
    '__proto__',
    'constructor',
    `${'de-'.repeat(2000)}`,
    '<script>',
    'de%0d%0aX: 1',
  ]) {
    const cookie = await ask(site, '/say/', {
      cookie: `nuages_language=${encodeURIComponent(bad)}; nuages_time_zone=${encodeURIComponent(bad)}`,
    })
    assert.equal(cookie.status, 200)
    assert.ok(languages.includes(cookie.headers.get('content-language')!), bad)
    assert.equal((await said(cookie))['zone'], null)
  }
  for (const bad of ['*', ';;;', 'de;q=9', `${'a'.repeat(100_000)}`, 'de-'.repeat(30_000)]) {
    const response = await ask(site, '/say/', { 'accept-language': bad })
    assert.equal(response.headers.get('content-language'), 'en')
  }
})

test('pages of errors are in the language of the visitor, and from right to left where it is written so', async () => {
  const german = await ask(site, '/nowhere/', { 'accept-language': 'de' })
  assert.match(await german.text(), /<html lang="de" dir="ltr">[\s\S]*Nicht gefunden/)
  const arabic = await ask(site, '/broken/', { cookie: 'nuages_language=ar' })
  assert.equal(arabic.status, 500)
  assert.match(await arabic.text(), /<html lang="ar" dir="rtl">/)
})

test('a visitor’s time zone is kept in a cookie', async () => {
  const kept = await ask(site, '/say/', { cookie: 'nuages_time_zone=Asia/Riyadh' })
  assert.equal((await said(kept))['zone'], 'Asia/Riyadh')
})

test('an address with a language answers in it, whatever a cookie says, and varies by nothing', async () => {
  const german = await ask(prefixed, '/de/', { cookie: 'nuages_language=ar' })
  assert.equal((await said(german))['language'], 'de')
  assert.equal(german.headers.get('vary'), null)
  assert.deepEqual(await said(await ask(prefixed, '/pt-br/about/rain/')), { link: '/pt-br/about/sun/' })
  assert.equal((await ask(prefixed, '/fr/about/rain/')).status, 404)
})

test('what leads nowhere below a language is not found in that language', async () => {
  for (const to of [prefixed, bare]) {
    const lost = await ask(to, '/de/no/such/place/', { 'accept-language': 'en', cookie: 'nuages_language=ar' })
    assert.equal(lost.status, 404)
    assert.deepEqual([lost.headers.get('content-language'), lost.headers.get('vary')], ['de', null])
    assert.match(await lost.text(), /<html lang="de"[\s\S]*Nicht gefunden/)
  }
  const head = await ask(prefixed, '/de/no/such/place/', {}, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-language')], [404, 'de'])
})

test('an answer that a cookie gave its time zone varies by cookies', async () => {
  const zoned = await ask(prefixed, '/de/', { cookie: 'nuages_time_zone=Asia/Riyadh' })
  assert.equal(zoned.headers.get('vary'), 'Cookie')
  await using alone = await testProject(defineProject({ apps: [app], urls: plain }))
  const said = await ask(alone, '/say/', { cookie: 'nuages_time_zone=Asia/Riyadh' })
  assert.equal(said.headers.get('vary'), 'Cookie')
  assert.equal((await ask(alone, '/say/')).headers.get('vary'), null)
})

test('an address without a language leads to the visitor’s', async () => {
  const found = await ask(prefixed, '/about/rain/?page=2', { 'accept-language': 'de' })
  assert.deepEqual([found.status, found.headers.get('location')], [302, '/de/about/rain/?page=2'])
  assert.match(found.headers.get('vary') ?? '', /Accept-Language.*Cookie/)
  assert.equal((await ask(prefixed, '/about/rain')).headers.get('location'), '/en/about/rain/')
  assert.equal((await ask(prefixed, '/no/such/place/')).status, 404)
  const hostile = await ask(prefixed, '//evil.example/about/rain/')
  assert.doesNotMatch(hostile.headers.get('location') ?? '', /^\/\/|^https?:/)
})

test('the default language can do without a prefix, and then only there decides the address', async () => {
  assert.equal((await said(await ask(bare, '/', { 'accept-language': 'de' })))['language'], 'en')
  assert.equal((await said(await ask(bare, '/de/')))['language'], 'de')
  assert.equal((await said(await ask(bare, '/say/', { 'accept-language': 'de' })))['language'], 'de')
  assert.deepEqual(await said(await ask(bare, '/about/rain/')), { link: '/about/sun/' })
  assert.equal((await ask(bare, '/en/about/rain/')).status, 404)
})

test('setLanguage keeps a language that is offered, and goes on to addresses of this site alone', async () => {
  const post = async (to: TestProject, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const token = 'a'.repeat(32)
    return ask(
      to,
      '/language/',
      {
        cookie: `csrftoken=${token}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
        ...headers,
      },
      { method: 'POST', body: new URLSearchParams({ csrfmiddlewaretoken: token, ...fields }).toString() },
    )
  }
  const chosen = await post(site, { language: 'de', next: '/say/?a=1' })
  assert.deepEqual([chosen.status, chosen.headers.get('location')], [302, '/say/?a=1'])
  const cookie = chosen.headers.getSetCookie().find((each) => each.startsWith('nuages_language='))
  assert.equal(cookie, 'nuages_language=de; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax')

  const elsewhere = await post(site, { language: 'de', next: 'https://evil.example/' })
  assert.equal(elsewhere.headers.get('location'), '/')
  const unknown = await post(site, { language: 'xx', next: '/say/' })
  assert.deepEqual(
    unknown.headers.getSetCookie().filter((each) => each.startsWith('nuages_language')),
    [],
  )
  assert.equal((await ask(site, '/language/')).status, 405)
  assert.equal((await ask(site, '/language/', {}, { method: 'POST', body: 'language=de' })).status, 403)

  const localizedNext = await post(prefixed, { language: 'ar', next: '/de/about/rain/?x=1#y' })
  assert.equal(localizedNext.headers.get('location'), '/ar/about/rain/?x=1#y')
  const toBare = await post(bare, { language: 'en', next: '/de/about/rain/' })
  assert.equal(toBare.headers.get('location'), '/about/rain/')
})

test('tasks and commands speak the default language, and know which are offered', async () => {
  await using german = await testProject(
    defineProject({ apps: [app, authApp], languages, defaultLanguage: 'de', urls: plain }),
  )
  await german.run(() => {
    assert.equal(currentLocale().code, 'de')
    assert.equal(gettext('This field is required.'), 'Dieses Feld ist zwingend erforderlich.')
    assert.deepEqual(
      offeredLanguages().map(({ code, rightToLeft }) => [code, rightToLeft]),
      [
        ['en', false],
        ['de', false],
        ['ar', true],
        ['pt-br', false],
      ],
    )
  })
})

test('wrong languages in the settings are coded errors', async () => {
  const opened = (options: object) => testProject(defineProject({ apps: [app], urls: plain, ...options }))
  const code = (expected: string) => (error: unknown) => error instanceof NuagesError && error.code === expected
  await assert.rejects(
    opened({ languages: ['en', 'de'], defaultLanguage: 'fr' }),
    code('NUAGES_I18N_DEFAULT_NOT_OFFERED'),
  )
  await assert.rejects(opened({ languages: ['en', 'qqqq'] }), code('NUAGES_I18N_UNKNOWN_LANGUAGE'))
})
