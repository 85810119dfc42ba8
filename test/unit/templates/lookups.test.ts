import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { Engine, library, simpleTag } from '../../../src/web/templates/index.ts'

const engine = new Engine({ templates: { part: '{{ x }}{{ y }}' } })
const render = (source: string, context: object) => engine.fromString(source).render(context as Record<string, unknown>)

class Account {
  #balance = 5
  static count = 2
  owner = { name: 'Ann' }
  get balance() {
    return this.#balance
  }
  doubled() {
    return this.#balance * 2
  }
  spend(amount = 1) {
    return amount
  }
}
class Savings extends Account {
  override get balance() {
    return super.balance + 1
  }
}

describe('values', () => {
  test('of every kind are reached', async () => {
    const bare = Object.assign(Object.create(null), { a: 1, toString: 2, items: [7] })
    const dynamic = new Proxy({} as Record<string, unknown>, {
      get: (_target, name) => (typeof name === 'string' && name !== 'then' ? `<${name}>` : undefined),
    })
    function* numbers() {
      yield 1
      yield 2
    }
    const table: [string, object, string][] = [
      ['{{ a.balance }}{{ a.doubled }}{{ a.spend }}{{ a.owner.name }}', { a: new Account() }, '5101Ann'],
      ['{{ a.balance }}{{ a.doubled }}', { a: new Savings() }, '610'],
      ['{{ A.count }}', { A: Account }, '2'],
      ['{{ b.a }}{{ b.toString }}{{ b.items.0 }}{{ b|length }}', { b: bare }, '1273'],
      ['{{ p.any }}', { p: dynamic }, '&lt;any&gt;'],
      ['{% for n in f %}{{ n }}{% endfor %}{% for n in f %}{{ n }}{% endfor %}', { f: numbers }, '1212'],
      [
        '{% for n in g %}{{ n }}{% endfor %}{{ p }}{% for n in g %}{{ n }}{% endfor %}',
        { g: numbers(), p: turn(0) },
        '12012',
      ],
      ['{{ t.1 }}{{ t|length }}{% for n in t %}{{ n }}{% endfor %}', { t: new Uint8Array([8, 9]) }, '9289'],
      [
        '{{ m.a }}{{ m.1 }}{{ m.size }}{% for k, v in m.items %}{{ k }}={{ v }};{% endfor %}',
        {
          m: new Map<unknown, unknown>([
            ['a', 'x'],
            [1, turn('y')],
          ]),
        },
        'xy2a=x;1=y;',
      ],
      ['{% for k, v in o.items %}{{ k }}{{ v }}{% endfor %}', { o: turn({ a: 1, b: turn(2) }) }, 'a1b2'],
      ['{{ l|join:"," }}{{ l|length }}', { l: [turn(1), turn(2)] }, '1,22'],
      ['{{ s.toUpperCase }}{{ s.0 }}{{ s.length }}', { s: 'ab' }, 'ABa2'],
      ['{{ n }}{{ big }}{{ zero }}', { n: 1.5, big: 10n ** 20n, zero: -0 }, '1.51000000000000000000000'],
      ['{{ u.searchParams.size }}', { u: new URL('http://x/?a=1') }, '1'],
      [
        '{{ keys }}{{ size }}',
        Object.create({
          get size() {
            return 3
          },
          keys: 'k',
        }),
        'k3',
      ],
    ]
    for (const [source, context, expected] of table) assert.equal(await render(source, context), expected, source)
  })

  test('that change something, or lead to code, are not', async () => {
    const list = [3, 1, 2]
    const bytes = new Uint8Array([2, 1])
    const query = new URLSearchParams('b=1&a=2')
    const abort = new AbortController()
    const context = {
      list,
      bytes,
      query,
      abort,
      set: new Set([1]),
      o: {},
      f: Object.assign(() => 1, { altersData: true }),
      c: Account,
    }
    for (const path of [
      'list.pop',
      'list.sort',
      'list.reverse',
      'list.shift',
      'bytes.reverse',
      'bytes.sort',
      'bytes.fill',
      'query.sort',
      'abort.abort',
      'set.clear',
      'o.constructor',
      'o.prototype',
      'o.toString',
      'o.valueOf',
      'f',
      'c.constructor',
      'c.prototype',
      'list.constructor.constructor',
      'constructor',
      'toString',
      'hasOwnProperty',
      'c.call',
      'c.bind',
      'c.apply',
      'list.push',
      'set.add',
    ]) {
      assert.equal(await render(`{{ ${path} }}`, context), '', path)
    }
    assert.deepEqual(
      [list, [...bytes], query.toString(), abort.signal.aborted, context.set.size],
      [[3, 1, 2], [2, 1], 'b=1&a=2', false, 1],
    )
  })

  test('are waited for where they are used, and only there', async () => {
    const asked: string[] = []
    const later = (name: string, value: unknown) => () => {
      asked.push(name)
      return turn(value)
    }
    const context = { no: later('no', 0), yes: later('yes', 1), other: later('other', 1) }
    assert.equal(
      await render('{% if no and other %}a{% elif yes or other %}b{% else %}{{ other }}{% endif %}', context),
      'b',
    )
    assert.deepEqual(asked, ['no', 'yes'])
    asked.length = 0
    assert.equal(await render('{{ ""|default:yes }}{% with x=no y=yes %}{{ x }}{{ y }}{% endwith %}', context), '101')
    assert.deepEqual(asked, ['yes', 'no', 'yes'])
  })

  test('a promise that fails and that nobody needs is no failure of the process', async () => {
    const failed: unknown[] = []
    const note = (reason: unknown) => failed.push(reason)
    process.on('unhandledRejection', note)
    try {
      const fail = () => Promise.reject(new RangeError('no'))
      assert.equal(await render('{% with x=f %}{% if 0 %}{{ x }}{% endif %}{% endwith %}ok', { f: fail }), 'ok')
      const o = {
        get x() {
          return fail()
        },
      }
      await assert.rejects(render('{{ o.x }}', { o }), RangeError)
      await assert.rejects(render('{{ l|join:"" }}', { l: [fail()] }), RangeError)
      await turn()
      await turn()
      assert.deepEqual(failed, [])
    } finally {
      process.off('unhandledRejection', note)
    }
  })

  test('a context that is frozen, has getters or is an instance takes variables of the same names', async () => {
    class Page {
      #x = 'x'
      y = 'y'
      get x() {
        return this.#x
      }
    }
    const nothing = library({ tags: { nothing: simpleTag(() => '', { takesContext: true }) } })
    const own = new Engine({ builtins: [nothing], templates: { part: '{{ x }}{{ y }}' } })
    const source =
      '{{ x }}{% with x=1 %}{{ x }}{% include "part" %}{% endwith %}{% for y in "ab" %}{% include "part" with x=y %}{% endfor %}{{ x }}'
    for (const context of [
      Object.freeze({ x: 'x', y: 'y' }),
      new Page(),
      {
        y: 'y',
        get x() {
          return 'x'
        },
      },
      Object.assign(Object.create({ x: 'x' }), { y: 'y' }),
    ]) {
      for (const tag of ['', '{% nothing %}']) {
        assert.equal(await own.fromString(tag + source).render(context as Record<string, unknown>), 'x11yaabbx')
      }
    }
  })

  test('a variable may be called __proto__, and is then out of reach', async () => {
    const source =
      '{% with __proto__=o %}{% include "part" %}{% endwith %}{% for __proto__ in l %}{% include "part" %}{% endfor %}{{ x }}'
    assert.equal(await render(source, { x: 1, y: 2, o: { x: 9 }, l: [{ x: 9 }] }), '12121')
  })

  test('renderings of one template at the same time keep apart', async () => {
    const template = engine.fromString(
      '{% for x in l %}{% cycle "a" "b" %}{% ifchanged x %}{{ x }}{{ f }}{% endifchanged %}{% endfor %}',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (l, times) => {
          const one = () => {
            let calls = 0
            const f = () => turn(++calls)
            return { l: l.map((each) => (each % 2 === 0 ? each : turn(each))), f }
          }
          const alone = await template.render(one())
          const together = await Promise.all(Array.from({ length: times }, () => template.render(one())))
          for (const each of together) assert.equal(each, alone)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('an object that wants to be read as anything at all never breaks out of the text', async () => {
    const names = fc.constantFrom(
      'a',
      'items',
      'keys',
      'length',
      'then',
      'toString',
      'constructor',
      'size',
      'next',
      '0',
    )
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>('<', 1, null, undefined, true, () => '<', Symbol('<'), 5n, new Date(0), /</),
        fc.array(tie('value'), { maxLength: 3 }),
        // What has a `then` is waited for, and one that never answers is waited for in vain, as anywhere in JavaScript.
        fc
          .dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: false })
          .filter((each) => typeof each['then'] !== 'function'),
        fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      ),
    })).value
    const templates = [
      '{{ v.a.items }}',
      '{{ v }}{{ v.length }}',
      '{% for x in v.items %}{{ x.0 }}{% endfor %}',
      '{% if v.a == v.keys %}{{ v.0.a }}{% endif %}',
      '{{ v.then }}{{ v.size }}',
    ].map((source) => engine.fromString(source))
    await fc.assert(
      fc.asyncProperty(value, async (v) => {
        for (const template of templates) {
          const text = await template.render({ v }).catch((error: Error) => {
            assert.match(String((error as { code?: string }).code), /^NUAGES_TEMPLATES_/, error.stack!)
            return ''
          })
          assert.doesNotMatch(text, /</)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('templates beyond any size', () => {
  test('end with an error that says so, or are rendered', async () => {
    const sources: [string, boolean][] = [
      ['{% if 1 %}'.repeat(100_000), false],
      [`${'{% for a in l %}'.repeat(30_000)}${'{% endfor %}'.repeat(30_000)}`, false],
      [`{% if ${'not '.repeat(100_000)}x %}{% endif %}`, false],
      [`{% if ${'x and '.repeat(50_000)}x %}{% endif %}`, false],
      [`{% if x %}${'{% elif x %}a'.repeat(20_000)}{% endif %}`, false],
      [`{{ x${'|upper'.repeat(50_000)} }}`, false],
      [`{{ x${'.a'.repeat(100_000)} }}`, false],
      [`${'{% filter upper %}'.repeat(250)}x${'{% endfilter %}'.repeat(250)}`, true],
      [`${'{% for a in l %}'.repeat(250)}x${'{% endfor %}'.repeat(250)}`, true],
      [`{% if ${'x and '.repeat(200)}x %}x{% endif %}`, true],
      [`{% if 0 %}${'{% elif 0 %}a'.repeat(400)}{% else %}x{% endif %}`, true],
    ]
    for (const [source, fine] of sources) {
      const name = source.slice(0, 20)
      const done = (async () => engine.fromString(source).render({ x: 1, l: [1] }))()
      if (fine) assert.equal((await done).toLowerCase(), 'x', name)
      else await assert.rejects(done, { code: 'NUAGES_TEMPLATES_SYNTAX' }, name)
    }
  })

  test('that extend one another without end do not', async () => {
    const make = (): unknown => engine.fromString('{% extends make %}')
    await assert.rejects(render('{% extends make %}', { make }), { code: 'NUAGES_TEMPLATES_EXTENDS_CYCLE' })
  })
})
