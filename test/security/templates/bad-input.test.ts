/** Templates that are wrong, huge or without end: each ends soon, in a result or in an error that says where and what to do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine, humanizeLibrary, type Place } from '../../../src/web/templates/index.ts'

const engine = new Engine({ libraries: { humanize: humanizeLibrary } })

interface Failure {
  readonly code?: string
  readonly message: string
  readonly hint?: string
  readonly data?: { readonly reason: string; readonly place: Place }
}

function failure(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    return error as Failure
  }
  assert.fail('nothing was thrown')
}

/** Source, `line:column`, reason. */
const wrong: readonly (readonly [string, string, string])[] = [
  ['{{ }}', '1:1', 'There is no variable here'],
  ['{{ a b }}', '1:5', "Could not read ' b' in 'a b': one value alone may stand here"],
  ['{{ a| }}', '1:5', "Could not read '|' in 'a|': the name of a filter is missing after '|'"],
  ['{{ a|lowr }}', '1:6', "There is no filter 'lowr' (did you mean 'lower'?)"],
  ['{{ a|upper|lower:"x" }}', '1:12', "The filter 'lower' takes no argument"],
  ['{{ a|default }}', '1:6', `The filter 'default' needs an argument: default:"…"`],
  ['{{ a|date:"Y }}', '1:10', `Could not read ':"Y' in 'a|date:"Y': the quote is not closed`],
  ['{{ a._b }}', '1:4', "'a._b': names that start with an underscore are not reachable from templates"],
  ['{{ a == b }}', '1:5', "Could not read ' == b' in 'a == b': conditions are written in {% if %}"],
  ['{{ a || b }}', '1:5', "Could not read ' || b' in 'a || b': conditions are written in {% if %}"],
  [
    '{{ a.f(1) }}',
    '1:7',
    "Could not read '(1)' in 'a.f(1)': a method is called without parentheses, and without arguments",
  ],
  ['{{ a[0] }}', '1:5', "Could not read '[0]' in 'a[0]': an item is reached by a dot, list.0 or object.name"],
  [
    '{{ a + 1 }}',
    '1:5',
    "Could not read ' + 1' in 'a + 1': there is no arithmetic here; there are the filters add and divisibleby",
  ],
  [
    '{{ a|intcomma }}',
    '1:6',
    "The filter 'intcomma' belongs to the library 'humanize': write {% load humanize %} first",
  ],
  ['x\n\n\t{{ a|nope }}', '3:7', "There is no filter 'nope'"],
  ['{% %}', '1:1', 'This tag is empty'],
  ['{% fi a %}', '1:1', "There is no tag 'fi' (did you mean 'if'?)"],
  ['{% foreach a in b %}', '1:1', "There is no tag 'foreach': write {% for item in list %}"],
  ['{% set a = 1 %}', '1:1', "There is no tag 'set': write {% with name=value %}…{% endwith %}"],
  ['{% endif %}', '1:1', '{% endif %} stands alone: no tag is open here that it could belong to'],
  ['{% if %}{% endif %}', '1:1', 'The condition ends where a value should stand'],
  ['{% if a == %}{% endif %}', '1:1', 'The condition ends where a value should stand'],
  ['{% if a && b %}{% endif %}', '1:1', "'&&' is not expected here: write 'and'"],
  ['{% if a = b %}{% endif %}', '1:1', "'=' is not expected here: write '=='"],
  ['{% if !a %}{% endif %}', '1:7', "Could not read '!a': write 'not', in {% if %}"],
  [
    '{% if (a) %}{% endif %}',
    '1:7',
    "Could not read '(a)': there are no parentheses; put an {% if %} inside another, or {% with %} before it",
  ],
  ['{% if a b %}{% endif %}', '1:1', "'b' is not expected here: an operator is missing, or it is not one"],
  ['\n{% if a %}', '2:1', '{% if %} is not closed: {% elif %} or {% else %} or {% endif %} is missing'],
  [
    '{% if a %}\n{% endfor %}',
    '2:1',
    '{% endfor %} stands where {% elif %} or {% else %} or {% endif %} of {% if %} (line 1) is expected',
  ],
  [
    '{% if a %}{% else %}{% elif b %}{% endif %}',
    '1:21',
    '{% elif %} stands where {% endif %} of {% if %} (line 1) is expected',
  ],
  [
    '{% if a %}{% elseif b %}',
    '1:11',
    '{% elseif %} stands where {% elif %} or {% else %} or {% endif %} of {% if %} (line 1) is expected, or it is no tag: write {% elif … %}',
  ],
  [
    '{% for x of l %}{% endfor %}',
    '1:1',
    '{% for x of l %}: write {% for name in list %} or {% for name in list reversed %}',
  ],
  ['{% for x-y in l %}{% endfor %}', '1:1', "{% for x-y in l %}: 'x-y' is no name for a variable"],
  ['{% with a %}{% endwith %}', '1:1', "'a' in {% with %} is not name=value"],
  ['{% block a %}{% endblock %}{% block a %}{% endblock %}', '1:28', "There is a second block 'a' in this template"],
  ['{% block a %}{% endblock b %}', '1:14', '{% endblock b %} stands where {% endblock a %} is expected'],
  ['x{{ a }}{% extends "b" %}', '1:9', '{% extends %} must be the first tag of the template'],
  ['{% include "a" nope %}', '1:1', `'nope' is not expected here: {% include "name" with a=1 b=2 only %}`],
  ['{% include "../a" %}', '1:1', "'../a' leads out of the template directory: this template is 'page.html'"],
  ['{% load humanise %}', '1:1', "There is no library 'humanise' (did you mean 'humanize'?)"],
  ['{% cycle a %}', '1:1', "There is no cycle named 'a' before this one, and one value makes no cycle"],
  ['{% filter lower|escape %}{% endfilter %}', '1:1', '{% filter escape %} is not possible: use {% autoescape %}'],
  ['{% autoescape maybe %}{% endautoescape %}', '1:1', "{% autoescape %} takes 'on' or 'off'"],
  ['{% comment %}{% endif %}', '1:1', '{% comment %} is not closed: {% endcomment %} is missing'],
  ['{% verbatim a %}{% endverbatim %}', '1:1', '{% verbatim %} is not closed: {% endverbatim a %} is missing'],
]

