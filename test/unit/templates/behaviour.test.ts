import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Decimal } from 'decimal.js'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { Engine, humanizeLibrary, markSafe } from '../../../src/web/templates/index.ts'

// What the current Django prints for the same sources and values: found by running both over thousands of them.

const context = {
  a: '<&>',
  s: markSafe('<b>&</b>'),
  l: [1, 2, 3],
  e: [],
  z: 0,
  n: null,
  t: 'Text here',
  html: '<p>a <b>b</b> c</p>',
  ll: [
    ['a', 1],
    ['b', 2],
  ],
  o: Object.assign(Object.create({ m: () => 'meth', toString: () => '<obj>' }), { x: 'attr', f: () => 'called' }),
  g: [{ c: 'x', n: 1 }, { c: 'x', n: 2 }, { c: 'y', n: 3 }, { c: null, n: 4 }, { n: 5 }],
  num: 5,
  f: 1.5,
}

const templates = {
  i1: '({{ v }},{{ num }},{{ a }})',
  i2: '{{ forloop.counter }}{{ i }}{% cycle "a" "b" %}',
  i4: '{{ a }}',
  base: 'B[{% block a %}ba{% endblock %}|{% block b %}BB{% endblock %}]',
  mid: '{% extends "base" %}{% block a %}m{{ block.super }}{% block inner %}inn{% endblock %}{% endblock %}{% block b %}mb{% block c %}mc{% endblock %}{% endblock %}',
  loop: '{% for i in l %}{% block it %}{{ i }}{% cycle "x" "y" %}{% endblock %}{% endfor %}',
  incb: '{% include "base" %}{% block a %}mine{% endblock %}',
}

