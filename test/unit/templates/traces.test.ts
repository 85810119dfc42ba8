import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  blockTag,
  Engine,
  filter,
  library,
  simpleTag,
  templateDebug,
  templateTrace,
} from '../../../src/web/templates/index.ts'

class Boom extends Error {}
const boom = () => {
  throw new Boom('boom\nmore')
}

const engine = new Engine({
  builtins: [
    library({
      filters: { boom: filter(boom), later_boom: filter(async () => boom()) },
      tags: {
        boom: simpleTag(boom),
        boom_block: blockTag(async (content: () => Promise<unknown>) => content(), { lazy: true }),
      },
    }),
  ],
  templates: {
    base: '<html>\n{% block a %}{% endblock %}',
    page: '{% extends "base" %}\n{% block a %}\n\n{% include "part" %}{% endblock %}',
    part: 'one\ntwo\n  {{ x|boom }}\nfour',
    broken: 'x\n{% iff %}',
    'includes-broken': '\n\n{% include "broken" %}',
    'extends-broken': '{# c #}\n{% extends "broken" %}',
    missing: '\n{% include "nowhere" %}',
  },
})

async function debugOf(work: Promise<unknown>) {
  try {
    await work
  } catch (error) {
    return templateDebug(error)!
  }
  assert.fail('nothing was thrown')
}

describe('what a template error tells', () => {
  test('the place with the lines around, and every template that it came through', async () => {
    const debug = await debugOf(engine.render('page'))
    assert.equal(debug.message, 'boom')
    assert.equal(debug.name, 'part')
    assert.equal(debug.template, 'memory:part')
    assert.deepEqual([debug.line, debug.column, debug.during], [3, 3, '{{ x|boom }}'])
    assert.deepEqual(debug.lines, [
      { number: 1, text: 'one', hit: false },
      { number: 2, text: 'two', hit: false },
      { number: 3, text: '  {{ x|boom }}', hit: true },
      { number: 4, text: 'four', hit: false },
    ])
    assert.deepEqual(
      debug.chain.map(({ name, line, during }) => [name, line, during]),
      [
        ['part', 3, '{{ x|boom }}'],
        ['page', 4, '{% include "part" %}'],
        ['base', 2, '{% block a %}'],
      ],
    )
  })

  test('wherever it is thrown: functions, getters, filters, tags, promises, lists', async () => {
    const rejected = Promise.reject(new Boom('no'))
    rejected.catch(() => {})
    const context = {
      f: boom,
      o: {
        get g() {
          return boom()
        },
        m: boom,
      },
      p: rejected,
      async *list() {
        yield 1
        boom()
      },
      broken: {
        [Symbol.iterator](): never {
          return boom()
        },
      },
    }
    for (const source of [
      '{{ f }}',
      '{{ o.g }}',
      '{{ o.m.x }}',
      '{{ p }}',
      '{{ "x"|boom }}',
      '{{ "x"|later_boom }}',
      '{{ "x"|default_if_none:p }}',
      '{% boom %}',
      '{% boom_block %}{{ f }}{% endboom_block %}',
      '{% boom_block %}a{% boom %}{% endboom_block %}',
      '{% for x in list %}{% endfor %}',
      '{% for x in broken %}{% endfor %}',
      '{% if o.g %}{% endif %}',
      '{% with x=p %}{{ x }}{% endwith %}',
      '{% include f %}',
      '{% filter boom %}{% endfilter %}',
    ]) {
      const debug = await debugOf(engine.fromString(`first\n ${source}`, 'own').render(context))
      assert.deepEqual([debug.name, debug.line], ['own', 2], source)
      assert.match(debug.during, /^\{[{%].*[}%]\}$/, source)
    }
  })

  test('also where a template cannot be read or found', async () => {
    const included = await debugOf(engine.render('includes-broken'))
    assert.deepEqual(
      included.chain.map(({ name, line }) => [name, line]),
      [
        ['broken', 2],
        ['includes-broken', 3],
      ],
    )
    assert.equal(included.during, '{% iff %}')
    const extended = await debugOf(engine.render('extends-broken'))
    assert.deepEqual(
      extended.chain.map(({ name, line }) => [name, line]),
      [
        ['broken', 2],
        ['extends-broken', 2],
      ],
    )
    const missing = await debugOf(engine.render('missing'))
    assert.deepEqual([missing.name, missing.line, missing.during], ['missing', 2, '{% include "nowhere" %}'])
  })

  test('an error that is thrown again by another rendering begins a new trace', async () => {
    const same = new Boom('same')
    const f = () => {
      throw same
    }
    for (let i = 0; i < 3; i++) {
      await assert.rejects(engine.fromString(`${'\n'.repeat(i)}{{ f }}`).render({ f }))
      assert.deepEqual(
        templateTrace(same).map(({ line }) => line),
        [i + 1],
      )
      assert.equal(same.stack!.split('in template').length, 2)
    }
    assert.equal(same.message, 'same')
  })

  test('is told of errors that cannot be changed, and kept from what is none', async () => {
    const frozen = Object.freeze(new Boom('frozen'))
    const debug = await debugOf(
      engine.fromString('{{ f }}').render({
        f: () => {
          throw frozen
        },
      }),
    )
    assert.equal(debug.line, 1)
    await assert.rejects(
      engine.fromString('{{ f }}').render({
        f: () => {
          throw new DOMException('dom')
        },
      }),
      DOMException,
    )
    await assert.rejects(
      engine.fromString('{{ f }}').render({
        f: () => {
          throw 'text'
        },
      }),
      (thrown) => thrown === 'text',
    )
    assert.equal(templateDebug(new Error('other')), null)
    assert.equal(templateDebug('text'), null)
    assert.deepEqual(templateTrace(null), [])
  })

  test('never shows values of the context', async () => {
    const error = await engine
      .fromString('{{ secret }}{{ f }}')
      .render({ secret: 'hunter2', f: boom })
      .catch((thrown: unknown) => thrown)
    assert.doesNotMatch(JSON.stringify([templateDebug(error), (error as Error).stack]), /hunter2/)
  })
})
