import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Engine, library, simpleTag, type TagContext } from '../../../src/web/templates/index.ts'

/** `{% put name value %}` sets a variable: a template that has it keeps its variables in scope objects. */
const put = simpleTag(
  (context: TagContext, name: string, value: unknown) => {
    context.set(name, value)
    return ''
  },
  { takesContext: true },
)
const names = simpleTag((context: TagContext) => Object.keys(context.flatten()).sort().join(' '), {
  takesContext: true,
})
const builtins = [library({ tags: { put, names } })]

async function rendered(templates: Record<string, string>, context: Record<string, unknown>): Promise<string> {
  const engine = new Engine({ templates, builtins })
  const text = engine.renderSync('page', context)
  // The same where every variable is a promise.
  const later = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, Promise.resolve(value)]))
  assert.equal(await engine.render('page', later), text)
  return text
}

describe('scopes of included templates', () => {
  test('they see the variables around, and what they set ends with them', async () => {
    const templates = {
      page: '{% for x in list %}{% include "row" with y=x %}|{{ y }}{{ z }};{% endfor %}',
      row: '{{ x }}{{ y }}{{ forloop.counter }}{% put "z" "!" %}{{ z }}{% include "deep" %}',
      deep: '{% for q in list %}{{ x }}{{ q }}{{ forloop.parentloop.counter }}{% endfor %}{{ z }}',
    }
    assert.equal(await rendered(templates, { list: ['a', 'b'] }), 'aa1!aa1ab1!|;bb2!ba2bb2!|;')
  })

  test('what a tag sets is seen by includes in loops and with', async () => {
    const templates = {
      page: '{% put "a" 1 %}{% with b=2 %}{% put "c" 3 %}{% for d in "xy" %}{% put "e" d %}{% include "row" %}{% endfor %}{{ c }}{{ e }}{% endwith %}{{ a }}{{ b }}{{ c }}',
      row: '{{ a }}{{ b }}{{ c }}{{ d }}{{ e }};',
    }
    assert.equal(await rendered(templates, {}), '123xx;123yy;31')
  })

  test('a cycle keeps its variable where it was first set', async () => {
    const cycled =
      '{% with color="none" %}{% for x in "abc" %}{% cycle "red" "green" as color silent %}{% endfor %}{{ color }}{% endwith %}'
    assert.equal(await rendered({ page: cycled }, {}), 'red')
    assert.equal(await rendered({ page: `{% put "dynamic" 1 %}${cycled}` }, {}), 'red')
  })

  test('all variables, and no others', async () => {
    const templates = { page: '{% with b=1 %}{% include "row" with c=2 %}{% endwith %}', row: '{% names %}' }
    assert.equal(await rendered(templates, { a: 0 }), 'a b c')
    const own = { page: '{% include "row" with toString="x" only %}', row: '{{ toString }}{{ valueOf }}{% names %}' }
    assert.equal(await rendered(own, { a: 0 }), 'xtoString')
  })
})

describe('a context that is no plain object of values', () => {
  const templates = {
    page: '{% for x in list %}{% include "row" with name=x %}{{ name }};{% endfor %}',
    row: '{{ name }}{% put "list" "set" %}{{ list }}',
  }

  test('frozen', () => {
    const engine = new Engine({ templates, builtins })
    assert.equal(engine.renderSync('page', Object.freeze({ list: ['a'], name: 'n' })), 'asetn;')
  })

  test('with getters: none is called for a name that nobody uses', () => {
    let called = 0
    const context = {
      list: ['a'],
      get name() {
        called++
        return 'n'
      },
      get unused(): string {
        throw new Error('called')
      },
    }
    assert.equal(new Engine({ templates, builtins }).renderSync('page', context), 'asetn;')
    assert.equal(called, 1)
  })

  test('of a class', () => {
    class Context {
      list = ['a']
      get name(): string {
        return 'n'
      }
    }
    const engine = new Engine({ templates, builtins })
    assert.equal(engine.renderSync('page', new Context() as never), 'asetn;')
  })

  test('with a name that would be the prototype of its copy', () => {
    const context = JSON.parse('{"__proto__": {"hidden": "seen"}, "list": ["a"], "name": "n"}')
    const engine = new Engine({ templates: { ...templates, row: '{{ name }}{{ hidden }}' } })
    assert.equal(engine.renderSync('page', context), 'an;')
  })
})