const shown: readonly (readonly [source: string, printed: string, invalid?: string])[] = [
  ['{% autoescape off %}{{ a|escapejs|first }}{% endautoescape %}', '\\'],
  ['{% autoescape off %}{{ a|escapeseq|join:"<"|upper }}{% endautoescape %}', '&LT;<&AMP;<&GT;'],
  [
    '{% for i in l %}{% for j in ll %}{% ifchanged %}{{ i }}{% endifchanged %}{{ j.1 }}{% endfor %}{% endfor %}',
    '112212312',
  ],
  [
    '{% for i in l %}{% for j in ll %}{% ifchanged i %}I{{ i }}{% else %}-{% endifchanged %}{% endfor %}{% endfor %}',
    'I1-I2-I3-',
  ],
  [
    '{% for i in l %}{% ifchanged %}{% for j in ll %}{% ifchanged j.0 %}{{ j.0 }}{% endifchanged %}{% endfor %}{% endifchanged %}{% endfor %}',
    'ab',
  ],
  ['{% for i in "aabb" %}{% ifchanged i forloop.last %}{{ i }}{% endifchanged %}{% endfor %}', 'abb'],
  ['{% ifchanged %}x{% endifchanged %}{% ifchanged %}x{% endifchanged %}', 'xx'],
  ['{% for i in "aab" %}{% with x=i %}{% ifchanged x %}{{ x }}{% endifchanged %}{% endwith %}{% endfor %}', 'ab'],
  ['{% for i in "ab" %}{% for j in "xyz" %}{% cycle "1" "2" %}{% endfor %}|{% endfor %}', '121|212|'],
  [
    '{% for i in "ab" %}{% for j in "xyz" %}{% cycle "1" "2" as c %}{{ c }}{% endfor %}{% resetcycle %}|{% endfor %}',
    '112211|112211|',
  ],
  ['{% for i in "abc" %}{% cycle "x" a s as c silent %}{{ c }}{% cycle c %}{% endfor %}', 'x<b>&</b>&lt;&amp;&gt;'],
  [
    '{% for i in "abc" %}{% cycle "a" "b" as o %}{% for j in "12" %}{% cycle "x" "y" "z" as p %}{{ o }}{{ p }}{% endfor %}{% resetcycle p %}{% endfor %}',
    'axaxyaybxbxybyaxaxyay',
  ],
  ['{% cycle "a" "b" as x %}{% cycle x %}{% cycle x %}{{ x }}', 'abaa'],
  ['{% for i in l %}{% cycle missing "b" %}{% endfor %}', 'b'],
  ['{% for i in l %}{% cycle missing "b" %}{% endfor %}', 'INVbINV', 'INV'],
  ['{% for i in l %}{% cycle a|upper "<" %}{% endfor %}', '&lt;&amp;&gt;<&lt;&amp;&gt;'],
  ['{% autoescape off %}{% for i in l %}{% cycle a "<" %}{% endfor %}{% endautoescape %}', '<&><<&>'],
  ['{% regroup g by c as gs %}{% for a1, b1 in gs %}[{{ a1 }}:{{ b1|length }}]{% endfor %}', '[x:2][y:1][:2]'],
  ['{% regroup g by n|divisibleby:2 as gs %}{% for x in gs %}[{{ x.list|length }}]{% endfor %}', '[1][1][1][1][1]'],
  ['{% regroup missing by c as gs %}{% for x in gs %}x{% empty %}none{% endfor %}', 'none'],
  ['{% regroup missing by c as gs %}{% for x in gs %}x{% empty %}none{% endfor %}', 'none', 'INV'],
  [
    '{% widthratio 50 100 100 %}|{% widthratio 1 3 100 %}|{% widthratio num 2 3 %}|{% widthratio f 1 1 %}|{% widthratio 2.5 1 1 %}|{% widthratio 7 2 1 %}',
    '50|33|8|2|2|4',
  ],
  ['{% widthratio missing 1 1 %}', ''],
  ['{% widthratio missing 1 1 %}', '', 'INV'],
  [
    '{% widthratio -50 100 100 %}|{% widthratio 0.5 1 1 %}|{% widthratio 1.5 1 1 %}|{% widthratio -0.5 1 1 %}',
    '-50|0|2|0',
  ],
  ['{% with num=6 %}{% with m=num %}{{ m }}{% endwith %}{% endwith %}{{ num }}', '65'],
  ['{{ o.x }}{{ o.m }}{{ o.f }}{{ o.nope }}{{ o }}', 'attrmethcalled&lt;obj&gt;'],
  ['{% for x in missing %}x{% empty %}E{% endfor %}', 'E'],
  ['{% for x in missing %}x{% empty %}E{% endfor %}', 'E', 'INV'],
  [
    '{% for x in l reversed %}{{ x }}{{ forloop.counter }}{{ forloop.revcounter0 }}{{ forloop.first }}{% endfor %}',
    '312true221false130false',
  ],
  [
    '{% for x in l %}{% for y in l %}{{ forloop.parentloop.counter }}{{ forloop.counter0 }} {% endfor %}{% endfor %}',
    '10 11 12 20 21 22 30 31 32 ',
  ],
  [
    '{% if z or e and a %}T{% else %}F{% endif %}{% if not z and not e %}T{% endif %}{% if not not a %}T{% endif %}{% if 1 in l and 4 not in l %}T{% endif %}',
    'FTTT',
  ],
  [
    '{% if not a == a %}T{% else %}F{% endif %}{% if n is None %}T{% endif %}{% if missing is None %}T{% endif %}{% if missing == None %}T{% endif %}{% if n is not None %}T{% else %}F{% endif %}',
    'FTTTF',
  ],
  [
    '{% if not a == a %}T{% else %}F{% endif %}{% if n is None %}T{% endif %}{% if missing is None %}T{% endif %}{% if missing == None %}T{% endif %}{% if n is not None %}T{% else %}F{% endif %}',
    'FTTTF',
    'INV',
  ],
  [
    '{% if "e" in t %}T{% endif %}{% if "zz" not in t %}T{% endif %}{% if a in missing %}T{% else %}F{% endif %}{% if a not in missing %}T{% else %}F{% endif %}',
    'TTFF',
  ],
  [
    '{% if "e" in t %}T{% endif %}{% if "zz" not in t %}T{% endif %}{% if a in missing %}T{% else %}F{% endif %}{% if a not in missing %}T{% else %}F{% endif %}',
    'TTFF',
    'INV',
  ],
  [
    '{% if l == l and e == e %}T{% endif %}{% if 1 < "a" %}T{% else %}F{% endif %}{% if missing > 1 %}T{% else %}F{% endif %}{% if missing < 1 %}T{% else %}F{% endif %}{% if missing|default:1 %}T{% endif %}',
    'TFFFT',
  ],
  [
    '{% if l == l and e == e %}T{% endif %}{% if 1 < "a" %}T{% else %}F{% endif %}{% if missing > 1 %}T{% else %}F{% endif %}{% if missing < 1 %}T{% else %}F{% endif %}{% if missing|default:1 %}T{% endif %}',
    'TFFFT',
    'INV',
  ],
  [
    '{% firstof z n a %}|{% firstof z e "x<" %}|{% firstof missing %}|{% firstof z n as v %}[{{ v }}]|{% firstof a as v %}{{ v }}|{% firstof s %}',
    '&lt;&amp;&gt;|x<||[]|&lt;&amp;&gt;|<b>&</b>',
  ],
  [
    '{% firstof z n a %}|{% firstof z e "x<" %}|{% firstof missing %}|{% firstof z n as v %}[{{ v }}]|{% firstof a as v %}{{ v }}|{% firstof s %}',
    '&lt;&amp;&gt;|x<||[]|&lt;&amp;&gt;|<b>&</b>',
    'INV',
  ],
  ['{% spaceless %} <p> <a> x </a> </p>  t <b> </b> {% endspaceless %}', '<p><a> x </a></p>  t <b></b>'],
  [
    '{% spaceless %}{{ html }} {{ s }} {{ s }}{% endspaceless %}',
    '&lt;p&gt;a &lt;b&gt;b&lt;/b&gt; c&lt;/p&gt; <b>&</b><b>&</b>',
  ],
  ['{% verbatim %}{{ a }}{% if %}{# c #}{% endverbatim %}{{ num }}', '{{ a }}{% if %}{# c #}5'],
  [
    '{% comment %}{% if %}{{ }}{% endcomment %}x{% comment "note" %}y{% endcomment %}{# {{ a }} #}{# multi',
    'x{# multi',
  ],
  [
    '{{ missing.a.b }}{{ missing|upper }}{{ missing|default:"d" }}{{ missing|default_if_none:"d" }}{{ missing|length }}',
    'd0',
  ],
  [
    '{{ missing.a.b }}{{ missing|upper }}{{ missing|default:"d" }}{{ missing|default_if_none:"d" }}{{ missing|length }}',
    'INVINVINVINVINV',
    'INV',
  ],
  [
    '{% include "i1" %}{% include "i1" with v=1 %}{% include "i1" with v=a only %}{% include "i1" only %}',
    '(,5,&lt;&amp;&gt;)(1,5,&lt;&amp;&gt;)(&lt;&amp;&gt;,,)(,,)',
  ],
  [
    '{% with v=7 %}{% include "i1" %}{% include "i1" only %}{% include "i1" with num=3 %}{% endwith %}{{ num }}',
    '(7,5,&lt;&amp;&gt;)(,,)(7,3,&lt;&amp;&gt;)5',
  ],
  ['{% for i in l %}{% include "i2" %}{% endfor %}', '11a22a33a'],
  ['{% autoescape off %}{% include "i4" %}{% endautoescape %}{% include "i4" %}', '<&>&lt;&amp;&gt;'],
  ['{% block a %}1{% block b %}2{% endblock b %}3{% endblock a %}', '123'],
  [
    '{% extends "base" %}{% block a %}A{{ block.super }}{% endblock %}{% block b %}{% if num %}B{% endif %}{{ block.super|lower }}{% endblock %}',
    'B[Aba|Bbb]',
  ],
  [
    '{% extends "mid" %}{% block a %}A{{ block.super }}{% endblock %}{% block c %}C{{ block.super }}{% endblock %}',
    'B[Ambainn|mbCmc]',
  ],
  ['{% extends "mid" %}{% if z %}{% block a %}hid{% endblock %}{% endif %}', 'B[hid|mbmc]'],
  ['{% extends "mid" %}{% block inner %}IN{{ block.super }}{% endblock %}', 'B[mbaINinn|mbmc]'],
  ['{% extends "base" %}{% with q=1 %}{% block a %}[{{ q }}]{% endblock %}{% endwith %}', 'B[[]|BB]'],
  ['{% extends "loop" %}{% block it %}<{{ i }}{{ block.super }}>{% endblock %}', '<11x><22y><33x>'],
  ['{% extends "incb" %}{% block a %}over{% endblock %}', 'B[ba|BB]over'],
  [
    '{% autoescape on %}{{ a }}{{ s }}{% autoescape off %}{{ a }}{% endautoescape %}{{ a }}{% endautoescape %}',
    '&lt;&amp;&gt;<b>&</b><&>&lt;&amp;&gt;',
  ],
  [
    '{% autoescape off %}{{ a|escape }}{{ a|force_escape }}{{ a|escape|escape }}{{ a|force_escape|force_escape }}{{ a|safe|escape }}{% endautoescape %}',
    '&lt;&amp;&gt;&lt;&amp;&gt;&lt;&amp;&gt;&amp;lt;&amp;amp;&amp;gt;<&>',
  ],
  [
    '{{ a|escape }}{{ a|escape|escape }}{{ a|force_escape }}{{ a|safe }}{{ a|safe|force_escape }}{{ s|force_escape }}{{ s|upper }}{{ s|add:a }}{{ a|add:s }}{{ s|cut:"&" }}{{ s|lower|upper }}',
    '&lt;&amp;&gt;&lt;&amp;&gt;&lt;&amp;&gt;<&>&lt;&amp;&gt;&lt;b&gt;&amp;&lt;/b&gt;&lt;B&gt;&amp;&lt;/B&gt;&lt;b&gt;&amp;&lt;/b&gt;&lt;&amp;&gt;&lt;&amp;&gt;&lt;b&gt;&amp;&lt;/b&gt;<b></b>&lt;B&gt;&amp;&lt;/B&gt;',
  ],
  [
    '{{ l|slice:"1:" }}{{ l|slice:"::2" }}{{ l|slice:"-1:" }}{{ t|slice:"::-1" }}{{ t|slice:"x" }}{{ t|slice:"1:2:3:4" }}{{ t|slice:2 }}',
    '[2, 3][1, 3][3]ereh txeTText hereText hereTe',
  ],
  [
    '{{ num|yesno }}{{ n|yesno }}{{ n|yesno:"a,b" }}{{ z|yesno:"a" }}{{ z|yesno:"a,b,c" }}{{ missing|yesno:"a,b,c" }}',
    'yesmaybeb0bb',
  ],
  [
    '{{ num|yesno }}{{ n|yesno }}{{ n|yesno:"a,b" }}{{ z|yesno:"a" }}{{ z|yesno:"a,b,c" }}{{ missing|yesno:"a,b,c" }}',
    'yesmaybeb0bINV',
    'INV',
  ],
  [
    '{{ 5|get_digit:9 }}{{ 123|get_digit:2 }}{{ "abc"|get_digit:1 }}{{ 5|get_digit:0 }}{{ 123|get_digit:"x" }}',
    '02abc5123',
  ],
  [
    '{{ 1|pluralize }}{{ 2|pluralize }}{{ 0|pluralize:"es" }}{{ l|pluralize }}{{ 1|pluralize:"y,ies" }}{{ 2|pluralize:"a,b,c" }}{{ "1"|pluralize }}{{ "x"|pluralize }}{{ n|pluralize }}',
    'sessy',
  ],
  [
    '{{ num|add:"2" }}{{ "2"|add:"3" }}{{ l|add:l }}{{ t|add:1 }}{{ n|add:1 }}{{ f|add:1 }}{{ t|add:t }}',
    '75[1, 2, 3, 1, 2, 3]2Text hereText here',
  ],
]

