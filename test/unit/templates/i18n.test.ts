import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { gettext, gettextLazy, parsePo, Translations, withLocale, withTimeZone } from '../../../src/web/i18n/index.ts'

import {
  Engine,
  type EngineOptions,
  i18nContext,
  library,
  type Message,
  markSafe,
  type Node,
  type Outline,
  simpleTag,
  type TagContext,
} from '../../../src/web/templates/index.ts'

const french = parsePo(
  String.raw`
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "Hello"
msgstr "Bonjour"

msgid "Hello, %(who)s"
msgstr "Bonjour <b>%(who)s</b>"

msgid "Broken %(who)s"
msgstr "Cassé %(qui)s"

msgid "Number %(who)s"
msgstr "Nombre %(who)d"

msgid "Lone %(who)s"
msgstr "Seul % %(who)s"

msgid "Padded %(who)s"
msgstr "[%(who)5s][%(who)-5s][%(who).2s]"

msgid "100%% wool"
msgstr "100%% laine"

msgid "one two"
msgstr "un deux"

msgctxt "month"
msgid "May"
msgstr "mai"

msgid "%(n)s cat"
msgid_plural "%(n)s cats"
msgstr[0] "%(n)s chat"
msgstr[1] "%(n)s chats"

msgctxt "toy"
msgid "%(n)s cat"
msgid_plural "%(n)s cats"
msgstr[0] "%(n)s peluche"
msgstr[1] "%(n)s peluches"

msgid "yes,no,maybe"
msgstr "oui,non,peut-être"

msgid "%(num)d hour"
msgid_plural "%(num)d hours"
msgstr[0] "%(num)d heure"
msgstr[1] "%(num)d heures"

msgid "German"
msgstr "Allemand"
`,
  'fr.po',
)
const translations = new Translations({ catalogs: { fr: french }, languages: ['en', 'fr', 'de', 'ar'] })

function engineOf(options: EngineOptions = {}): Engine {
  return new Engine({ translations, ...options })
}

const engine = engineOf({ templates: { part: '{% load i18n %}[{% translate "Hello" %} {{ n }}]' } })

function render(source: string, context: Record<string, unknown> = {}, language = 'fr', from = engine): string {
  return withLocale(translations.locale(language), () =>
    from.fromString(`{% load i18n l10n tz %}${source}`).renderSync(context),
  )
}

type Row = readonly [source: string, expected: string, context?: Record<string, unknown>]

function rows(table: readonly Row[], language = 'fr', from = engine): void {
  for (const [source, expected, context] of table) {
    assert.equal(render(source, context, language, from).replaceAll('\u00a0', ' '), expected, source)
  }
}

function refused(source: string, context: Record<string, unknown> = {}): void {
  assert.throws(
    () => render(source, context),
    (error) => error instanceof NuagesError && error.code.startsWith('NUAGES_TEMPLATES_'),
    source,
  )
}

