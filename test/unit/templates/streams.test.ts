import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { blockTag, Engine, library, markSafe, type Template, templateDebug } from '../../../src/web/templates/index.ts'

function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

const tags = library({
  tags: {
    twice: blockTag(async (content: () => Promise<unknown>) => markSafe(`${await content()}${await content()}`), {
      lazy: true,
    }),
    box: blockTag((content: unknown) => markSafe(`[${content}]`)),
  },
})

const engine = new Engine({
  builtins: [tags],
  templates: {
    base: '<top>{% flush %}{% block a %}base{{ slow }}{% endblock %}<end>',
    page: '{% extends "base" %}{% block a %}{{ block.super }}{% include "part" %}{% endblock %}',
    part: 'part{{ slow }}{% partialdef p %}p{{ slow }}{% endpartialdef %}{% partial p %}',
  },
})

async function all(template: Template, context: Record<string, unknown>): Promise<string[]> {
  const chunks: string[] = []
  for await (const chunk of template.textStream(context)) chunks.push(chunk)
  return chunks
}

describe('a streamed rendering', () => {
  test('sends what it has at {% flush %} and while it waits', async () => {
    const slow = deferred<string>()
    const reader = (await engine.template('page')).textStream({ slow: slow.promise }).getReader()
    assert.deepEqual(await reader.read(), { done: false, value: '<top>' })
    assert.deepEqual(await reader.read(), { done: false, value: 'base' })
    slow.resolve('&')
    assert.deepEqual(await reader.read(), { done: false, value: '&amp;part&amp;p&amp;<end>' })
    assert.equal((await reader.read()).done, true)
  })

  test('what is there in the same turn makes no pieces of its own', async () => {
    const template = engine.fromString('{% for x in l %}{{ x }}{% endfor %}')
    const l = Array.from({ length: 100 }, (_, i) => Promise.resolve(i))
    assert.equal((await all(template, { l })).length, 1)
  })

  test('sends nothing early of a part whose text goes through something else', async () => {
    for (const [source, expected] of [
      ['a{% filter upper %}b{% flush %}{{ slow }}{% include "part" %}{% endfilter %}c', 'aBSPARTSPSc'],
      ['a{% spaceless %}<b> {{ slow }}{% flush %} </b> <i>{% endspaceless %}c', 'a<b> s </b><i>c'],
      ['a{% box %}{{ slow }}{% flush %}{% endbox %}c', 'a[s]c'],
      ['a{% twice %}{{ slow }}{% flush %},{% endtwice %}c', 'as,s,c'],
      ['a{% load cache %}{% cache 9 x %}{{ slow }}{% flush %}{% endcache %}c', 'asc'],
      ['a{% ifchanged %}{{ slow }}{% flush %}{% endifchanged %}c', 'asc'],
    ] as const) {
      const slow = deferred<string>()
      const reader = engine.fromString(source).textStream({ slow: slow.promise }).getReader()
      assert.deepEqual(await reader.read(), { done: false, value: 'a' }, source)
      slow.resolve('s')
      let rest = 'a'
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        rest += value
      }
      assert.equal(rest, expected, source)
    }
    const held = new Engine({
      templates: { b: 'x{% block a %}y{{ slow }}{% endblock %}' },
    })
    const child = held.fromString(
      '{% extends "b" %}{% block a %}{% with s=block.super %}({{ s }}){% endwith %}{% endblock %}',
    )
    assert.equal((await all(child, { slow: turn('s') })).join(''), 'x(ys)')
  })

  test('as bytes keeps characters whole', async () => {
    const template = engine.fromString('{{ high }}{% flush %}{{ low }}é')
    const bytes = template.stream({ high: '\uD83D', low: '\uDE00' })
    assert.equal(await new Response(bytes as BodyInit).text(), '😀é')
  })

  test('waits for its reader', async () => {
    let rows = 0
    const row = () => {
      rows++
      return 'x'.repeat(1000)
    }
    const template = engine.fromString('{% for i in l %}{{ row }}{% endfor %}')
    const reader = template.textStream({ l: Array.from({ length: 2000 }), row }).getReader()
    await turn()
    const before = rows
    assert.ok(before < 150, `${before} rows before anybody read`)
    await reader.read()
    await turn()
    assert.ok(rows > before && rows < before + 100, `${rows} rows after one piece`)
    let length = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
    }
    assert.ok(length > 1_900_000)
    assert.equal(rows, 2000)
  })

  test('ends when its reader goes', async () => {
    let after = 0
    const slow = deferred<string>()
    const template = engine.fromString('a{% flush %}{{ slow }}{{ after }}')
    const reader = template.stream({ slow: slow.promise, after: () => ++after }).getReader()
    await reader.read()
    await reader.cancel()
    slow.resolve('s')
    await turn()
    assert.equal(after, 0)

    let ended = false
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield turn(i)
      } finally {
        ended = true
      }
    }
    const loop = engine.fromString('a{% for x in xs %}{{ x }}{% endfor %}').textStream({ xs: endless() }).getReader()
    assert.equal((await loop.read()).value, 'a')
    await loop.cancel()
    for (let i = 0; i < 20 && !ended; i++) await turn()
    assert.equal(ended, true)
  })

  test('an error before the first piece rejects, one after it breaks the stream', async () => {
    const boom = () => {
      throw new RangeError('boom')
    }
    const own = new Engine({ templates: { early: '\n{{ boom }}', late: 'a{% flush %}\n{{ boom }}' } })
    await assert.rejects(own.stream('early', { boom }), RangeError)
    await assert.rejects(own.stream('nope'), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
    const reader = (await own.stream('late', { boom })).getReader()
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'a')
    await assert.rejects(reader.read(), (error) => {
      assert.ok(error instanceof RangeError)
      assert.equal(templateDebug(error)?.line, 2)
      return true
    })
  })

  test('gives the text that render gives', async () => {
    const piece = fc.constantFrom(
      'text',
      '{{ a }}',
      '{{ p }}',
      '{{ f }}',
      '{{ o.p|upper }}',
      '{% flush %}',
      '{% include "part" %}',
      '{% for x in l %}{{ x }}{% cycle 1 p %}{% endfor %}',
      '{% if p %}{{ p }}{% else %}n{% endif %}',
      '{% with w=p %}{{ w }}{% endwith %}',
      '{% autoescape off %}{{ a }}{{ p }}{% endautoescape %}',
    )
    const wrapped = fc
      .tuple(
        fc.constantFrom(
          ['{% filter upper %}', '{% endfilter %}'],
          ['{% spaceless %}', '{% endspaceless %}'],
          ['{% box %}', '{% endbox %}'],
          ['{% twice %}', '{% endtwice %}'],
          ['{% for y in l %}', '{% endfor %}'],
          ['{% ifchanged %}', '{% endifchanged %}'],
          ['{% if p %}', '{% endif %}'],
        ),
        fc.array(piece, { maxLength: 6 }),
      )
      .map(([[open, close], inner]) => `${open}${inner.join('')}${close}`)
    const source = fc.array(fc.oneof(piece, wrapped), { maxLength: 8 }).map((parts) => parts.join(''))
    const context = () => ({
      a: '<a>',
      p: turn('<p>'),
      f: () => Promise.resolve(1),
      o: { p: turn('o') },
      l: turn([turn(1), 2]),
      slow: turn('slow'),
    })
    await fc.assert(
      fc.asyncProperty(source, source, async (own, inherited) => {
        const templates = { base: `${own}{% block b %}${own}{% endblock %}`, part: '({{ p }})' }
        const each = new Engine({ builtins: [tags], templates })
        const template = each.fromString(`{% extends "base" %}{% block b %}${inherited}{{ block.super }}{% endblock %}`)
        assert.equal((await all(template, context())).join(''), await template.render(context()))
      }),
      { numRuns: 60 },
    )
  })
})