const refused: readonly string[] = [
  '{% filter safe %}x{% endfilter %}',
  '{% filter escape|upper %}<{% endfilter %}',
  '{% filter nofilter %}{% endfilter %}',
  '{% filter %}{% endfilter %}',
  '{% cycle a,b,c %}',
  '{% cycle %}',
  '{% cycle "a" %}',
  '{% cycle nope %}',
  '{% resetcycle %}',
  '{% resetcycle nope %}',
  '{% cycle "a" "b" %}{% resetcycle undef %}',
  '{% regroup g by c as %}',
  '{% regroup g in c as x %}',
  '{% regroup g by c %}',
  '{% widthratio 1 1 a %}',
  '{% widthratio 1 1 %}',
  '{% widthratio 1 1 1 is w %}',
  '{% widthratio 1 1 missing %}',
  '{% now %}',
  '{% now "Y" "m" %}',
  '{% lorem 1 2 3 4 %}',
  '{% with %}{% endwith %}',
  '{% with x %}{% endwith %}',
  '{% with x=1 y %}{% endwith %}',
  '{% with x=1 as y %}{% endwith %}',
  '{{ l.0 }}{{ l.3 }}{{ l.-1 }}',
  '{% for x in num %}x{% empty %}E{% endfor %}',
  '{% for x y in ll %}{% endfor %}',
  '{% for x in %}{% endfor %}',
  '{% for in l %}{% endfor %}',
  '{% for x l %}{% endfor %}',
  '{% for x, in ll %}{% endfor %}',
  '{% for x in l backwards %}{% endfor %}',
  '{% for x|lower in l %}{% endfor %}',
  '{% for "x" in l %}{% endfor %}',
  '{% for x in l %}{% else %}{% endfor %}',
  '{% for x in l %}',
  '{% endfor %}',
  '{% if %}{% endif %}',
  '{% if a and %}{% endif %}',
  '{% if a b %}{% endif %}',
  '{% if not %}{% endif %}',
  '{% if a == %}{% endif %}',
  '{% if == a %}{% endif %}',
  '{% if a is %}{% endif %}',
  '{% if (a) %}{% endif %}',
  '{% if a = 1 %}{% endif %}',
  '{% if a %}{% elif %}{% endif %}',
  '{% if a %}{% else %}{% elif a %}{% endif %}',
  '{% if a %}{% else %}{% else %}{% endif %}',
  '{% firstof %}',
  '{% templatetag %}',
  '{% templatetag x %}',
  '{% templatetag openblock closeblock %}',
  '{% verbatim x %}{{ a }}{% endverbatim %}',
  '{% comment %}',
  '{% endcomment %}',
  '{{ a }{% x %}',
  '{{ a }} {% {{ a }} %}',
  'a %}x{% endif %}',
  '{{ }}',
  '{{}}',
  '{% %}',
  '{%%}',
  '{{ a|}}',
  '{{ a b }}',
  '{{ a.b c }}',
  '{{ a|upper lower }}',
  '{{ "a }}',
  '{{ "a" "b" }}',
  '{{ a|upper:"x" }}',
  '{{ a|add }}',
  '{{ a|default }}',
  '{{ a|truncatechars }}',
  '{{ a|lower|nofilter }}',
  '{% include missing %}',
  '{% include "nope" %}',
  '{% include %}',
  '{% include "i1" with %}',
  '{% include "i1" foo %}',
  '{% include "i1" only only %}',
  '{% include "i1" with v=1 with v=2 %}',
  '{% include "i1" with v %}',
  '{% include "rel/./x" %}',
  '{% block a %}{% endblock b %}',
  '{% block a %}{% endblock %}{% block a %}{% endblock %}',
  '{% block %}{% endblock %}',
  '{% block a b %}{% endblock %}',
  '{% block a %}',
  '{% endblock %}',
  '{% extends missing %}',
  '{% extends "" %}',
  '{% extends "nope" %}',
  '{% extends %}',
  '{% extends "base" "x" %}',
  '{{ a }}{% extends "base" %}',
  '{% extends "base" %}{% extends "base" %}',
  '{% autoescape %}{% endautoescape %}',
  '{% autoescape yes %}{% endautoescape %}',
  '{% querystring %}',
  '{% endif %}',
  '{% nosuchtag %}',
  '{% if a %}{% for x in l %}{% endif %}{% endfor %}',
  '{{ a._private }}',
  '{{ _a }}',
  '{{ a.__class__ }}',
  '{{ 5|divisibleby:0 }}',
]

