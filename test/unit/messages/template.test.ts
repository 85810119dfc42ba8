import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { extractTemplate } from '../../../src/tools/messages/extract/template.ts'
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
