import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { provide } from '../../../src/base/context/index.ts'
import { factsService, type Mode } from '../../../src/base/settings/index.ts'
import { browserCatalogView } from '../../../src/tools/project/index.ts'
import { type Middleware, path } from '../../../src/web/http/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { ask, testApp } from '../http/helpers.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuages-catalog-'))
after(() => rmSync(folder, { recursive: true }))
const write = (language: string, text: string) => {
  const dir = join(folder, language, 'LC_MESSAGES')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'browser.po'), `msgid "Save"\nmsgstr ${JSON.stringify(text)}\n`)
}
write('de', 'Speichern')
write('fr', 'Enregistrer')
const translations = new Translations({ languages: ['en', 'de', 'fr'], dirs: [folder] })
after(() => translations.close())

const language: Middleware = (request, next) =>
  withLocale(translations.locale(request.headers.get('accept-language') ?? 'en'), () => next(request))
const urls = [
  path('catalog.js', browserCatalogView()),
  path('kept/<str:language>.js', browserCatalogView({ maxAge: 60 })),
  path('catalog.json', browserCatalogView({ format: 'json' })),
]
function site(mode: Mode, middleware: readonly Middleware[] = [language]) {
  const facts = { mode, dir: folder, secretKey: 'k', secretKeyFallbacks: [], timeZone: 'UTC', loginUrl: '/' }
  return testApp(urls, { middleware, scope: { services: new Map<symbol, unknown>([provide(factsService, facts)]) } })
}
const german = { headers: { 'accept-language': 'de' } }

test('in the language of the visitor, to be asked for each time', async () => {
  const app = site('production')
  const response = await ask(app, '/catalog.js', german)
  assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.equal(response.headers.get('cache-control'), 'no-cache')
  assert.match(response.headers.get('vary') ?? '', /accept-language.*cookie/i)
  assert.match(await response.text(), /^export const language="de";.*"Speichern"/s)
  const etag = response.headers.get('etag')!
  const again = await ask(app, '/catalog.js', { headers: { ...german.headers, 'if-none-match': etag } })
  assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag])
  const french = await ask(app, '/catalog.js', { headers: { 'accept-language': 'fr', 'if-none-match': etag } })
  assert.equal(french.status, 200)
  assert.match(await french.text(), /Enregistrer/)
  assert.doesNotMatch(await (await ask(app, '/catalog.js')).text(), /Speichern|Enregistrer/)
})

test('in the language of the address, to be kept; another language is not found', async () => {
  const app = site('production')
  const response = await ask(app, '/kept/fr.js', german)
  assert.equal(response.headers.get('cache-control'), 'public, max-age=60')
  assert.equal(response.headers.get('vary'), null)
  assert.match(await response.text(), /Enregistrer/)
  for (const wrong of ['it', 'xx', '%2e%2e', 'de%00', 'x'.repeat(5000)])
    assert.equal((await ask(app, `/kept/${wrong}.js`)).status, 404, wrong.slice(0, 20))
})

test('as data', async () => {
  const response = await ask(site('production'), '/catalog.json', german)
  assert.equal(response.headers.get('content-type'), 'application/json')
  const { catalog, plural } = (await response.json()) as { catalog: object; plural: string }
  assert.deepEqual([catalog, plural], [{ Save: 'Speichern' }, 'n != 1'])
})

test('in development a catalog that was saved is what is sent; in production it is read once', async () => {
  const [development, production] = [site('development'), site('production')]
  const text = async (app: typeof production) => await (await ask(app, '/kept/de.js')).text()
  assert.match(await text(development), /Speichern/)
  assert.match(await text(production), /Speichern/)
  write('de', 'Sichern')
  assert.match(await text(development), /Sichern/)
  assert.match(await text(production), /Speichern/)
  write('de', 'Speichern')
})

test('without languages: the texts as they are, and English alone', async () => {
  const app = site('production', [])
  assert.match(await (await ask(app, '/catalog.js')).text(), /^export const language="en";/)
  assert.equal((await ask(app, '/kept/en.js')).status, 200)
  assert.equal((await ask(app, '/kept/de.js')).status, 404)
})