async function everyWay(engine: Engine, source: string, values: Record<string, unknown>): Promise<string> {
  const template = engine.fromString(source)
  const now = template.renderSync(values)
  assert.equal(await template.render(values), now, source)
  let streamed = ''
  for await (const text of template.textStream(values)) streamed += text
  assert.equal(streamed, now, `${source} streamed`)
  return now
}

describe('tags and filters', () => {
  test('print what Django prints, at once, later and streamed', async () => {
    for (const [source, printed, stringIfInvalid = ''] of shown) {
      const engine = new Engine({ templates, stringIfInvalid })
      assert.equal(await everyWay(engine, source, context), printed, source)
    }
  })

  test('are refused where Django refuses them, with a coded error', () => {
    const engine = new Engine({ templates })
    for (const source of refused) {
      assert.throws(() => engine.fromString(source).renderSync(context), NuagesError, source)
    }
  })
})

describe('inheritance', () => {
  const sources = {
    root: 'ROOT {% block a %}<i>r</i>{% endblock %} {% block b %}rb{% endblock %}',
    child: '{# note #}P\n{% extends "root" %}{% block b %}pb {{ block.super }}{% endblock %}',
    own: '{% block q %}{{ block.super }}{% endblock %}',
  }
  const engine = new Engine({ templates: sources })

  test('what stands before {% extends %} is printed, the lowest template first', async () => {
    const source = 'lead <b>\n{% extends "child" %}tail{% block a %}x{% endblock %}'
    assert.equal(await everyWay(engine, source, {}), 'lead <b>\nP\nROOT x pb rb')
    assert.equal(
      await everyWay(engine, '{% include "child" %}|{% filter upper %}{% include "child" %}{% endfilter %}', {}),
      'P\nROOT <i>r</i> pb rb|P\nROOT <I>R</I> PB RB',
    )
    const waiting = 'L{% extends parent %}{% block a %}{{ later }}{% endblock %}'
    const values = { parent: Promise.resolve('child'), later: Promise.resolve('w') }
    assert.equal(await engine.fromString(waiting).render(values), 'LP\nROOT w pb rb')
  })

  test('{{ block.super }} in a template that extends none is an error, in one that has no such block above is nothing', async () => {
    for (const source of [
      '{% block a %}{{ block.super }}{% endblock %}',
      '{% block a %}{% if block.super %}x{% endif %}{% endblock %}',
      '{% extends "root" %}{% block a %}{% include "own" %}{% endblock %}',
    ]) {
      const template = engine.fromString(source)
      assert.throws(() => template.renderSync(), { code: 'NUAGES_TEMPLATES_NO_PARENT_BLOCK' }, source)
      await assert.rejects(
        template.render({ p: Promise.resolve() }),
        { code: 'NUAGES_TEMPLATES_NO_PARENT_BLOCK' },
        source,
      )
      await assert.rejects(
        async () => {
          for await (const _ of template.textStream());
        },
        { code: 'NUAGES_TEMPLATES_NO_PARENT_BLOCK' },
      )
    }
    const below = '{% extends "base" %}{% block a %}A{% endblock %}'
    const above = new Engine({
      templates: { base: '{% block a %}[{{ block.super }}]{% endblock %}', mid: '{% extends "base" %}' },
    })
    assert.equal(above.renderSync('mid'), '[]')
    assert.equal(above.fromString(below).renderSync(), 'A')
  })
})

