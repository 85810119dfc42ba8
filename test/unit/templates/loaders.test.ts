import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Engine, type Loader } from '../../../src/web/templates/index.ts'

const root = mkdtempSync(join(tmpdir(), 'nuages-loaders-'))
after(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, source: string): string {
  const full = join(root, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, source)
  return full
}

describe('in development', () => {
  test('a file that hides another, and one that is gone, are noticed', async () => {
    write('a/.keep', '')
    write('b/page.html', 'b')
    const engine = new Engine({ dirs: [join(root, 'a'), join(root, 'b')], debug: true })
    assert.equal(await engine.render('page.html'), 'b')
    const hiding = write('a/page.html', 'a')
    assert.equal(await engine.render('page.html'), 'a')
    assert.equal(engine.renderSync('page.html'), 'a')
    rmSync(hiding)
    assert.equal(await engine.render('page.html'), 'b')
    rmSync(join(root, 'b/page.html'))
    await assert.rejects(engine.render('page.html'), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
    write('b/page.html', 'again')
    assert.equal(await engine.render('page.html'), 'again')
    engine.close()
  })

  test('so is one that a loader before has by now, and a parent or a part that changed', async () => {
    const templates: Record<string, string> = {}
    write('c/base.html', 'base {% block a %}{% endblock %}')
    write('c/page.html', '{% extends "base.html" %}{% block a %}{% include "part.html" %}{% endblock %}')
    const part = write('c/part.html', 'one')
    const engine = new Engine({ templates, dirs: [join(root, 'c')], debug: true })
    assert.equal(await engine.render('page.html'), 'base one')
    writeFileSync(part, 'two')
    utimesSync(part, new Date(), new Date(Date.now() + 5000))
    assert.equal(await engine.render('page.html'), 'base two')
    templates['base.html'] = 'hidden {% block a %}{% endblock %}'
    assert.equal(await engine.render('page.html'), 'hidden two')
    delete templates['base.html']
    assert.equal(await engine.render('page.html'), 'base two')
    engine.close()
  })
})

describe('loading', () => {
  test('happens once, unless it is asked for each time', async () => {
    let loads = 0
    const loader: Loader = {
      load(name) {
        loads++
        return { source: name, path: null }
      },
    }
    const kept = new Engine({ loaders: [loader] })
    await kept.render('x')
    await kept.render('x#', {})
    await kept.render('x')
    assert.equal(loads, 1)
    kept.clear()
    await kept.render('x')
    assert.equal(loads, 2)
    const fresh = new Engine({ loaders: [loader], cache: false })
    await fresh.render('x')
    await fresh.render('x')
    assert.equal(loads, 4)
  })

  test('by a loader that answers later: includes, parents, partials, streams', async () => {
    const stored: Record<string, string> = {
      base: '<{% block a %}{% endblock %}>',
      page: '{% extends parent %}{% block a %}{% include "part#p" with x=2 %}{% endblock %}',
      part: '{% partialdef p %}{{ x }}{% endpartialdef %}',
    }
    const loader: Loader = {
      async load(name) {
        return name in stored ? { source: stored[name]!, path: `db:${name}` } : null
      },
    }
    const engine = new Engine({ loaders: [loader] })
    const parent = () => Promise.resolve(['nope', 'base'])
    assert.equal(await engine.render('page', { parent }), '<2>')
    assert.equal(await new Response((await engine.stream('page', { parent })) as BodyInit).text(), '<2>')
    assert.equal(await engine.render('part#p', { x: 1 }), '1')
    for (const name of ['page', 'nope']) {
      assert.throws(() => new Engine({ loaders: [loader] }).renderSync(name), {
        code: 'NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE',
      })
    }
  })

  test('what a loader throws is told with the place that asked', async () => {
    const broken: Loader = {
      load(name) {
        if (name === 'inner') throw new RangeError('disk')
        return null
      },
    }
    const engine = new Engine({ templates: { page: '\n{% include "inner" %}' }, loaders: [broken] })
    await assert.rejects(engine.render('page'), (error: Error) => {
      assert.ok(error instanceof RangeError)
      assert.match(error.stack!, /memory:page, line 2/)
      return true
    })
  })
})

describe('context processors', () => {
  test('may answer later, the context coming before them and later ones before earlier', async () => {
    const engine = new Engine({
      templates: { page: '{{ a }}{{ b }}{{ c }}{{ request }}' },
      contextProcessors: [() => ({ a: 1, b: 1, c: 1 }), async (request) => ({ b: request, c: 2 })],
    })
    assert.equal(await engine.render('page', { c: 3 }, 'R'), '1R3R')
    assert.equal(await new Response((await engine.stream('page', {}, 'R')) as BodyInit).text(), '1R2R')
    assert.throws(() => engine.renderSync('page'), { code: 'NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE' })
  })
})
