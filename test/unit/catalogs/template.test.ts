import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { extractTemplate } from '../../../src/tools/catalogs/extract/template.ts'
import { Engine } from '../../../src/web/templates/index.ts'

const engine = new Engine()
const extract = (source: string) => extractTemplate(source, 'page.html', engine)
const ids = (source: string) => extract(source).messages.map(({ id, line }) => `${line}: ${id}`)

describe('texts in values', () => {
  test('wherever a value may stand', () => {
    assert.deepEqual(
      ids(
        [
          `{{ _("shown") }}{{ x|default:_('argument') }}`,
          `{% if x == _("compared") %}{{ _("inside") }}{% else %}{{ _("other branch") }}{% endif %}`,
          `{% for a in list %}{{ _("in a loop") }}{% empty %}{{ _("none") }}{% endfor %}`,
          `{% with t=_("bound") %}{{ t }}{% endwith %}{% block b %}{{ _("in a block") }}{% endblock %}`,
          `{% include "x.html" with title=_("given") %}{% firstof x _("fallback") %}{% cycle _("odd") "even" %}`,
          `{% filter default:_("filtered") %}{{ _("in a filter") }}{% endfilter %}`,
        ].join('\n'),
      ),
      [
        '1: shown',
        '1: argument',
        '2: compared',
        '2: inside',
        '2: other branch',
        '3: in a loop',
        '3: none',
        '4: bound',
        '4: in a block',
        '5: given',
        '5: fallback',
        '5: odd',
        '6: filtered',
        '6: in a filter',
      ],
    )
  })

  test('not in comments, verbatim or plain texts', () => {
    assert.deepEqual(
      ids(
        `{# _("no") #}{% comment %}{{ _("no") }}{% endcomment %}{% verbatim %}{{ _("no") }}{% endverbatim %}_("no"){{ "no" }}`,
      ),
      [],
    )
  })
})

test('comments for translators: on the line before, on the same line, in both kinds', () => {
  const { messages } = extract(
    [
      '{# Translators: one #}',
      '{{ _("a") }}',
      '{# no #}{# Translators: two #}{{ _("b") }}',
      '{% comment %}',
      'Translators: three',
      'goes on',
      '{% endcomment %}',
      '{{ _("c") }}',
      '{# Translators: too far #}',
      '',
      '{{ _("d") }}',
    ].join('\r\n'),
  )
  assert.deepEqual(
    messages.map(({ id, comments }) => [id, comments]),
    [
      ['a', ['Translators: one']],
      ['b', ['Translators: two']],
      ['c', ['Translators: three', 'goes on']],
      ['d', []],
    ],
  )
})

test('a template that is wrong is reported with its line, and fatal', () => {
  const { messages, complaints } = extract('{{ _("a") }}\n\n{% if x %}{{ _("b") }}')
  assert.deepEqual(messages, [])
  assert.equal(complaints.length, 1)
  assert.equal(complaints[0]!.line, 3)
  assert.equal(complaints[0]!.fatal, true)
  assert.match(complaints[0]!.problem, /endif/)
})

test('an empty text is reported and left out', () => {
  const { messages, complaints } = extract('{{ _("") }}{{ _("x") }}')
  assert.deepEqual(
    messages.map(({ id }) => id),
    ['x'],
  )
  assert.equal(complaints[0]?.fatal, false)
})

describe('the i18n tags', () => {
  const said = (source: string) =>
    extract(`{% load i18n %}${source}`).messages.map(({ line, comments, ...message }) => message)

  test('translate, with context, as, noop and filters', () => {
    assert.deepEqual(
      said(
        `{% translate "a" %}{% trans 'b' context "c" as x %}{% translate "d" noop %}{% translate "e"|upper %}{% translate variable %}`,
      ),
      [
        { context: null, id: 'a', plural: null },
        { context: 'c', id: 'b', plural: null },
        { context: null, id: 'd', plural: null },
        { context: null, id: 'e', plural: null },
      ],
    )
  })

  test('blocktranslate, with values, plural, context, trimmed and per cent signs', () => {
    assert.deepEqual(
      said(
        `{% blocktranslate with n=x.name %}Hello {{ n }}, 100%{% endblocktranslate %}` +
          `{% blocktranslate count n=list|length trimmed context "c" %}\n  one\n  file\n{% plural %}\n  {{ n }} files\n{% endblocktranslate %}`,
      ),
      [
        { context: null, id: 'Hello %(n)s, 100%%', plural: null },
        { context: 'c', id: 'one file', plural: '%(n)s files' },
      ],
    )
  })

  test('inside of tags that switch the language, and with comments', () => {
    const { messages } = extract(
      `{% load i18n %}{% language "de" %}\n{# Translators: said #}\n{% translate "a" %}{% endlanguage %}{% if x %}{% blocktranslate %}b{% endblocktranslate %}{% endif %}`,
    )
    assert.deepEqual(
      messages.map(({ id, line, comments }) => [id, line, comments]),
      [
        ['a', 3, ['Translators: said']],
        ['b', 3, ['Translators: said']],
      ],
    )
  })
})
