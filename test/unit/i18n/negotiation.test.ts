import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  languageFromPath,
  languageInfo,
  negotiate,
  parseAcceptLanguage,
  supportedVariant,
  Translations,
  toLanguage,
  toLocale,
} from '../../../src/web/i18n/index.ts'
import { processorTime } from '../../support/processor-time.ts'

const offered = { languages: ['en', 'de', 'pt-br', 'zh-hans', 'fr'], defaultLanguage: 'en' }

test('the path decides before the user, the session, the cookie and the header', () => {
  const all = { path: '/de/news/', user: 'fr', session: 'pt-br', cookie: 'zh-hans', acceptLanguage: 'en' }
  assert.deepEqual(negotiate(all, offered), { language: 'de', source: 'path' })
  assert.deepEqual(negotiate({ ...all, path: '/news/' }, offered), { language: 'fr', source: 'user' })
  assert.deepEqual(negotiate({ ...all, path: null, user: 'xx' }, offered), { language: 'pt-br', source: 'session' })
  assert.deepEqual(negotiate({ cookie: 'zh-cn', acceptLanguage: 'de' }, offered), {
    language: 'zh-hans',
    source: 'cookie',
  })
  assert.deepEqual(negotiate({ cookie: 'xx', acceptLanguage: 'it, pt;q=0.8, de;q=0.9' }, offered), {
    language: 'de',
    source: 'acceptLanguage',
  })
  assert.deepEqual(negotiate({ acceptLanguage: 'it, *;q=0.9, de;q=0.1' }, offered), {
    language: 'en',
    source: 'default',
  })
  assert.deepEqual(negotiate({}, offered), { language: 'en', source: 'default' })
  assert.deepEqual(negotiate({ path: '/PT-BR/' }, offered), { language: 'pt-br', source: 'path' })
})

test('Translations answers the same of one header or one code', () => {
  const translations = new Translations({ languages: offered.languages })
  assert.equal(translations.negotiate('pt, de;q=0.3'), 'pt-br')
  assert.equal(translations.negotiate(undefined), 'en')
  assert.equal(translations.supported('DE-AT'), 'de')
  assert.equal(translations.supported('it'), null)
  assert.equal(translations.supported(null), null)
})

test('headers: what is not a list of languages gives none', () => {
  const parsed = (header: string) => parseAcceptLanguage(header).map(([language]) => language)
  assert.deepEqual(parsed('de-AT , en;q=0.8 ,fr; q=0.9'), ['de-at', 'fr', 'en'])
  assert.deepEqual(parsed('de,'), ['de'])
  for (const wrong of [
    '',
    ',',
    'de,,fr',
    ' de',
    'de ',
    'de_AT',
    'en;q=2',
    'en;q=1.1',
    'en;q=0.1234',
    'en;q=',
    'de fr',
    'é',
  ]) {
    assert.deepEqual(parsed(wrong), [], JSON.stringify(wrong))
  }
})

test('headers: only the first 500 characters count, up to a comma', () => {
  const long = Array.from({ length: 300 }, () => 'de').join(',')
  assert.equal(parseAcceptLanguage(long).length, 166)
  assert.deepEqual(parseAcceptLanguage('x'.repeat(501)), [])
  assert.deepEqual(parseAcceptLanguage(`de,${'x'.repeat(10_000)}`), [['de', 1]])
})

test('paths: only a whole first part is a language', () => {
  const from = (path: string) => languageFromPath(path, offered.languages)
  assert.equal(from('/de'), 'de')
  assert.equal(from('/de/'), 'de')
  assert.equal(from('/de-at/x'), 'de')
  for (const none of [
    '',
    '/',
    'de/',
    '//de/',
    '/de.html',
    '/de%2f',
    '/dex/',
    '/de-/',
    '/de-a-b-c/',
    '/x/de/',
    '/\u0000/',
  ]) {
    assert.equal(from(none), null, none)
  }
})

test('no request makes negotiation throw, and the answer is always one that is offered', () => {
  const wish = fc.option(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom('de', 'zh-cn', 'pt', '*', 'en_US', '-', 'de-', '__proto__', 'x'.repeat(5000)),
    ),
    { nil: null },
  )
  fc.assert(
    fc.property(wish, wish, wish, wish, wish, (path, user, session, cookie, acceptLanguage) => {
      const { language } = negotiate({ path: path && `/${path}`, user, session, cookie, acceptLanguage }, offered)
      assert.ok(offered.languages.includes(language))
    }),
    { numRuns: 2000 },
  )
})

test('hostile headers, cookies and paths take no longer than short ones', () => {
  const hostile = [
    'a-'.repeat(500_000),
    `${'a'.repeat(8)}${'-aaaaaaaa'.repeat(100_000)}`,
    `en${' '.repeat(1_000_000)};q=1`,
    ' ,'.repeat(500_000),
    `en;q=0.${'0'.repeat(1_000_000)}`,
    'de;q=0.5,'.repeat(100_000),
    '-'.repeat(1_000_000),
    '@'.repeat(1_000_000),
  ]
  const time = (text: string) => {
    const wishes = { path: `/${text}/`, user: text, session: text, cookie: text, acceptLanguage: text }
    negotiate(wishes, offered)
    const taken = processorTime()
    for (let i = 0; i < 300; i++) negotiate(wishes, offered)
    return taken()
  }
  for (const text of hostile) {
    // The quickest of several runs: others may be at work on the same machine.
    const [long, short] = [text, text.slice(0, 1000)].map((each) => Math.min(...[1, 2, 3, 4, 5].map(() => time(each))))
    assert.ok(long! < short! * 4 + 5, `${text.slice(0, 20)}…: ${long} ms, and ${short} ms of a thousandth of it`)
  }
})

test('variants: codes of old, regions, and other variants where that is allowed', () => {
  assert.equal(supportedVariant('zh-hans-sg', offered.languages), 'zh-hans')
  assert.equal(supportedVariant('pt', offered.languages), 'pt-br')
  assert.equal(supportedVariant('pt', offered.languages, { strict: true }), null)
  assert.equal(supportedVariant('pt-pt', offered.languages), 'pt-br')
  assert.equal(supportedVariant(undefined, offered.languages), null)
})

test('codes and locale names', () => {
  const pairs = [
    ['en', 'en'],
    ['en-us', 'en_US'],
    ['zh-hans', 'zh_Hans'],
    ['zh-hans-cn', 'zh_Hans-cn'],
    ['sr-latn', 'sr_Latn'],
    ['es-419', 'es_419'],
    ['nl-nl-x-informal', 'nl_NL-x-informal'],
  ] as const
  for (const [language, locale] of pairs) {
    assert.equal(toLocale(language), locale)
    assert.equal(toLanguage(locale), language)
  }
})

test('what is known of languages', () => {
  assert.deepEqual(languageInfo('de'), { code: 'de', name: 'German', nameLocal: 'Deutsch', rightToLeft: false })
  assert.equal(languageInfo('DE-at')?.code, 'de')
  assert.equal(languageInfo('zh-tw')?.code, 'zh-hant')
  assert.equal(languageInfo('ar')?.rightToLeft, true)
  for (const none of ['', 'xx', '__proto__', 'x'.repeat(1e6)]) assert.equal(languageInfo(none), null)
})
