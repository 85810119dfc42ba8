import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { before, describe, test } from 'node:test'
import { formatDate, knownLanguages, languageInfo, Translations } from '../../../src/web/i18n/index.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

const formatNames = [
  'DATE_FORMAT',
  'DATETIME_FORMAT',
  'TIME_FORMAT',
  'YEAR_MONTH_FORMAT',
  'MONTH_DAY_FORMAT',
  'SHORT_DATE_FORMAT',
  'SHORT_DATETIME_FORMAT',
  'FIRST_DAY_OF_WEEK',
  'DECIMAL_SEPARATOR',
  'THOUSAND_SEPARATOR',
  'NUMBER_GROUPING',
  'DATE_INPUT_FORMATS',
  'DATETIME_INPUT_FORMATS',
  'TIME_INPUT_FORMATS',
] as const

/** One character for each list of names. */
const nameCharacters = ['F', 'M', 'N', 'E', 'b', 'l', 'D', 'a', 'A', 'P']

interface Answers {
  readonly version: readonly [number, number]
  readonly languages: Readonly<
    Record<
      string,
      {
        readonly formats: Readonly<Record<string, unknown>>
        readonly names: Readonly<Record<string, readonly string[]>>
        readonly rightToLeft: boolean
        readonly name: string | null
        readonly nameLocal: string | null
      }
    >
  >
}

/** Moments that show every month, day of the week, and part of a day. */
const moments = [
  ...Array.from({ length: 12 }, (_, month) => `2024-${String(month + 1).padStart(2, '0')}-15T09:05:00`),
  ...Array.from({ length: 7 }, (_, day) => `2024-09-0${day + 1}T21:05:00`),
  '2024-01-01T00:00:00',
  '2024-01-01T12:00:00',
]

const script = `
import datetime, json, sys
import django
from django.conf import settings
older = {'USE_L10N': True} if django.VERSION < (4,) else {}
settings.configure(USE_I18N=True, USE_TZ=True, TIME_ZONE='UTC', **older)
from django.apps import apps
apps.populate([])
from django.conf.locale import LANG_INFO
from django.utils import dateformat, translation
from django.utils.formats import get_format
asked = json.load(sys.stdin)
answers = {}
for code in asked['languages']:
    if not translation.check_for_language(code):
        continue
    with translation.override(code):
        info = LANG_INFO.get(code, {})
        answers[code] = {
            'formats': {name: get_format(name, code) for name in asked['formats']},
            'names': {c: [dateformat.format(datetime.datetime.fromisoformat(m), c) for m in asked['moments']] for c in asked['characters']},
            'rightToLeft': translation.get_language_bidi(),
            'name': info.get('name'),
            'nameLocal': info.get('name_local'),
        }
json.dump({'version': django.VERSION[:2], 'languages': answers}, sys.stdout)
`

/** Regions that Django has formats of, though no catalogs. */
const regions = ['de-ch', 'en-ca', 'en-ie', 'es-pr', 'fr-be', 'fr-ca', 'fr-ch']

describe('formats and names of languages, as Django has them', { skip: await skipWithout('django') }, () => {
  let answers: Answers
  const translations = new Translations({ languages: [...knownLanguages(), ...regions] })
  before(() => {
    const input = JSON.stringify({
      languages: [...knownLanguages(), ...regions],
      formats: formatNames,
      characters: nameCharacters,
      moments,
    })
    const { stdout, stderr } = spawnSync(pythonPath(), ['-c', script], { input, encoding: 'utf8', maxBuffer: 1e8 })
    assert.notEqual(stdout, '', stderr)
    answers = JSON.parse(stdout) as Answers
  })

  /** Django 3.2 is older than what is followed: a part of its answers has changed since. */
  const isOld = () => answers.version[0] < 5

  test('formats', (t) => {
    const different = new Map<string, string[]>()
    for (const [code, { formats }] of Object.entries(answers.languages)) {
      const ours = translations.locale(code).formats
      for (const name of formatNames) {
        if (JSON.stringify(ours[name]) === JSON.stringify(formats[name])) continue
        different.set(code, [...(different.get(code) ?? []), name])
      }
    }
    const total = Object.keys(answers.languages).length
    t.diagnostic(`Django ${answers.version.join('.')}: ${total - different.size} of ${total} languages agree`)
    const changedSince3 = ['ca', 'en', 'en-ca', 'en-ie', 'es', 'es-ve', 'fr', 'fr-be', 'fr-ca', 'fr-ch', 'ko']
    // Numbers in Japanese have no groups here, as in Django 3.2.
    const known = isOld() ? changedSince3 : ['ja']
    assert.deepEqual(
      [...different].filter(([code]) => !known.includes(code)),
      [],
    )
  })

  test('names of months, days and parts of a day', (t) => {
    const different = new Map<string, string[]>()
    const total = Object.keys(answers.languages).length
    for (const [code, { names }] of Object.entries(answers.languages)) {
      const locale = translations.locale(code)
      for (const character of nameCharacters) {
        const ours = moments.map((moment) => formatDate(moment, character, { locale }))
        if (JSON.stringify(ours) === JSON.stringify(names[character])) continue
        different.set(code, [...(different.get(code) ?? []), character])
      }
    }
    t.diagnostic(`Django ${answers.version.join('.')}: ${total - different.size} of ${total} languages agree`)
    // Not translated in Django, or only in part, or with a slip: 'Yan,' in Uzbek.
    const known = ['br', 'fy', 'km', 'my', 'sw', 'ta', 'uz']
    const changedSince3 = ['az', 'bg', 'eo', 'es', 'es-ar', 'es-ni', 'es-pr', 'gl', 'lv', 'mr']
    const unknown = [...different].filter(
      ([code]) => !known.includes(code) && !(isOld() && changedSince3.includes(code)),
    )
    // Names that `Intl` gives may change with it: a slip or two is no failure, many are.
    assert.ok(unknown.length <= 3, JSON.stringify(unknown))
  })

  test('directions and names of languages', () => {
    for (const [code, { rightToLeft, name, nameLocal }] of Object.entries(answers.languages)) {
      assert.equal(translations.locale(code).rightToLeft, rightToLeft, code)
      const info = languageInfo(code)!
      if (name === null || isOld()) continue
      assert.deepEqual([info.name, info.nameLocal], [name, nameLocal])
    }
  })
})
