import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { formatNumber as plainNumber } from '../../../src/base/text/index.ts'
import {
  english,
  formatDate,
  formatNumber,
  knownLanguages,
  sanitizeSeparators,
  Translations,
  withLocale,
  withTimeZone,
} from '../../../src/web/i18n/index.ts'
import { processorTime } from '../../support/processor-time.ts'

const translations = new Translations({ languages: knownLanguages() })
const locale = (code: string) => translations.locale(code)

test('dates are written as each language writes them', () => {
  const at = new Date('2024-03-05T16:07:08Z')
  const shown: Readonly<Record<string, string>> = {
    en: 'March 5, 2024, 4:07 p.m.',
    'en-gb': '5 Mar 2024, 4:07 p.m.',
    de: '5. März 2024 16:07',
    fr: '5 mars 2024 16:07',
    pl: '5 marca 2024 16:07',
    ru: '5 марта 2024 г. 16:07',
    ja: '2024年3月5日16:07',
    'zh-hans': '2024年3月5日 16:07',
    ar: 'مارس 5, 2024, 4:07 م',
    'pt-br': '5 de Março de 2024 às 16:07',
    cs: '5. března 2024 16:07',
  }
  for (const [code, text] of Object.entries(shown)) {
    assert.equal(formatDate(at, 'DATETIME_FORMAT', { locale: locale(code) }), text, code)
  }
})

test('a format is a name or made of format characters; language and zone are those in force', () => {
  const at = new Date('2024-12-31T23:30:00Z')
  withLocale(locale('de'), () =>
    withTimeZone('Europe/Berlin', () => {
      assert.equal(formatDate(at), '1. Januar 2025')
      assert.equal(formatDate(at, 'l, H:i'), 'Mittwoch, 00:30')
      assert.equal(formatDate(at, 'SHORT_DATE_FORMAT', { timeZone: 'UTC', locale: english }), '12/31/2024')
      assert.equal(formatDate('2024-12-31', 'F'), 'Dezember')
      assert.equal(formatDate('18:05', 'TIME_FORMAT'), '18:05')
      assert.equal(formatDate('no date', 'F'), '')
    }),
  )
  assert.equal(formatDate(at, 'DATETIME_FORMAT'), 'Dec. 31, 2024, 11:30 p.m.')
  assert.throws(() => formatDate('2024-12-31', 'H:i'), { code: 'NUAGES_TIME_WRONG_FORMAT' })
  assert.throws(() => formatDate(at, 'H', { timeZone: 'Moon/Base' }), { code: 'NUAGES_TIME_UNKNOWN_ZONE' })
})

test('every language has twelve months, seven days and all formats, and none of them is empty', () => {
  for (const code of [...knownLanguages(), 'de-ch', 'fr-ca', 'en-ie', 'gu', 'tlh']) {
    const { names, formats } = locale(code)
    for (const list of [names.months, names.monthsShort, names.monthsPress, names.monthsAlternative]) {
      assert.equal(list.length, 12, code)
      assert.ok(
        list.every((each) => each !== ''),
        code,
      )
    }
    assert.equal(names.weekdays.length, 7, code)
    assert.equal(names.weekdaysShort.length, 7, code)
    for (const [name, value] of Object.entries(formats)) {
      if (name !== 'THOUSAND_SEPARATOR') assert.notEqual(value, '', `${code} ${name}`)
    }
    assert.equal(new Set(names.months).size, 12, code)
  }
})

test('what is known of a region stands for it, else its language', () => {
  const formats = (code: string) => new Translations({ languages: ['en', code] }).locale(code).formats
  assert.equal(formats('de-ch').THOUSAND_SEPARATOR, '\u00a0')
  assert.equal(formats('de-at').THOUSAND_SEPARATOR, '.')
  assert.equal(formats('fr-ca').SHORT_DATE_FORMAT, 'Y-m-d')
  assert.equal(formats('fr-sn').SHORT_DATE_FORMAT, 'd/m/Y')
  assert.equal(formats('gu').SHORT_DATE_FORMAT, 'm/d/Y')
})

