import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Engine, library, simpleTag, type TagContext } from '../../../src/web/templates/index.ts'

/** A template tries without waiting first; `{{ wait }}` at its end makes it start again. */
const wait = () => Promise.resolve('.')

const put = simpleTag((context: TagContext) => context.set('put', 1), { takesContext: true })
const engine = new Engine({ builtins: [library({ tags: { put } })] })

describe('a rendering that starts again', () => {
  test('calls functions of the context once in scopes that it makes anew', async () => {
    const part = engine.fromString('{{ f }}')
    for (const source of [
      '{% put %}{{ f }}{{ wait }}',
      '{% with a=1 %}{% block b %}{{ f }}{% endblock %}{% endwith %}{{ wait }}',
      '{% for a in list %}{% include part %}{% endfor %}{{ wait }}',
      '{% put %}{% for a in list %}{% with b=1 %}{{ f }}{% endwith %}{% endfor %}{{ wait }}',
    ]) {
      let calls = 0
      const f = () => ++calls
      assert.equal(
        (await engine.fromString(source).render({ f, wait, part, list: [0] })).replace(/\D/g, ''),
        '1',
        source,
      )
      assert.equal(calls, 1, source)
    }
  })

  test('calls them with the context as `this`, wherever they stand', async () => {
    class Context {
      readonly #secret = 7
      readonly list = [0]
      readonly wait = wait
      f() {
        return this.#secret
      }
    }
    for (const source of [
      '{{ f }}',
      '{% put %}{{ f }}',
      '{% for a in list %}{% block b %}{{ f }}{% endblock %}{% endfor %}',
    ]) {
      assert.equal(
        await engine.fromString(`${source}{{ wait }}`).render({ ...new Context(), f: () => 7 }),
        '7.',
        source,
      )
      const context = new Context() as unknown as Record<string, unknown>
      assert.equal(await engine.fromString(`${source}{{ wait }}`).render(context), '7.', source)
    }
    const plain = {
      f() {
        return this
      },
    }
    const same = library({ filters: { same: (value: unknown) => value === plain } })
    const strict = new Engine({ builtins: [library({ tags: { put } }), same] })
    assert.equal(strict.fromString('{{ f|same }}{% put %}').renderSync(plain), 'true')
  })

  test('gives what an iterator gave, which gives it once', async () => {
    function* numbers() {
      yield 1
      yield 2
    }
    const map = new Map([
      ['a', 1],
      ['b', 2],
    ])
    for (const [source, expected] of [
      ['{{ g|join:"-" }}', '1-2.'],
      ['{{ map.values|join:"-" }}', '1-2.'],
      ['{{ g|length }}{{ g|last }}', '22.'],
      ['{% if 2 in g %}yes{% endif %}', 'yes.'],
      ['{% for a, b in pairs %}{{ a }}{{ b }}{% endfor %}', '12.'],
      ['{% querystring x=g %}', '?x=1&amp;x=2.'],
    ] as const) {
      const context = { g: numbers(), map, wait, pairs: [numbers()], request: { query: {} } }
      assert.equal(await engine.fromString(`${source}{{ wait }}`).render(context), expected, source)
    }
  })
})