describe('translate', () => {
  test('texts, variables, filters, noop, context and as', () => {
    rows([
      ['{% translate "Hello" %} {% trans \'Hello\' %}', 'Bonjour Bonjour'],
      ['{% translate x %} {% translate x|upper %}', 'Bonjour BONJOUR', { x: 'Hello' }],
      ['{% translate "Hello" noop %} {% translate "Hello"|upper noop %}', 'Hello HELLO'],
      [
        '{% translate "May" context "month" %} {% translate "May" %} {% translate "May" context c %}',
        'mai May mai',
        { c: 'month' },
      ],
      ['{% translate "May" context none %}{% translate "May" context "" %}', 'MayMay'],
      ['{% translate "Hello" as h %}{{ h }}{{ h|upper }}', 'BonjourBONJOUR'],
      ['{% translate "100% wool" %}', '100% laine'],
      ['{% translate "" %}{% translate missing %}', ''],
      ['{% translate lazy %}{% translate n noop %}', 'Bonjour5', { lazy: gettextLazy('Hello'), n: 5 }],
    ])
  })

  test('what is safe: the text of a literal, never that of a variable', () => {
    rows([
      ['{% translate "<b>" %}', '<b>'],
      ['{% translate x %}', '&lt;b&gt;', { x: '<b>' }],
      ['{% translate x as y %}{{ y }}', '&lt;b&gt;', { x: '<b>' }],
      ['{% translate x %}', '<b>', { x: markSafe('<b>') }],
      ['{% autoescape off %}{% translate x as y %}{% endautoescape %}{{ y }}', '&lt;b&gt;', { x: '<b>' }],
    ])
  })

  test('a missing variable prints stringIfInvalid, which no filter changes', () => {
    const strict = engineOf({ stringIfInvalid: 'no %s' })
    rows(
      [
        [
          '{% translate a|upper %} {% translate a noop %} {% blocktranslate %}{{ a }}{% endblocktranslate %}',
          'no a no a no a',
        ],
      ],
      'fr',
      strict,
    )
  })

  test('mistakes', () => {
    for (const rest of [
      '',
      ' "a" "b"',
      ' "a" as',
      ' "a" context',
      ' "a" context noop',
      ' "a" noop noop',
      ' "a" as x as y',
      ' "a" what',
      ' a|nothing',
    ]) {
      refused(`{% translate${rest} %}`)
    }
    refused('{% translate x %}', { x: 5 })
    refused('{% translate x %}', { x: null })
  })

  test('_() is translated wherever a value stands', () => {
    rows([
      ['{{ _("Hello") }} {{ x|default:_("Hello") }} {{ _("Hello")|upper }}', 'Bonjour Bonjour BONJOUR'],
      ['{% if x == _("Hello") %}yes{% endif %}', 'yes', { x: 'Bonjour' }],
      [
        '{% with a=_("Hello") %}{{ a }}{% endwith %}{% cycle _("Hello") "b" %}{% firstof x _("Hello") %}',
        'BonjourBonjourBonjour',
      ],
      ['{{ _("<i>") }}{{ _("") }}', '<i>'],
    ])
  })
})

