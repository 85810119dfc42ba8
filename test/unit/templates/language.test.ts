import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Engine, html, markSafe } from '../../../src/web/templates/index.ts'

const engine = new Engine()

function render(source: string, context: Record<string, unknown> = {}): string {
  return engine.fromString(source).renderSync(context)
}

function cases(
  table: readonly (readonly [source: string, context: Record<string, unknown>, expected: string])[],
): void {
  for (const [source, context, expected] of table) assert.equal(render(source, context), expected, source)
}

class Person {
  name = 'Ada'
  #secret = 'x'
  get shout() {
    return `${this.name.toUpperCase()}!`
  }
  greet() {
    return `Hello, ${this.name}`
  }
  needs(what: string) {
    return what + this.#secret
  }
  remove = Object.assign(() => 'removed', { altersData: true })
  _hidden = 1
  toString() {
    return `<${this.name}>`
  }
}

describe('variables', () => {
  test('keys, properties, getters, methods, indexes, Maps', () => {
    const ada = new Person()
    cases([
      ['{{ p.name }} {{ p.shout }} {{ p.greet }}', { p: ada }, 'Ada ADA! Hello, Ada'],
      ['{{ p }}', { p: ada }, '&lt;Ada&gt;'],
      ['[{{ p.needs }}{{ p.remove }}{{ p.missing.deeper }}]', { p: ada }, '[]'],
      ['{{ l.1 }}{{ l.length }}{{ s.0 }}', { l: ['a', 'b'], s: 'xyz' }, 'b2x'],
      [
        '{{ m.key }}{{ m.7 }}{{ m.size }}',
        {
          m: new Map<unknown, unknown>([
            ['key', 1],
            [7, 2],
            ['size', 3],
          ]),
        },
        '123',
      ],
      [
        '{{ f }}{{ o.f }}',
        {
          f: () => 1,
          o: {
            n: 2,
            f(this: { n: number }) {
              return this.n
            },
          },
        },
        '12',
      ],
      ['{{ o.toString }}|{{ o.hasOwnProperty }}|{{ o.valueOf }}', { o: {} }, '||'],
      ['{{ toString }}{{ constructor }}{{ hasOwnProperty }}', {}, ''],
    ])
  })

  test('nothing leads to constructors and prototypes', () => {
    class Model {
      static secret = 'static'
    }
    cases([
      [
        '[{{ o.constructor }}{{ o.constructor.name }}{{ l.constructor.constructor }}]',
        { o: new Person(), l: [] },
        '[]',
      ],
      ['[{{ f.prototype }}{{ f.constructor }}{{ f.call }}]', { f: () => ({}) }, '[]'],
      ['{{ Model.secret }}[{{ Model.prototype }}]', { Model }, 'static[]'],
      ['{{ team.constructor }}', { team: { constructor: 'McLaren' } }, 'McLaren'],
    ])
    for (const source of ['{{ x.__proto__ }}', '{{ _x }}', '{{ x._y }}', '{{ x|default:a._b }}']) {
      assert.throws(() => render(source), { code: 'NUAGES_TEMPLATES_SYNTAX' }, source)
    }
  })

  test('a template changes no list of the context', () => {
    const list = [3, 1, 2]
    assert.equal(render('[{{ l.pop }}{{ l.shift }}{{ l.sort }}{{ l.reverse }}]', { l: list }), '[]')
    assert.deepEqual(list, [3, 1, 2])
  })

  test('what each kind of value prints', () => {
    cases([
      ['{{ v }}', { v: null }, ''],
      ['{{ v }}', { v: undefined }, ''],
      ['{{ v }}', { v: true }, 'true'],
      ['{{ v }}', { v: 12345678901234567890n }, '12345678901234567890'],
      ['{{ v }}', { v: 1.5 }, '1.5'],
      ['{{ v }}', { v: 0 }, '0'],
      ['{{ v }}', { v: ['<a>', 1, null] }, '[&quot;&lt;a&gt;&quot;, 1, null]'],
      ['{{ v }}', { v: { a: [true] } }, '{&quot;a&quot;: [true]}'],
      ['{{ v }}', { v: new Date(Date.UTC(2024, 4, 17, 13, 45)) }, 'May 17, 2024, 1:45 p.m.'],
      ['{{ v }}', { v: new Date(Number.NaN) }, ''],
      ['{{ v }}', { v: markSafe('<b>') }, '<b>'],
      ['{{ v }}', { v: { [html]: () => '<input>' } }, '<input>'],
      ['{{ True }}{{ None }}{{ false }}{{ null }}', {}, 'truefalse'],
      ['{{ true }}', { true: 'mine' }, 'mine'],
    ])
  })

  test('stringIfInvalid', () => {
    const strict = new Engine({ stringIfInvalid: '?%s?' })
    assert.equal(strict.fromString('{{ a.b }}{{ a|upper }}{% if a %}y{% endif %}').renderSync(), '?a.b??a?')
  })
})

