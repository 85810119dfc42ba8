import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Engine } from '../../../src/web/templates/index.ts'

const engine = new Engine({
  templates: {
    page: '{% partial row %}|{% partialdef row %}<{{ x }}>{% endpartialdef row %}|{% partialdef foot inline %}F{% endpartialdef %}',
    base: '[{% block main %}{% endblock %}]',
    child:
      '{% extends "base" %}{% partialdef p %}p{{ x }}{% endpartialdef %}{% block main %}{% partial p %}{% include "child#p" %}{% endblock %}',
    list: '{% for x in xs %}{% include "page#row" %}{% endfor %}',
    isolated: '{% include "page#row" with x=9 only %}',
    lost: '{% include "page#rwo" %}',
    parent: '{% partialdef own inline %}{% block a %}old{% endblock %}{% endpartialdef %}|{% partial own %}',
    heir: '{% extends "parent" %}{% block a %}new{% endblock %}',
    endless: '{% partialdef e %}{% partial e %}{% endpartialdef %}{% partial e %}',
  },
})

describe('partials', () => {
  test('are shown where they are asked for, before or after their definition, and inline where they stand', async () => {
    assert.equal(await engine.render('page', { x: 1 }), '<1>||F')
    assert.equal(await engine.render('page', { x: Promise.resolve('&') }), '<&amp;>||F')
  })

  test('are templates of their own: rendered, included, streamed', async () => {
    assert.equal(await engine.render('page#row', { x: 2 }), '<2>')
    assert.equal(engine.renderSync('page#foot'), 'F')
    assert.equal(await engine.render(['nope#row', 'page#nope', 'page#row'], { x: 3 }), '<3>')
    assert.equal(await engine.render('page#', { x: 1 }), '<1>||F')
    assert.equal(await engine.render('list', { xs: [1, 2] }), '<1><2>')
    assert.equal(await engine.render('isolated', { x: 1 }), '<9>')
    assert.equal(await new Response((await engine.stream('page#row', { x: 4 })) as BodyInit).text(), '<4>')
    const page = await engine.template('page')
    assert.deepEqual(page.partials, ['row', 'foot'])
    assert.equal(await page.partial('row')!.render({ x: 5 }), '<5>')
    assert.equal(page.partial('nope'), null)
  })

  test('work in a template that extends another, and are not overridden where they are shown again', async () => {
    assert.equal(await engine.render('child', { x: 1 }), '[p1p1]')
    assert.equal(await engine.render('child#p', { x: 2 }), 'p2')
    assert.equal(await engine.render('heir'), 'new|old')
  })

  test('see the variables around, with escaping as it is there, and begin their cycles anew', async () => {
    const source =
      '{% partialdef p %}{% cycle "a" "b" %}{{ forloop.counter }}{{ x }}{% endpartialdef %}' +
      '{% for x in xs %}{% partial p %}{% endfor %}{% autoescape off %}{% with x="" %}{% partial p %}{% endwith %}{{ y }}{% endautoescape %}'
    assert.equal(await engine.fromString(source).render({ xs: ['<', 2], y: '<' }), 'a1&lt;a22a<')
  })

  test('a name that does not exist is an error once it is asked for', async () => {
    assert.equal(await engine.fromString('{% if 0 %}{% partial p %}{% endif %}').render(), '')
    await assert.rejects(engine.fromString('{% partial row %}{% partialdef rows %}{% endpartialdef %}').render(), {
      code: 'NUAGES_TEMPLATES_SYNTAX',
      message: /no partial 'row' in this template \(did you mean 'rows'\?\)\n {2}in a string, line 1/,
    })
    await assert.rejects(engine.render('page#rwo'), {
      code: 'NUAGES_TEMPLATES_NOT_FOUND',
      message: /no template 'page#rwo' \('page' has no partial 'rwo' \(did you mean 'row'\?\)\)/,
    })
    await assert.rejects(engine.render('lost'), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
    for (const name of ['', '#', '#row']) {
      await assert.rejects(engine.render(name), { code: 'NUAGES_TEMPLATES_NOT_FOUND' }, name)
    }
    await assert.rejects(engine.render('endless'), { code: 'NUAGES_TEMPLATES_RECURSION' })
  })

  test('mistakes in the tags are syntax errors', () => {
    for (const source of [
      '{% partialdef %}{% endpartialdef %}',
      '{% partialdef a inline b %}{% endpartialdef %}',
      '{% partialdef a inline=true %}{% endpartialdef %}',
      '{% partialdef a %}',
      '{% partialdef a %}{% endpartialdef b %}',
      '{% partialdef a %}{% partialdef b %}{% endpartialdef a %}{% endpartialdef b %}',
      '{% partialdef a %}{% endpartialdef %}{% partialdef a %}{% endpartialdef %}',
      '{% partial %}',
      '{% partial a b %}',
    ]) {
      assert.throws(() => engine.fromString(source), { code: 'NUAGES_TEMPLATES_SYNTAX' }, source)
    }
  })
})
