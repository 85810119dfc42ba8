import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { Engine, type FragmentCache, fragmentKey, memoryFragments } from '../../../src/web/templates/index.ts'

const engine = new Engine()
const render = (source: string, context: Record<string, unknown> = {}) => engine.fromString(source).render(context)

describe('{% querystring %}', () => {
  const request = { query: new URLSearchParams('a=1&a=2&b=x y') }

  test('changes the query of the request', async () => {
    const table: [string, string][] = [
      ['{% querystring %}', '?a=1&amp;a=2&amp;b=x+y'],
      ['{% querystring a=3 %}', '?a=3&amp;b=x+y'],
      ['{% querystring a=None c="é&" %}', '?b=x+y&amp;c=%C3%A9%26'],
      ['{% querystring a=None b=None %}', '?'],
      ['{% querystring b=list %}', '?a=1&amp;a=2&amp;b=2&amp;b=3'],
      ['{% autoescape off %}{% querystring a=1 %}{% endautoescape %}', '?a=1&b=x+y'],
      ['{% querystring a=1 b=None as q %}{{ q }}', '?a=1'],
    ]
    for (const [source, expected] of table) {
      assert.equal(await render(source, { request, list: [2, null, 3] }), expected, source)
    }
    assert.equal(await render('{% querystring b=2 %}', { request: new Request('http://x/?a=1#b') }), '?a=1&amp;b=2')
    assert.equal(request.query.toString(), 'a=1&a=2&b=x+y')
  })

  test('writes values as they are, in no format of a language', async () => {
    const formatting = new Engine({ thousandSeparators: true })
    const page = formatting.fromString('{% querystring n=n d=d %}')
    assert.equal(
      await page.render({ request: { query: {} }, n: 1234.5, d: new Date(0) }),
      '?n=1234.5&amp;d=1970-01-01+00%3A00%3A00%2B00%3A00',
    )
  })

  test('takes mappings instead, later ones over earlier', async () => {
    const given = { m: { x: 1, y: 'z' }, n: new Map<string, unknown>([['y', null]]), q: new URLSearchParams('x=2&x=3') }
    assert.equal(await render('{% querystring m n %}', given), '?x=1')
    assert.equal(
      await render('{% querystring m q w=x.y %}', { ...given, x: { y: Promise.resolve(5) } }),
      '?x=2&amp;x=3&amp;y=z&amp;w=5',
    )
    for (const bad of [{ m: 'text' }, { m: [1] }, { m: new Map([[1, 2]]) }, {}]) {
      await assert.rejects(render('{% querystring m %}', bad), { code: 'NUAGES_TEMPLATES_BAD_ARGUMENT' })
    }
    await assert.rejects(render('{% querystring %}'), /no 'request'/)
  })

  test("Node's own request serves, and its body is left to read", async () => {
    const request = Object.assign(Readable.from(['body']), { httpVersion: '1.1', method: 'POST', url: '/list?a=1' })
    assert.equal(await render('{{ request.method }} {% querystring b=2 %}', { request }), 'POST ?a=1&amp;b=2')
    assert.equal(request.readableEnded, false)
    assert.deepEqual(await request.toArray(), ['body'])
  })
})