describe('blocktranslate', () => {
  test('variables, with, count, context, trimmed, asvar', () => {
    rows([
      ['{% blocktranslate %}Hello{% endblocktranslate %}{% blocktrans %}Hello{% endblocktrans %}', 'BonjourBonjour'],
      ['{% blocktranslate %}Hello, {{ who }}{% endblocktranslate %}', 'Bonjour <b>A&amp;B</b>', { who: 'A&B' }],
      [
        '{% blocktranslate with who=a.b|upper %}Hello, {{ who }}{% endblocktranslate %}',
        'Bonjour <b>X</b>',
        { a: { b: 'x' } },
      ],
      [
        '{% blocktranslate with a as who and c as d %}Hello, {{ who }}{% endblocktranslate %}',
        'Bonjour <b>1</b>',
        { a: 1 },
      ],
      [
        '{% blocktranslate with who="x" asvar t %}Hello, {{ who }}{% endblocktranslate %}{{ t }}{{ who }}',
        'Bonjour <b>x</b>',
      ],
      ['{% blocktranslate trimmed %}\n one \r\n\n two\n{% endblocktranslate %}', 'un deux'],
      ['{% blocktranslate context "month" %}May{% endblocktranslate %}', 'mai'],
      [
        '{% blocktranslate %}100% wool{% endblocktranslate %} {% blocktranslate %}%s %(x)s{% endblocktranslate %}',
        '100% laine %s %(x)s',
      ],
      ['{% blocktranslate %}{{ a.b }}{{ a|upper }}{% endblocktranslate %}', '', { a: { b: 'x' } }],
      ['{% blocktranslate %}{{ f }}{{ n }}{% endblocktranslate %}', 'F1,5', { f: () => 'F', n: 1.5 }],
    ])
    const counted = '{% blocktranslate count n=k %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}'
    for (const [k, expected] of [
      [0, '0 chat'],
      [1, '1 chat'],
      [2, '2 chats'],
      [1.5, '1,5 chats'],
      [3n, '3 chats'],
      [true, 'true chat'],
    ] as const) {
      rows([[counted, expected, { k }]])
    }
    rows([
      [
        '{% blocktranslate context "toy" count n=2 %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}',
        '2 peluches',
      ],
      ['{% blocktranslate with a=3 count n=a %}{{ n }} cat{% plural %}{{ n }} cats{% endblocktranslate %}', '3 chats'],
    ])
  })

  test('a broken translation gives way to the template', () => {
    for (const text of ['Broken', 'Number', 'Lone']) {
      rows([[`{% blocktranslate with who="x" %}${text} {{ who }}{% endblocktranslate %}`, `${text} x`]])
    }
    rows([['{% blocktranslate with who="abc" %}Padded {{ who }}{% endblocktranslate %}', '[  abc][abc  ][ab]']])
  })

  test('mistakes', () => {
    const end = '{% endblocktranslate %}'
    for (const source of [
      '{% blocktranslate %}x',
      `{% blocktranslate with %}${end}`,
      `{% blocktranslate with a=1 with b=2 %}${end}`,
      `{% blocktranslate count %}{% plural %}${end}`,
      `{% blocktranslate count n=1 m=2 %}{% plural %}${end}`,
      `{% blocktranslate count n=1 %}x${end}`,
      `{% blocktranslate %}x{% plural %}y${end}`,
      `{% blocktranslate count n=1 %}x{% plural %}y{% plural %}${end}`,
      `{% blocktranslate context %}${end}`,
      `{% blocktranslate asvar %}${end}`,
      `{% blocktranslate what %}${end}`,
      `{% blocktranslate %}{% if a %}{% endif %}${end}`,
      `{% blocktranslate %}a{# c #}b${end}`,
      '{% blocktrans %}x{% endblocktranslate %}',
      `{% blocktranslate %}{{ a)b }}${end}`,
    ]) {
      refused(source)
    }
    for (const k of ['x', null, undefined, [], new Date()]) {
      refused(`{% blocktranslate count n=k %}a{% plural %}b${end}`, { k })
    }
  })

  test('values are waited for', async () => {
    const source =
      '{% load i18n %}{% blocktranslate with who=p count n=q %}{{ who }} {{ n }}{% plural %}{{ who }} {{ n }}s{% endblocktranslate %} {% translate t %}'
    const text = await engine
      .fromString(source)
      .render({ p: Promise.resolve('<'), q: async () => 2, t: Promise.resolve('Hello') })
    assert.equal(text, '&lt; 2s Hello')
  })

  test('no value leaves its place, whatever it holds', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '%',
      '%(who)s',
      '%%',
      '%s',
      'a',
      '{{ who }}',
      '{% if %}',
      '\u0000',
      '</b>',
    )
    const block = engine.fromString('{% load i18n %}{% blocktranslate %}Hello, {{ who }}{% endblocktranslate %}')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('en', 'fr'), (parts, language) => {
        const who = parts.join('')
        const text = withLocale(translations.locale(language), () => block.renderSync({ who }))
        const [, inside] = /^(?:Hello, |Bonjour <b>)(.*?)(?:<\/b>)?$/s.exec(text)!
        assert.ok(!/[<>"']/.test(inside!), text)
        const back = inside!
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#x27;', "'")
          .replaceAll('&amp;', '&')
        assert.equal(back, who)
      }),
    )
  })
})

