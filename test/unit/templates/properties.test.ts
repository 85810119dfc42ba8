import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'
import { tokenize } from '../../../src/web/templates/lexer.ts'

const engine = new Engine({ templates: { part: '{{ a }}' } })

const piece = fc.oneof(
  fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '{',
    '}',
    '%',
    '"',
    "'",
    '|',
    ':',
    '\n',
    ' ',
    '\\',
    '.',
    '`',
    '${',
    '\u2028',
    '{{ a }}',
    '{{ a|upper }}',
    '{{ "x"|default:a }}',
    '{% if a %}',
    '{% else %}',
    '{% endif %}',
    '{% for x in a %}',
    '{% endfor %}',
    '{% block b %}',
    '{% endblock %}',
    '{% with x=a %}',
    '{% endwith %}',
    '{% include "part" %}',
    '{% comment %}',
    '{% endcomment %}',
    '{% verbatim %}',
    '{% endverbatim %}',
    '{% cycle 1 2 as c %}',
    '{{ c }}',
    '{% autoescape off %}',
    '{% endautoescape %}',
    '{% filter upper %}',
    '{% endfilter %}',
    '{{ forloop.counter }}',
    '{% firstof a x as f %}',
    '{{ f }}',
    '{% ifchanged a %}',
    '{% endifchanged %}',
    '{{ block.super }}',
    '{% spaceless %}',
    '{% endspaceless %}',
    '{% regroup a by b as g %}',
    '{% now "Y" as y %}',
    '{% lorem 2 w %}',
    '{% debug %}',
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
)
const source = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''))
const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true })

describe('any source', () => {
  test('text without an opening is one token, and every token stands where it says', () => {
    fc.assert(
      fc.property(source, (text) => {
        let end = 0
        for (const token of tokenize(text)) {
          assert.ok(token.position >= end)
          if (token.kind === 'text') assert.ok(text.startsWith(token.content, token.position))
          else assert.ok(text.startsWith(token.kind === 'block' ? '{%' : '{{', token.position))
          end = token.position + token.content.length
        }
        if (!/\{[{%#]/.test(text))
          assert.deepEqual(
            tokenize(text)
              .map((token) => token.content)
              .join(''),
            text,
          )
      }),
    )
  })

  test('renders, the same synchronously and not, or is refused with a code', async () => {
    await fc.assert(
      fc.asyncProperty(source, value, async (text, a) => {
        let now: string
        try {
          now = engine.fromString(text).renderSync({ a })
        } catch (error) {
          // Values that fast-check makes may throw by themselves when they are turned into text.
          if (error instanceof NuagesError) return assert.match(error.code, /^NUAGES_TEMPLATES_/)
          return assert.ok(error instanceof TypeError, String(error))
        }
        const waits = engine.fromString(`{{ wait }}${text}`)
        if (!/extends/.test(text)) {
          assert.equal(await waits.render({ a, wait: Promise.resolve('') }), now)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('no text of the context leaves an element or attribute', () => {
    const template = engine.fromString(
      '{{ a }}{{ a|upper }}{{ a|truncatechars:20 }}{{ a|linebreaksbr|cut:"<br>" }}{{ a|join:"" }}',
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (a) => {
        assert.doesNotMatch(template.renderSync({ a }), /[<>"']/)
      }),
    )
  })
})

describe('time grows no faster than the source', () => {
  const filters = [
    'urlize',
    'striptags',
    'truncatewords_html:5',
    'truncatechars_html:5',
    'truncatewords:5',
    'truncatechars:5',
    'wordwrap:5',
    'linebreaks',
    'slugify',
    'title',
    'floatformat',
    'intcomma',
    'escapejs',
  ]
  const parts = [
    '<',
    '<a',
    '&',
    'a.',
    '(',
    ')',
    ';',
    '@',
    '"',
    '<!--',
    ' ',
    '\n',
    '-',
    '9',
    "a'",
    '&lt;',
    '<a b="',
    '<a b=">',
    '</',
    '-->',
    'http://a',
    'a@b.',
    'x'.repeat(40),
  ]

  for (const name of filters) {
    test(name, async () => {
      const { humanizeLibrary } = await import('../../../src/web/templates/index.ts')
      const template = new Engine({ builtins: [humanizeLibrary] }).fromString(`{{ a|${name} }}`)
      for (const part of parts) {
        const a = part.repeat(Math.ceil(200_000 / part.length))
        const start = process.cpuUsage().user
        template.renderSync({ a })
        template.renderSync({ a: `${a}>` })
        template.renderSync({ a: `>${a}` })
        const took = (process.cpuUsage().user - start) / 1000
        assert.ok(took < 2500, `${name} took ${took} ms for 200,000 characters of ${JSON.stringify(part)}`)
      }
    })
  }

  test('reading a template', () => {
    for (const part of ['{{', '{%', '{#', '{', '{{ a', '{% verbatim ', '{{ a|', '"', '{{ "', '{% a "']) {
      const text = part.repeat(Math.ceil(200_000 / part.length))
      const start = process.cpuUsage().user
      try {
        engine.fromString(`${text} }} %} #}`)
      } catch (error) {
        assert.ok(error instanceof NuagesError, String(error))
      }
      const took = (process.cpuUsage().user - start) / 1000
      assert.ok(took < 1500, `${JSON.stringify(part)}: ${took} ms`)
    }
  })

  test('tags nested without end are refused', () => {
    assert.throws(() => engine.fromString('{% if a %}'.repeat(20_000)), { code: 'NUAGES_TEMPLATES_SYNTAX' })
    assert.throws(() => engine.fromString(`{% if ${'not '.repeat(20_000)}a %}{% endif %}`), {
      code: 'NUAGES_TEMPLATES_SYNTAX',
    })
  })
})