test('numbers have the separators of the language, of any length', () => {
  const shown = (value: Parameters<typeof formatNumber>[0], code: string, decimals?: number) =>
    formatNumber(value, { locale: locale(code), grouping: true, ...(decimals === undefined ? {} : { decimals }) })
  assert.equal(shown(1234567.891, 'de'), '1.234.567,891')
  assert.equal(shown(1234567.891, 'fr', 2), '1\u00a0234\u00a0567,89')
  assert.equal(shown(123456789, 'zh-hans'), '123456789')
  assert.equal(shown(-0.5, 'de', 0), '0')
  assert.equal(shown(10n ** 25n, 'en'), '10,000,000,000,000,000,000,000,000')
  assert.equal(shown(new Decimal('1234.5'), 'pt-br', 2), '1.234,50')
  assert.equal(shown('1234.50', 'de'), '1.234,50')
  assert.equal(formatNumber(1234.5, { locale: locale('de') }), '1234,5')
  assert.deepEqual(
    [Number.NaN, Number.POSITIVE_INFINITY].map((each) => shown(each, 'de')),
    ['NaN', 'Infinity'],
  )
  assert.equal(
    withLocale(locale('de'), () => formatNumber(1.5)),
    '1,5',
  )
})

test('a number is written as its text is', () => {
  const grouping = fc.constantFrom<number | number[]>(0, 3, 4, [3, 2], [3, 0])
  const options = fc.record({ grouping, decimals: fc.option(fc.nat(6), { nil: undefined }) })
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer()), options, (value, { grouping, decimals }) => {
      const format = {
        grouping,
        decimalSeparator: ',',
        thousandSeparator: '.',
        ...(decimals === undefined ? {} : { decimals }),
      }
      assert.equal(plainNumber(value, format), plainNumber(String(value), format))
    }),
    { numRuns: 3000 },
  )
})

test('what a language writes as a number is read as that number', () => {
  const codes = knownLanguages().filter((code) => {
    const { THOUSAND_SEPARATOR: thousand, DECIMAL_SEPARATOR: decimal, NUMBER_GROUPING } = locale(code).formats
    // Four digits after a point are taken for a fraction, and without groups there is nothing to take away.
    return NUMBER_GROUPING === 3 && thousand !== '' && thousand !== decimal
  })
  assert.ok(codes.length > 40)
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.integer(), fc.nat(999), (code, whole, fraction) => {
      const number = `${whole}.${String(fraction).padStart(3, '0')}`
      for (const text of [number, String(whole)]) {
        const written = formatNumber(text, { locale: locale(code), grouping: true })
        assert.equal(Number(sanitizeSeparators(written, locale(code))), Number(text), `${code} ${written}`)
      }
    }),
  )
})

test('a number of another language is taken as Django takes it', () => {
  const de = locale('de')
  assert.equal(sanitizeSeparators('10.5', de), '10.5')
  assert.equal(sanitizeSeparators('10.500', de), '10500')
  assert.equal(sanitizeSeparators('1.2.3', de), '123')
  assert.equal(sanitizeSeparators('1,2,3', de), '1.2,3')
  assert.equal(sanitizeSeparators('1.234,5', de, { grouping: false }), '1.234.5')
  assert.equal(sanitizeSeparators('1 234,5', locale('fr')), '1234.5')
  assert.equal(sanitizeSeparators('1\u202f234,5', locale('fr')), '1234.5')
  assert.equal(sanitizeSeparators('', de), '')
  const taken = processorTime()
  for (const hostile of ['.', ',', ' ', '1.234.', '9'].map((each) => each.repeat(200_000)))
    sanitizeSeparators(hostile, de)
  assert.ok(taken() < 5000)
})

test('a program that imports the battery makes no formatter of Intl before one is needed', async () => {
  const entry = join(import.meta.dirname, '../../../src/web/i18n/index.ts')
  const script = `
    let made = 0
    for (const name of ['DateTimeFormat', 'NumberFormat', 'DisplayNames', 'PluralRules']) {
      Intl[name] = new Proxy(Intl[name], { construct: (Type, args) => (made++, new Type(...args)) })
    }
    const { Translations, formatDate, formatNumber } = await import(${JSON.stringify(entry)})
    const translations = new Translations({ languages: ['en', 'de', 'fr', 'ar'] })
    const de = translations.locale('de')
    for (let i = 0; i < 100; i++) formatNumber(1234.5, { locale: de, grouping: true })
    console.log(made)
    for (let i = 0; i < 100; i++) formatDate(new Date(i * 1e10), 'DATE_FORMAT', { locale: de })
    console.log(made)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', '-e', script])
  const [before, after] = stdout.trim().split('\n').map(Number)
  assert.equal(before, 0)
  assert.ok(after! > 0 && after! <= 6, `${after} formatters for the names of German`)
})