describe('languages', () => {
  test('the language tag, in loops, includes and functions that are called', () => {
    const f = () => gettext('Hello')
    rows(
      [
        [
          '{% language "fr" %}{{ f }} {{ lazy }} {% include "part" %}{% endlanguage %} {{ f }} {{ lazy|upper }}',
          'Bonjour Bonjour [Bonjour 1,5] Hello HELLO',
          { f, lazy: gettextLazy('Hello'), n: 1.5 },
        ],
        [
          '{% for c in l %}{% language c %}{% translate "Hello" as h %}{% endlanguage %}{{ h }};{% endfor %}',
          'Bonjour;Hello;',
          { l: ['fr', 'de'] },
        ],
        ['{% language None %}{% translate "Hello" %}{% endlanguage %}', 'Hello'],
        ['{% language "" %}{% get_current_language as c %}{{ c }}{% endlanguage %}', 'en'],
        ['{% language "xx" %}{% get_current_language as c %}{{ c }}{% endlanguage %}', 'en'],
      ],
      'en',
    )
    refused('{% language 5 %}{% endlanguage %}')
    refused('{% language %}{% endlanguage %}')
    refused('{% language "fr" %}')
  })

  test('the language tag holds over what is waited for', async () => {
    const source =
      '{% load i18n %}{% language "fr" %}{{ p }} {{ f }} {% translate "Hello" %}{% endlanguage %} {{ f }} {{ n }}'
    const f = async () => {
      await Promise.resolve()
      return gettext('Hello')
    }
    assert.equal(
      await engine.fromString(source).render({ p: Promise.resolve(1), f, n: 1.5 }),
      '1 Bonjour Bonjour Hello 1.5',
    )
  })

  test('an error inside ends the rendering, and the next one is in its own language', () => {
    const f = () => {
      throw new RangeError('no')
    }
    assert.throws(() => render('{% language "fr" %}{{ f }}{% endlanguage %}', { f }, 'en'), RangeError)
    assert.equal(render('{% translate "Hello" %}', {}, 'en'), 'Hello')
  })

  test('names of languages', () => {
    rows([
      ['{% get_current_language as c %}{{ c }} {% get_current_language_bidi as b %}{{ b }}', 'fr false'],
      [
        '{% get_available_languages as l %}{% for c, n in l %}{{ c }}={{ n }} {% endfor %}',
        'en=anglais fr=français de=Allemand ar=arabe ',
      ],
      [
        '{% get_language_info for "ar" as i %}{{ i.code }} {{ i.name }} {{ i.name_local }} {{ i.name_translated }} {{ i.bidi }}',
        'ar Arabic العربيّة arabe true',
      ],
      [
        '{% get_language_info_list for l as i %}{% for each in i %}{{ each.name }} {% endfor %}',
        'German French ',
        { l: ['de', ['fr', 'x']] },
      ],
      [
        '{{ "de"|language_name }} {{ "de"|language_name_local }} {{ "de"|language_name_translated }} {{ "he"|language_bidi }}',
        'German Deutsch Allemand true',
      ],
    ])
    for (const source of ['{{ "xx"|language_name }}', '{% get_language_info for 5 as i %}', '{{ ""|language_name }}']) {
      assert.throws(() => render(source), NuagesError, source)
    }
    for (const source of [
      '{% get_current_language %}',
      '{% get_current_language as %}',
      '{% get_language_info "de" as i %}',
      '{% get_language_info_list for l %}',
    ]) {
      refused(source)
    }
    refused('{% get_language_info_list for l as i %}', { l: 5 })
  })

  test('an engine without translations is English, whatever it is asked for', () => {
    const plain = new Engine()
    assert.equal(
      plain
        .fromString('{% load i18n %}{% language "fr" %}{% translate "Hello" %}{{ 1.5 }}{% endlanguage %}')
        .renderSync(),
      'Hello1.5',
    )
  })

  test('an outline tells the messages as catalogs have them', () => {
    const messages: unknown[] = []
    const nothing = () => {}
    const read = (nodes: readonly Node[]) => {
      for (const each of nodes) each.outline(outline)
    }
    const readers: Readonly<Record<string, unknown>> = {
      message: ({ text, plural, context }: Message) => messages.push([text, plural, context]),
      nodes: read,
      scoped: (_bindings: unknown, nodes: readonly Node[]) => read(nodes),
    }
    const outline = new Proxy({} as Outline, { get: (_, name) => readers[String(name)] ?? nothing })
    const source =
      '{% load i18n %}{% translate "100% wool" %}{% translate "May" context "month" as m %}{% translate x %}{% language "fr" %}' +
      '{% blocktranslate trimmed count n=k context "toy" %}\n {{ n }}\n cat{% plural %}{{ n }} cats{% endblocktranslate %}{% endlanguage %}' +
      '{% translate "a" context c %}'
    engine.fromString(source).outline(outline)
    assert.deepEqual(messages, [
      ['100%% wool', null, null],
      ['May', null, 'month'],
      ['%(n)s cat', '%(n)s cats', 'toy'],
    ])
  })

  test('the context processor', () => {
    const processor = i18nContext({ translations, timezone: 'Europe/Berlin' })
    const own = engineOf()
    const source =
      '{{ LANGUAGE_CODE }} {{ LANGUAGE_BIDI }} {{ TIME_ZONE }}{% for c, n in LANGUAGES %} {{ c }}={{ n }}{% endfor %}'
    const page = () => own.fromString(source).renderSync(processor())
    assert.equal(page(), 'en false Europe/Berlin en=English fr=French de=German ar=Arabic')
    const french = withLocale(translations.locale('fr'), () => withTimeZone('Asia/Tokyo', page))
    assert.equal(french, 'fr false Asia/Tokyo en=anglais fr=français de=Allemand ar=arabe')
    assert.match(withLocale(translations.locale('ar'), page), /^ar true /)
  })

  test('a streamed page keeps its language', async () => {
    const source =
      '{% load i18n %}{% language "fr" %}{% translate "Hello" %}{% flush %} {{ p }}{% endlanguage %} {{ n }}'
    const stream = engine.fromString(source).stream({ p: Promise.resolve(1.5), n: 1.5 })
    assert.equal(await new Response(stream as unknown as ReadableStream).text(), 'Bonjour 1,5 1.5')
  })

  test('in strict mode an unknown variable is an error here too', () => {
    const strict = engineOf({ strict: true })
    for (const source of [
      '{% translate missing %}',
      '{% translate missing|upper %}',
      '{% blocktranslate %}{{ missing }}{% endblocktranslate %}',
    ]) {
      assert.throws(() => render(source, {}, 'fr', strict), NuagesError, source)
    }
    assert.equal(render('{% translate missing|default:"x" %}{% translate "Hello" %}', {}, 'fr', strict), 'xBonjour')
  })

  test('a tag sees the language', () => {
    const tags = library({
      tags: { here: simpleTag((context: TagContext) => context.environment.locale.code, { takesContext: true }) },
    })
    const own = engineOf({ builtins: [tags] })
    assert.equal(render('{% here %}{% language "de" %}{% here %}{% endlanguage %}{% here %}', {}, 'fr', own), 'frdefr')
  })

  test('the default language of the project, where none was chosen', () => {
    const own = new Translations({ catalogs: { fr: french }, languages: ['fr', 'en'], default: 'fr' })
    const text = new Engine({ translations: own })
      .fromString('{% load i18n %}{% translate "Hello" %} {{ 1.5 }}')
      .renderSync()
    assert.equal(text, 'Bonjour 1,5')
  })
})

