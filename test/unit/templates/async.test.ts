import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as later } from 'node:timers/promises'
import {
  blockTag,
  Engine,
  filter,
  library,
  markSafe,
  simpleTag,
  type TagContext,
} from '../../../src/web/templates/index.ts'

/** A queryset as templates see it: thenable, iterable, with methods. */
class Query {
  runs = 0
  readonly rows: readonly unknown[]
  constructor(rows: readonly unknown[]) {
    this.rows = rows
  }
  then<T>(done: (rows: readonly unknown[]) => T, failed?: (error: unknown) => T): Promise<T> {
    this.runs++
    return later(1)
      .then(() => this.rows)
      .then(done, failed)
  }
  async count() {
    return this.rows.length
  }
  all() {
    return new Query(this.rows)
  }
}

describe('values to wait for', () => {
  const engine = new Engine({
    templates: {
      base: '<{% block a %}{% endblock %}>',
      page: '{% extends "base" %}{% block a %}{{ block.super }}{% for b in books %}{% include "item" %}{% endfor %}{% endblock %}',
      item: '{{ forloop.counter }}{{ b.title }};',
    },
  })

  test('promises, functions that give them, and querysets, wherever they stand', async () => {
    const p = (value: unknown) => Promise.resolve(value)
    const table: [string, Record<string, unknown>, string][] = [
      ['{{ x }}', { x: p('<') }, '&lt;'],
      ['{{ x.y.z }}', { x: p({ y: async () => ({ z: 1 }) }) }, '1'],
      ['{{ x|upper|default:y }}', { x: p(''), y: p('d') }, 'd'],
      ['{% if x %}y{% else %}n{% endif %}', { x: p([]) }, 'n'],
      ['{% if x == 2 and y in z %}y{% endif %}', { x: p(2), y: p(1), z: p([1]) }, 'y'],
      ['{% for a, b in x %}{{ a }}{{ b }}{% endfor %}', { x: [p([1, 2]), [3, 4]] }, '1234'],
      ['{% with a=x %}{{ a }}{{ a }}{% endwith %}', { x: p(1) }, '11'],
      ['{% firstof x y %}{% cycle x y %}', { x: p(0), y: p('b') }, 'b0'],
      [
        '{% regroup x by g as gs %}{% for g in gs %}{{ g.grouper }}{{ g.list|length }}{% endfor %}',
        { x: p([{ g: p('a') }, { g: 'a' }]) },
        'a2',
      ],
      ['{% filter upper %}{{ x }}{% endfilter %}{% ifchanged x %}c{% endifchanged %}', { x: p('a') }, 'Ac'],
      [
        '{{ q.count }}{{ q.all.0 }}{% for r in q %}{{ r }}{% endfor %}{{ q|length }}',
        { q: new Query(['a', 'b']) },
        '2aab2',
      ],
      [
        '{% for x in s %}{{ x }}{% endfor %}',
        {
          async *s() {
            yield 1
            yield 2
          },
        },
        '12',
      ],
      ['{{ x }}', { x: p(undefined) }, ''],
    ]
    for (const [source, context, expected] of table) {
      const template = engine.fromString(source)
      assert.equal(await template.render(context), expected, source)
      assert.throws(() => template.renderSync(context), { code: 'NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE' }, source)
    }
    assert.equal(await engine.render('page', { books: new Query([{ title: 'A' }, { title: 'B' }]) }), '<1A;2B;>')
  })

  test('promises in a list that is shown, in order', async () => {
    const list = () => [later(2, 1), '<b>', later(1, [2])]
    for (const source of [
      '{{ list }}',
      '{{ f }}',
      '{% firstof list %}',
      '{% filter force_escape %}{% autoescape off %}{{ list }}{% endautoescape %}{% endfilter %}',
    ]) {
      const template = engine.fromString(source)
      assert.equal(await template.render({ list: list(), f: list }), '[1, &quot;&lt;b&gt;&quot;, [2]]', source)
      assert.throws(() => template.renderSync({ list: list(), f: list }), {
        code: 'NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE',
      })
      let text = ''
      for await (const piece of template.textStream({ list: list(), f: list })) text += piece
      assert.equal(text, '[1, &quot;&lt;b&gt;&quot;, [2]]')
    }
    const failing = [later(5), Promise.reject(new Error('late'))]
    await assert.rejects(engine.fromString('{{ failing }}').render({ failing }), /late/)
  })

  test('a queryset runs once for each rendering', async () => {
    const query = new Query([1])
    await engine
      .fromString('{% if q %}{% for x in q %}{{ x }}{% endfor %}{{ q|length }}{% endif %}')
      .render({ q: query })
    assert.equal(query.runs, 1)
  })

  test('no function is called twice, though the template starts again to wait', async () => {
    const calls: string[] = []
    const call = (name: string, value: unknown) => () => {
      calls.push(name)
      return value
    }
    const custom = new Engine({
      builtins: [
        library({
          tags: {
            hit: simpleTag((name) => {
              calls.push(name)
              return ''
            }),
          },
        }),
      ],
    })
    const template = custom.fromString('{{ a }}{% hit "t" %}{{ o.b }}{{ p }}{{ c }}')
    const context = { a: call('a', 1), o: { b: call('b', 2) }, p: Promise.resolve(3), c: call('c', 4) }
    assert.equal(await template.render(context), '1234')
    assert.deepEqual(calls, ['a', 't', 'b', 'c'])
    assert.equal(await template.render({ a: 1, p: 2 }), '12')
    assert.equal(template.renderSync({ a: 1, p: 2 }), '12')
  })

  test('variables that a tag sets are there in the second pass too', async () => {
    let calls = 0
    const put = (context: TagContext, name: string, value: unknown) => {
      calls++
      context.set(name, value)
      return ''
    }
    const putLater = async (context: TagContext, name: string, value: unknown) => {
      await later(1)
      return put(context, name, value)
    }
    const takesContext = { takesContext: true }
    const custom = new Engine({
      builtins: [
        library({ tags: { put: simpleTag(put, takesContext), put_later: simpleTag(putLater, takesContext) } }),
      ],
    })
    const template = custom.fromString('{% put "x" 1 %}{{ x }}{% put_later "y" 2 %}{{ y }}{{ p }}{{ x }}{{ y }}')
    assert.equal(await template.render({ p: Promise.resolve(0) }), '12012')
    assert.equal(calls, 2)
  })

  test('what is thrown or rejected carries its place', async () => {
    const rejected = Promise.reject(new RangeError('no'))
    rejected.catch(() => {})
    await assert.rejects(engine.fromString('\n{{ p }}').render({ p: rejected }), (error: Error) => {
      assert.ok(error instanceof RangeError)
      assert.match(error.stack!, /line 2, column 1/)
      return true
    })
  })

  test('filters and tags may be asynchronous', async () => {
    const custom = new Engine({
      builtins: [
        library({
          filters: { later: filter(async (value: string) => `${value}!`) },
          tags: {
            fetch: simpleTag(async (what: string) => `got ${what}`),
            twice: blockTag(
              async (content: () => Promise<unknown>) => markSafe(`${await content()}${await content()}`),
              { lazy: true },
            ),
            never: blockTag(() => 'nothing', { lazy: true }),
          },
        }),
      ],
    })
    const source =
      '{{ "a"|later|upper }}{% fetch "<" %}{% twice %}{% fetch "x" %},{% endtwice %}{% never %}{{ boom }}{% endnever %}'
    const boom = () => {
      throw new RangeError('rendered')
    }
    assert.equal(await custom.fromString(source).render({ boom }), 'A!got &lt;got x,got x,nothing')
  })

  test('without anything to wait for, nothing waits', async () => {
    const template = engine.fromString('{% for x in l %}{{ x.a }}{{ x.f }}{% endfor %}')
    let ticks = 0
    const done = template.render({ l: Array.from({ length: 50 }, () => ({ a: 1, f: () => 2 })) })
    const count = async () => {
      for (let i = 0; i < 5; i++) {
        await null
        ticks++
      }
    }
    const counting = count()
    await done
    assert.ok(ticks <= 3, `${ticks} turns of the queue`)
    await counting
  })
})