test('{% for a, b in … %} takes the keys of objects and Maps', () => {
  const engine = new Engine()
  const pairs = (list: unknown) =>
    engine.fromString('{% for x, y in list %}{{ x }}-{{ y }};{% endfor %}').renderSync({ list })
  assert.equal(
    pairs([
      { a: 1, b: 2 },
      { c: 3, d: 4 },
    ]),
    'a-b;c-d;',
  )
  assert.equal(
    pairs([
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ]),
    '1-3;',
  )
  assert.throws(() => pairs([{ a: 1 }]), { code: 'NUAGES_TEMPLATES_UNPACK' })
})

test('moments have no order with numbers and equal none, and no collection is a key', () => {
  const engine = new Engine()
  const day = new Date(86_400_000)
  const values = {
    day,
    later: new Date(86_400_001),
    n: 86_400_000,
    list: [1],
    keys: { a: 1 },
    map: new Map([['a', 1]]),
  }
  const truth = (condition: string) =>
    engine.fromString(`{% if ${condition} %}1{% else %}0{% endif %}`).renderSync(values)
  const all = (conditions: string) => conditions.split(', ').map(truth).join('')
  assert.equal(all('day == n, day < n, day > n, day <= n, n >= day, day in list'), '000000')
  assert.equal(all('day != n, day < later, day == day, later > day'), '1111')
  assert.equal(
    all('list in keys, list not in keys, list not in map, "a" in keys, "b" not in keys, "a" in map'),
    '000111',
  )
})

