import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  chosenLocale,
  currentLocale,
  currentTimeZone,
  english,
  gettext,
  gettextLazy,
  interpolate,
  isTimeZone,
  ngettext,
  ngettextLazy,
  npgettext,
  npgettextLazy,
  parsePo,
  pgettext,
  pgettextLazy,
  Translations,
  withLocale,
  withTimeZone,
} from '../../../src/web/i18n/index.ts'
import { processorTime } from '../../support/processor-time.ts'
import { poText } from './catalogs.ts'

const catalog = parsePo(
  poText(`
msgid "Good evening, %(name)s"
msgstr "Bonsoir, %(name)s"

msgctxt "month"
msgid "May"
msgstr "mai"

msgid "%(count)s book"
msgid_plural "%(count)s books"
msgstr[0] "%(count)s livre"
msgstr[1] "%(count)s livres"

msgctxt "sea"
msgid "wave"
msgid_plural "waves"
msgstr[0] "vague"
msgstr[1] "vagues"
`),
)
const fr = new Translations({ languages: ['en', 'fr'], catalogs: { fr: catalog } }).locale('fr')

test('the language and the zone in force go with whatever is awaited, one without the other', async () => {
  assert.equal(currentLocale(), english)
  assert.equal(chosenLocale(), undefined)
  assert.equal(currentTimeZone(), undefined)
  await Promise.all([
    withLocale(fr, async () => {
      await nextTurn()
      assert.equal(currentLocale(), fr)
      assert.equal(currentTimeZone(), undefined)
      await withTimeZone('Europe/Paris', async () => {
        await nextTurn()
        assert.equal(currentLocale(), fr)
        assert.equal(currentTimeZone(), 'Europe/Paris')
        withLocale(english, () => assert.equal(currentTimeZone(), 'Europe/Paris'))
      })
      assert.equal(currentTimeZone(), undefined)
    }),
    withTimeZone('+05:30', async () => {
      await nextTurn()
      assert.equal(chosenLocale(), undefined)
      assert.equal(currentTimeZone(), '+05:30')
    }),
  ])
  assert.equal(chosenLocale(), undefined)
})

test('zones: what a machine does not know is refused, and asking is free of errors', () => {
  for (const zone of ['UTC', 'Europe/Paris', 'Asia/Kolkata', '+05:30', '-03:00'])
    assert.equal(isTimeZone(zone), true, zone)
  for (const zone of [
    '',
    'Moon/Base',
    '__proto__',
    'Europe/Paris\0',
    '../etc/localtime',
    '+5',
    '+99:99',
    'x'.repeat(1e6),
  ]) {
    assert.equal(isTimeZone(zone), false, zone.slice(0, 20))
    assert.throws(() => withTimeZone(zone, () => 1), { code: 'NUAGES_TIME_UNKNOWN_ZONE' }, zone.slice(0, 20))
  }
  // Names that are made up are forgotten again.
  for (let i = 0; i < 3000; i++) assert.equal(isTimeZone(`Moon/${i}`), false)
})

test('gettext and its like speak the language in force', () => {
  assert.equal(pgettext('month', 'May'), 'May')
  withLocale(fr, () => {
    assert.equal(gettext('Good evening, %(name)s'), 'Bonsoir, %(name)s')
    assert.equal(ngettext('%(count)s book', '%(count)s books', 2), '%(count)s livres')
    assert.equal(pgettext('month', 'May'), 'mai')
    assert.equal(npgettext('sea', 'wave', 'waves', 0), 'vague')
  })
  assert.equal(ngettext('a', 'b', 1n), 'a')
  assert.equal(npgettext('sea', 'wave', 'waves', 3), 'waves')
})

test('lazy texts are translated when they are shown', () => {
  const hello = gettextLazy('Good evening, %(name)s')
  const may = pgettextLazy('month', 'May')
  const books = ngettextLazy('%(count)s book', '%(count)s books')
  assert.equal(`${hello}`, 'Good evening, %(name)s')
  assert.equal(may.in(fr), 'mai')
  assert.equal(books.in(fr, 2), '%(count)s livres')
  assert.equal(npgettextLazy('sea', 'wave', 'waves').in(fr, 5), 'vagues')
  const greeting = hello.with({ name: may })
  const count = books.with(2)
  assert.equal(String(greeting), 'Good evening, May')
  withLocale(fr, () => {
    assert.equal(String(greeting), 'Bonsoir, mai')
    assert.equal(JSON.stringify({ count }), '{"count":"2 livres"}')
    assert.equal(books.with(1n).toString(), '1 livre')
  })
  assert.equal(greeting.in(fr), 'Bonsoir, mai')
})

test('placeholders: by name, in order, and left as they are without a value', () => {
  assert.equal(interpolate('%(who)s ate %(n)d', { who: 'Ada', n: 3.9 }), 'Ada ate 3')
  assert.equal(interpolate('%s of %s', ['1', 2]), '1 of 2')
  assert.equal(interpolate('100 %', { a: 1 }), '100 %')
  assert.equal(interpolate('100%% of %(what)s', { what: 'it' }), '100% of it')
  assert.equal(interpolate('%(a)s %(b)s', { a: '%(b)s', b: '$& %s' }), '%(b)s $& %s')
  assert.equal(
    interpolate('%(missing)s %s %(toString)s %(__proto__)s', {}),
    '%(missing)s %s %(toString)s %(__proto__)s',
  )
  assert.equal(interpolate('%s %s', ['one']), 'one %s')
  assert.equal(interpolate('%(n)d %(n)s', { n: 10n ** 20n }), `${10n ** 20n} ${10n ** 20n}`)
  assert.equal(interpolate('%(length)s', []), '%(length)s')
  const taken = processorTime()
  for (const hostile of ['%', '%(', '%(a', '%(a)', '%%'].map((each) => each.repeat(200_000)))
    interpolate(hostile, { a: 1 })
  assert.ok(taken() < 5000)
})