describe('escaping', () => {
  test('is on, and follows the value', () => {
    const x = `<a href="x">'&`
    cases([
      ['{{ x }}', { x }, '&lt;a href=&quot;x&quot;&gt;&#x27;&amp;'],
      ['{{ x|safe }}{% autoescape off %}{{ x }}{% endautoescape %}', { x: '<' }, '<<'],
      ['{{ x|lower }}{{ x|upper }}', { x: markSafe('<B>') }, '<b>&lt;B&gt;'],
      ['{% include t %}', { t: engine.fromString('{{ x }}'), x: '<' }, '&lt;'],
      ['{% autoescape off %}{% include t %}{% endautoescape %}', { t: engine.fromString('{{ x }}'), x: '<' }, '<'],
    ])
  })

  test('text of a template never becomes code', () => {
    const nasty = `\`$\{process.exit(1)}\` \\ \u2028 "quoted" ' */ // \n`
    assert.equal(render(nasty), nasty)
    assert.equal(render(String.raw`{{ "\\\";process.exit();\"" }}`), '\\";process.exit();"')
    assert.equal(render(`{{ x|default:'";process.exit();"' }}`), '";process.exit();"')
  })
})

describe('tags', () => {
  test('if', () => {
    cases([
      ['{% if a and not b or c %}y{% else %}n{% endif %}', { a: 1, b: 0 }, 'y'],
      ['{% if a %}1{% elif b %}2{% else %}3{% endif %}', { b: 1 }, '2'],
      ['{% if l %}l{% endif %}{% if o %}o{% endif %}{% if m %}m{% endif %}', { l: [], o: {}, m: new Map() }, ''],
      [
        '{% if 2 in l and "b" in s and "k" in o and x not in l %}y{% endif %}',
        { l: [1, 2], s: 'abc', o: { k: 0 } },
        'y',
      ],
      ['{% if a == b %}same{% endif %}', { a: [1, { x: 2 }], b: [1, { x: 2 }] }, 'same'],
      ['{% if a < b %}before{% endif %}', { a: new Date(0), b: new Date(1) }, 'before'],
      ['{% if a > b %}y{% else %}n{% endif %}', { a: 'x', b: 1 }, 'n'],
      ['{% if missing is None %}none{% endif %}', {}, 'none'],
      [
        '{% if 1 in n %}in{% endif %}{% if 1 not in n %}out{% endif %}{% if n not in s %}out{% endif %}',
        { n: 3, s: 'a' },
        '',
      ],
    ])
    const rows = [
      Object.assign(Object.create(Person.prototype), { pk: 1 }),
      Object.assign(Object.create(Person.prototype), { pk: 1 }),
    ]
    assert.equal(render('{% if a == b %}same row{% endif %}', { a: rows[0], b: rows[1] }), 'same row')
  })

  test('for, with its loop object near and far', () => {
    const inner = engine.fromString('{{ forloop.counter }}{{ forloop.parentloop.counter }}')
    cases([
      [
        '{% for x in l %}{{ forloop.counter }}/{{ forloop.length }}{% if not forloop.last %},{% endif %}{% endfor %}',
        { l: 'ab' },
        '1/2,2/2',
      ],
      ['{% for x in l %}{{ x }}{% empty %}none{% endfor %}', { l: null }, 'none'],
      [
        '{% for x in l %}{% for y in m %}{% include t %} {% endfor %}{% endfor %}',
        { l: 'ab', m: 'xy', t: inner },
        '11 21 12 22 ',
      ],
      ['{% for x in l %}{% with f=forloop %}{{ f.revcounter }}{% endwith %}{% endfor %}', { l: 'abc' }, '321'],
      [
        '{% for k, v in o.items %}{{ k }}{{ v }}{% endfor %}{% for k in o %}{{ k }}{% endfor %}',
        { o: { a: 1, b: 2 } },
        'a1b2ab',
      ],
      ['{% for k, v in m.items %}{{ k }}{{ v }}{% endfor %}', { m: new Map([['a', 1]]) }, 'a1'],
      ['{% for x in s %}{{ x }}{% endfor %}', { s: new Set([1, 2]) }, '12'],
      [
        '{% for x in g %}{{ x }}{% endfor %}',
        {
          *g() {
            yield 1
            yield 2
          },
        },
        '12',
      ],
    ])
    assert.throws(() => render('{% for x in 5 %}{% endfor %}'), { code: 'NUAGES_TEMPLATES_NOT_ITERABLE' })
    assert.throws(() => render('{% for a, b in l %}{% endfor %}', { l: [[1]] }), { code: 'NUAGES_TEMPLATES_UNPACK' })
  })

  test('variables end with their scope', () => {
    cases([
      ['{% with a=1 %}{{ a }}{% endwith %}{{ a }}', { a: 0 }, '10'],
      ['{% for a in l %}{{ a }}{% endfor %}{{ a }}', { a: 9, l: [1] }, '19'],
      ['{% if t %}{% now "Y" as y %}{% endif %}{{ y|length }}', { t: 1 }, '4'],
      ['{% with x=1 %}{% firstof 2 as x %}{{ x }}{% endwith %}{{ x }}', { x: 0 }, '20'],
      ['{% for i in l %}{% cycle "a" "b" as c silent %}{{ c }}{% endfor %}{{ c }}', { l: 'xyz' }, 'aba'],
    ])
  })

  test('what stands between verbatim and comment is left alone', () => {
    cases([
      ['{% verbatim %}{{ a }}{% if %}{% endverbatim %}', {}, '{{ a }}{% if %}'],
      ['a{% comment "x" %}{{ b|nofilter }}{% endcomment %}c{# {{ d #}', {}, 'ac'],
    ])
  })
})