test('numbers may have underscores between their digits', () => {
  const engine = new Engine()
  const print = (source: string) => engine.fromString(source).renderSync({ v: 'v' })
  assert.equal(
    print(
      '{{ 1_000 }} {{ 1_0.5 }} {{ v|default:1_0 }} {{ 1_000|add:1 }} {{ "1_000"|add:1 }} {% if 1_0 == 10 %}y{% endif %}',
    ),
    '1000 10.5 v 1001 1001 y',
  )
  assert.equal(print('[{{ 1_ }}{{ 1__0 }}]'), '[]')
})

test('stringformat knows every conversion of printf', () => {
  const engine = new Engine({ autoescape: false })
  const print = (value: unknown, format: string) =>
    engine.fromString(`{{ v|stringformat:"${format}" }}`).renderSync({ v: value })
  const expected: readonly (readonly [value: unknown, format: string, printed: string])[] = [
    [5, '#0.5o%%', '0o00005%'],
    [255, '08x', '000000ff'],
    [255, ' 012x x', ' 000000000ff x'],
    [-7, '0#1.3x%%', '-0x007%'],
    [5, '10.x', '         5'],
    [5, '-#1.0e', '5.e+00'],
    [5, '#08.0f x', '0000005. x'],
    [5, '0#10.g', '000000005.'],
    [0, '#g', '0.00000'],
    [42.5, '.2G', '42'],
    [43.5, '.2g', '44'],
    [0.5, '.0e', '5e-01'],
    [2.5, '.0e', '2e+00'],
    [Number.POSITIVE_INFINITY, '08f', '     inf'],
    [65, 'c', 'A'],
    [true, 'c', '\u0001'],
    [42.5, 'c', ''],
    [-7, 'c', ''],
    ['é€😀', 'a', "'\\xe9\\u20ac\\U0001f600'"],
    [5, 'd%d', ''],
    [5, '%', ''],
  ]
  for (const [value, format, printed] of expected) assert.equal(print(value, format), printed, `${value} ${format}`)
})