describe('formats', () => {
  test('numbers are printed with the separators of the language, and are plain for filters of texts', () => {
    rows(
      [
        [
          '{{ n }} {{ b }} {{ 1.5 }} {{ n|add:1 }}',
          '1234567,5 12345678901234567890 1,5 1234568',
          { n: 1234567.5, b: 12345678901234567890n },
        ],
        [
          '{{ n|upper }} {{ n|stringformat:"s" }} {{ l|join:" " }} {{ l }}',
          '1.5 1.5 1.5 2.5 [1.5, 2.5]',
          { n: 1.5, l: [1.5, 2.5] },
        ],
        [
          '{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}',
          '1000000000000000000000 0,0000001 -0,0000001 NaN -Infinity',
          { a: 1e21, b: 1e-7, c: -1e-7, d: Number.NaN, e: Number.NEGATIVE_INFINITY },
        ],
        [
          '{% localize off %}{{ n }}{% localize %}{{ n }}{% endlocalize %}{% endlocalize %} {{ n|localize }} {{ n|unlocalize }}',
          '1.51,5 1,5 1.5',
          { n: 1.5 },
        ],
        [
          '{{ n|floatformat }} {{ n|floatformat:"2u" }} {{ n|floatformat:"2g" }} {{ n|floatformat:"gu" }} {{ n|filesizeformat }}',
          '1234,6 1234.57 1.234,57 1234.6 1,2 KB',
          { n: 1234.567 },
        ],
      ],
      'de',
    )
    const grouped = engineOf({ thousandSeparators: true })
    rows(
      [
        [
          '{{ n }} {{ n|floatformat:2 }} {{ 1234 }} {{ n|unlocalize }}',
          '1.234.567,5 1.234.567,50 1.234 1234567.5',
          { n: 1234567.5 },
        ],
        [
          '{% for i in l %}{% if forloop.last %}{{ forloop.counter }}{% endif %}{% endfor %}',
          '1.200',
          { l: Array.from({ length: 1200 }) },
        ],
      ],
      'de',
      grouped,
    )
    const plain = engineOf({ localize: false })
    rows(
      [
        [
          '{{ n }} {{ n|floatformat:1 }} {% localize on %}{{ n }}{% endlocalize %}',
          '1234.5 1234.5 1234,5',
          { n: 1234.5 },
        ],
      ],
      'de',
      plain,
    )
    refused('{% localize maybe %}{% endlocalize %}')
    refused('{% localize on off %}{% endlocalize %}')
  })

  test('dates in the language, and words of time from its catalog', () => {
    const d = new Date('2024-05-17T13:45:00Z')
    rows([
      [
        '{{ d }} {{ d|date }} {{ d|date:"l j F" }} {{ d|time }}',
        '17 mai 2024 13:45 17 mai 2024 vendredi 17 mai 13:45',
        { d },
      ],
      [
        '{% localize off %}{{ d }}{% endlocalize %} {{ d|unlocalize }}',
        'mai 17, 2024, 1:45 p.m. mai 17, 2024, 1:45 p.m.'.replaceAll('p.m.', render('{{ d|date:"a" }}', { d })),
        { d },
      ],
      [
        '{{ d|timesince:e }} {{ x|yesno }} {{ x|yesno:"a,b" }}',
        '2 heures oui a',
        { d, e: new Date('2024-05-17T15:45:30Z'), x: 1 },
      ],
      [
        '{{ d|date:"SHORT_DATE_FORMAT" }} {{ t|date:"YEAR_MONTH_FORMAT" }} {{ t }}',
        '17/05/2024 mai 2024 2024-05-17',
        { d, t: '2024-05-17' },
      ],
    ])
  })

  test('time zones', () => {
    const d = new Date('2024-01-01T20:30:00Z')
    rows(
      [
        [
          '{% timezone "Asia/Tokyo" %}{{ d|date:"j H:i" }} {% get_current_timezone as z %}{{ z }}{% endtimezone %} {{ d|date:"j H:i" }}',
          '2 05:30 Asia/Tokyo 1 20:30',
          { d },
        ],
        [
          '{% timezone "Asia/Tokyo" %}{{ d|utc|date:"H:i" }} {{ d|timezone:"+05:30"|date:"H:i" }} {% localtime off %}{{ d|date:"H:i" }} {{ d|localtime|date:"H:i" }}{% endlocaltime %}{% endtimezone %}',
          '20:30 02:00 20:30 05:30',
          { d },
        ],
        [
          '{{ d|timezone:"x" }}{{ d|timezone:5 }}{{ "x"|utc }}{{ 5|utc }}{{ t|utc }}{{ n|localtime }}{{ bad|utc }}',
          '',
          { d, t: '2024-13-45T10:00', n: null, bad: new Date(Number.NaN) },
        ],
        [
          '{% timezone "Asia/Tokyo" %}{{ "2024-01-01T10:00"|utc|date:"H:i" }}{% timezone None %}{{ d|date:"H:i" }}{% endtimezone %}{% endtimezone %}',
          '01:0020:30',
          { d },
        ],
      ],
      'en',
    )
    assert.throws(() => render('{% timezone "No/Where" %}{% endtimezone %}'), { code: 'NUAGES_TIME_UNKNOWN_ZONE' })
    for (const source of [
      '{% timezone 5 %}{% endtimezone %}',
      '{% timezone %}{% endtimezone %}',
      '{% timezone "UTC" %}',
      '{% localtime on off %}{% endlocaltime %}',
      '{% get_current_timezone z %}',
    ]) {
      refused(source)
    }
    assert.equal(
      withTimeZone('Asia/Tokyo', () => engine.fromString('{{ d|date:"H:i" }}').renderSync({ d })),
      '05:30',
    )
  })
})