for (const [source, place, reason] of wrong) {
  test(`says what is wrong with ${JSON.stringify(source)}`, () => {
    const { code, data, message } = failure(() => engine.fromString(source, 'page.html'))
    assert.equal(code, 'NUAGES_TEMPLATES_SYNTAX')
    assert.deepEqual([`${data!.place.line}:${data!.place.column}`, data!.reason], [place, reason])
    const [line, column] = place.split(':')
    assert.ok(message.includes(`page.html, line ${line}, column ${column}\n`), message)
  })
}

const n = 300_000
const many = (text: string) => text.repeat(n / text.length)
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)
const numbered = (count: number, write: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join('')

/** Sources of about 300 kB that are made to be slow or deep. */
const huge: Readonly<Record<string, string>> = {
  'nested if': nested('{% if a %}', '{% endif %}', n / 20),
  'nested if, never closed': many('{% if a %}'),
  'nested for': nested('{% for x in l %}', '{% endfor %}', n / 30),
  'nested for, as deep as may be': nested('{% for x in l %}', '{% endfor %}', 290),
  'nested with and if': nested('{% if a %}{% with b=a %}', '{% endwith %}{% endif %}', 145),
  'nested blocks': numbered(10_000, (i) => `{% block b${i} %}`),
  'nested autoescape': nested('{% autoescape off %}', '{% endautoescape %}', 290),
  'opening braces': many('{{'),
  'opening tags': many('{%'),
  'opening comments': many('{#'),
  'opening braces on lines of their own': many('{{\n'),
  'closing braces': many('}}'),
  'braces in braces': `${many('{{ ')}}}`,
  filters: `{{ a${many('|lower')} }}`,
  'filters with arguments': `{{ a${many('|default:"x"')} }}`,
  'filters of a tag': `{% filter lower${many('|lower')} %}x{% endfilter %}`,
  'a long name': `{{ ${many('a')} }}`,
  dots: `{{ a${many('.b')} }}`,
  digits: `{{ ${many('1')} }}`,
  exponents: `{{ 1${many('e1')} }}`,
  quotes: `{{ ${many('"')} }}`,
  backslashes: `{{ "${many('\\')} }}`,
  'backslashes and a quote': `{{ "${many('\\\\')}" }}`,
  'spaces around a filter': `{{ a${many(' ')}|${many(' ')}x }}`,
  bars: `{{ a${many(' |')} }}`,
  'translations in translations': `{{ ${many('_(')} }}`,
  'not not not': `{% if ${many('not ')}a %}x{% endif %}`,
  'and and and': `{% if a${many(' and a')} %}x{% endif %}`,
  'or, and, not': `{% if a${many(' or a and not a')} %}x{% endif %}`,
  comparisons: `{% if a${many(' == a')} %}x{% endif %}`,
  elif: `{% if a %}${many('{% elif a %}')}{% endif %}`,
  'words of firstof': `{% firstof ${many('a ')}%}`,
  'words of cycle': `{% cycle ${many('a ')}%}`,
  'quoted words': `{% firstof ${many('"a" ')}%}`,
  'words glued by quotes': `{% firstof ${many('"a"')} %}`,
  'quotes across words': `{% firstof ${many(`"a' `)}%}`,
  'variables of with': `{% with ${numbered(20_000, (i) => `a${i}=1 `)}%}{% endwith %}`,
  'variables of for': `{% for ${many('a , ')}b in l %}{% endfor %}`,
  'spaces in for': `{% for a${many(' ')}b in l %}{% endfor %}`,
  'variables of include': `{% include "x" with ${many('a=1 ')}%}`,
  libraries: `{% load ${many('x ')}%}`,
  'comments without an end': many('{% comment %}'),
  'verbatim without an end': many('{% verbatim %}'),
  'closing tags that fit nothing': many('{% if a %}{% endfoo %}'),
  'a mistake after many lines': `${many('x\n')}{{ a|nope }}`,
}

for (const [name, source] of Object.entries(huge)) {
  test(`a huge template ends soon: ${name}`, () => {
    const start = process.cpuUsage()
    try {
      engine.fromString(source).renderSync({ a: 'x', l: ['y'] })
    } catch (error) {
      const { code, message } = error as Failure
      assert.match(code ?? String(error), /^NUAGES_TEMPLATES_/)
      assert.ok(message.length < 2000, 'the message does not repeat the template')
    }
    const { user, system } = process.cpuUsage(start)
    const taken = (user + system) / 1000
    assert.ok(taken < 3000, `${name} took ${Math.round(taken)} ms of the processor`)
  })
}

/** Templates that lead back to themselves. */
const circles: Readonly<Record<string, string>> = {
  'self.html': '{% include "self.html" %}',
  'self-name.html': '{% include name %}',
  'a.html': '{% include "b.html" %}',
  'b.html': '{% for x in l %}{% include "c.html" %}{% endfor %}',
  'c.html': '{% with y=1 %}{% include next %}{% endwith %}',
  'block.html': '{% block one %}{% include "block.html" %}{% endblock %}',
  'up.html': '{% extends "up.html" %}',
  'up-name.html': '{% extends name %}',
  'first.html': '{% extends "second.html" %}',
  'second.html': '{% extends third %}',
  'third.html': '{% extends "first.html" %}',
  'mixed.html': '{% extends "base.html" %}{% block one %}{% include "mixed.html" %}{% endblock %}',
  'base.html': '{% block one %}{% endblock %}',
  'twice.html': '{% include "twice.html" %}{% include "twice.html" %}',
}

for (const asynchronous of [false, true]) {
  for (const name of Object.keys(circles)) {
    if (name === 'base.html') continue
    test(`a circle of templates is an error: ${name}${asynchronous ? ', asynchronously' : ''}`, async () => {
      const circular = new Engine({ templates: circles })
      const context: Record<string, unknown> = { name, next: 'a.html', third: 'third.html', l: [1] }
      if (asynchronous) for (const key of Object.keys(context)) context[key] = Promise.resolve(context[key])
      await assert.rejects(circular.render(name, context), (error: Failure) => {
        assert.match(error.code!, /^NUAGES_TEMPLATES_(?:RECURSION|EXTENDS_CYCLE)$/)
        assert.ok(error.hint !== undefined && error.message.length < 20_000, error.message)
        return true
      })
      // The engine goes on.
      assert.equal(await circular.render('base.html', {}), '')
    })
  }
}