test('striptags ends declarations and instructions at the first >, and tags after their quotes', () => {
  const engine = new Engine({ autoescape: false })
  const strip = (v: string) => engine.fromString('{{ v|striptags }}').renderSync({ v })
  assert.equal(strip("a<!<b c='>'>d"), "a'>d")
  assert.equal(strip('<?php echo ">" ?>x'), '" ?>x')
  assert.equal(strip('a</ b>c</"x>d'), 'acd')
  assert.equal(strip('<b c=">">x</b>'), 'x')
})

test('times, numbers and sizes as the current Django shows them', () => {
  const now = new Date('2024-03-15T14:30:45.123Z')
  const engine = new Engine({ now: () => now, thousandSeparators: true, libraries: { humanize: humanizeLibrary } })
  const print = (source: string, v: unknown) => engine.fromString(`{% load humanize tz %}${source}`).renderSync({ v })
  assert.equal(
    print('[{{ v|time:"D" }}{{ v|time:"Y-m" }}{{ v|time:"H:i \\\\D" }}]', now),
    '[14:30 D]',
    'no days in a time',
  )
  assert.equal(print('{{ v|timesince }}', new Date('2023-03-16T14:30:45.623Z')), '11\u00a0months, 4\u00a0weeks')
  assert.equal(print('{{ v|filesizeformat }}', 1023 * 1024), '1,023.0\u00a0KB')
  assert.equal(print('{{ v|apnumber }}', new Decimal('-0.5')), '0')
  assert.equal(print('{{ v|floatformat:"x" }}', Number.NaN), 'NaN')
  assert.equal(print('{{ v|timezone:"America/Sao_Paulo"|date:"e T O" }}', now), '-03 -03 -0300')
  assert.equal(print('{{ v|timezone:"Europe/London"|date:"T" }}', new Date('2024-07-01T00:00Z')), 'BST')
  assert.equal(print('{{ v|timezone:"America/St_Johns"|date:"T" }}', now), 'NDT')
  assert.equal(print('{{ v|timezone:"Asia/Kathmandu"|date:"T" }}', now), '+0545')
})