describe('{% cache %}', () => {
  test('never gives one object the part of another', async () => {
    class User {
      readonly pk: unknown
      constructor(pk: unknown) {
        this.pk = pk
      }
    }
    const page = engine.fromString('{% load cache %}{% cache 60 mine user %}{{ user.pk }}{% endcache %}')
    assert.equal(await page.render({ user: new User(1) }), '1')
    assert.equal(await page.render({ user: new User(2) }), '2')
    const list = engine.fromString('{% load cache %}{% cache 60 ours users %}{{ users.0.pk }}{% endcache %}')
    assert.equal(await list.render({ users: [new User(1)] }), '1')
    assert.equal(await list.render({ users: [new User(2)] }), '2')
    const circle: unknown[] = []
    circle.push({ circle })
    for (const user of [new User(null), new User({}), () => 1, circle]) {
      assert.throws(() => fragmentKey('mine', [user]), { code: 'NUAGES_TEMPLATES_BAD_ARGUMENT' })
    }
    assert.notEqual(fragmentKey('x', [new Map([['a', 1n]])]), fragmentKey('x', [new Map([['a', 2n]])]))
    assert.notEqual(fragmentKey('x', [{ a: ['b', 'c'] }]), fragmentKey('x', [{ a: ['b, c'] }]))
  })

  const source = '{% load cache %}{% cache 60 part x %}{{ f }}{% endcache %}'

  test('keeps a part for each combination of values', async () => {
    let calls = 0
    const cached = new Engine()
    const template = cached.fromString(source)
    const f = () => ++calls
    assert.equal(await template.render({ f, x: 1 }), '1')
    assert.equal(await template.render({ f, x: 1 }), '1')
    assert.equal(await template.render({ f, x: 2 }), '2')
    assert.equal(await cached.fromString('{% load cache %}{% cache 60 part 1 %}other{% endcache %}').render(), '1')
    assert.equal(await cached.fromString('{% load cache %}{% cache 0 zero %}{{ f }}{% endcache %}').render({ f }), '3')
    assert.equal(await cached.fromString('{% load cache %}{% cache 0 zero %}{{ f }}{% endcache %}').render({ f }), '4')
  })

  test('asks a cache that answers later once, and tells it key, text and time', async () => {
    const log: unknown[] = []
    const kept = new Map<string, string>()
    const slow: FragmentCache = {
      async get(key) {
        log.push(['get', key])
        return kept.get(key)
      },
      async set(key, value, seconds) {
        log.push(['set', key, value, seconds])
        kept.set(key, value)
      },
    }
    const later = new Engine({ fragmentCaches: { default: memoryFragments(), template_fragments: slow } })
    const template = later.fromString('{% load cache %}{% cache t part x %}<{{ y }}>{% endcache %}')
    assert.equal(await template.render({ t: '60', x: 1, y: Promise.resolve('y') }), '<y>')
    const key = fragmentKey('part', [1])
    assert.deepEqual(log, [
      ['get', key],
      ['set', key, '<y>', 60],
    ])
    assert.equal(await template.render({ t: null, x: 1 }), '<y>')
    await later.fromString('{% load cache %}{% cache None part using="template_fragments" %}z{% endcache %}').render()
    assert.deepEqual(log.at(-1), ['set', fragmentKey('part'), 'z', null])
    await later.fromString('{% load cache %}{% cache 1 part using="default" %}z{% endcache %}').render()
    assert.equal(log.length, 5)
  })

  test('refuses times that are none and caches that do not exist', async () => {
    for (const bad of ['{% cache %}', '{% cache 1 %}', '{% cache 1 a b|nope %}']) {
      assert.throws(() => engine.fromString(`{% load cache %}${bad}{% endcache %}`), {
        code: 'NUAGES_TEMPLATES_SYNTAX',
      })
    }
    for (const bad of ['{% cache t n %}', '{% cache "x" n %}', '{% cache list n %}', '{% cache 1 n using="no" %}']) {
      await assert.rejects(
        render(`{% load cache %}${bad}{% endcache %}`, { list: [] }),
        { code: 'NUAGES_TEMPLATES_BAD_ARGUMENT' },
        bad,
      )
    }
  })

  test('keys are those that Django makes', () => {
    assert.equal(fragmentKey('foo'), 'template.cache.foo.d41d8cd98f00b204e9800998ecf8427e')
    assert.notEqual(fragmentKey('foo', ['a', 'b:c']), fragmentKey('foo', ['a:b', 'c:']))
    assert.equal(fragmentKey('foo', [true, null]), fragmentKey('foo', ['True', 'None']))
  })

  test('the one in memory is bounded and forgets in time', () => {
    let now = 0
    const cache = memoryFragments({ entries: 2, characters: 10, now: () => now })
    cache.set('a', '1', 10)
    cache.set('b', '2', null)
    assert.equal(cache.get('a'), '1')
    cache.set('c', '3', 10)
    assert.equal(cache.get('b'), null)
    now = 10_000
    assert.equal(cache.get('a'), null)
    cache.set('d', 'x'.repeat(9), null)
    assert.equal(cache.get('c'), null)
    cache.set('e', 'x'.repeat(11), null)
    assert.equal(cache.get('e'), null)
    cache.set('d', 'y', -1)
    assert.equal(cache.get('d'), null)
  })
})

describe('other tags', () => {
  test('a named cycle changes its variable where it was first set', async () => {
    for (const dynamic of ['', '{% set_nothing %}']) {
      const source = `${dynamic}{% cycle "a" "b" "c" as x silent %}{% for i in l %}{% with y=1 %}{% cycle x %}{{ x }}{% endwith %}{% endfor %}{{ x }}`
      const { library, simpleTag } = await import('../../../src/web/templates/index.ts')
      const tags = library({ tags: { set_nothing: simpleTag(() => '', { takesContext: true }) } })
      const own = new Engine({ builtins: [tags] })
      assert.equal(await own.fromString(source).render({ l: [1, 2, 3, 4] }), 'bcabb')
    }
  })

  test('cycles are the same inside a block that is rendered without escaping', async () => {
    const again = '{% autoescape off %}{% block b %}{% cycle x %}{% endblock %}{% endautoescape %}'
    const source = `{% for i in l %}{% cycle "a" "b" "c" as x %}${again}{% endfor %}`
    assert.equal(await render(source, { l: [1, 2, 3] }), 'abcabc')
  })

  test('characters beyond Latin 1 stay what they are, few or many', async () => {
    for (const text of ['one – and "😀" \\u2013 \u2028', '日本語の文', 'é']) {
      assert.equal(await render(`${text}{{ x }}${text}{{ y.日本 }}`, { x: '→', y: { 日本: '✓' } }), `${text}→${text}✓`)
    }
  })

  test('lorem counts, and takes what is no number for one', async () => {
    assert.equal(await render('{% lorem 3 w %}'), 'lorem ipsum dolor')
    assert.match(await render('{% lorem %}'), /^Lorem ipsum .* laborum\.$/)
    assert.match(await render('{% lorem x p %}'), /^<p>Lorem[^<]*<\/p>$/)
    assert.equal((await render('{% lorem 2 p random %}')).split('<p>').length, 3)
  })

  test('flush is nothing where nothing is streamed', async () => {
    assert.equal(await render('a{% flush %}b'), 'ab')
    assert.throws(() => engine.fromString('{% flush x %}'), { code: 'NUAGES_TEMPLATES_SYNTAX' })
  })
})
