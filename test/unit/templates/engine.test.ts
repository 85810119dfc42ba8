import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileChanges } from '../../../src/base/events/index.ts'
import { appLoader, Engine, type Loader } from '../../../src/web/templates/index.ts'

const root = mkdtempSync(join(tmpdir(), 'nuages-templates-'))
after(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, source: string): string {
  const full = join(root, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, source)
  return full
}

test('a time zone that does not exist is told when the engine is made, not on the first page with a date', () => {
  assert.throws(() => new Engine({ timezone: 'Europe/Berlim' }), {
    code: 'NUAGES_TIME_UNKNOWN_ZONE',
    message: /Europe\/Berlim/,
  })
})

describe('finding templates', () => {
  test('directories in their order, then loaders; a template may extend the next one of its own name', async () => {
    write(
      'project/admin/base.html',
      '{% extends "admin/base.html" %}{% block title %}Mine, {{ block.super }}{% endblock %}',
    )
    write('app/templates/admin/base.html', '<title>{% block title %}Admin{% endblock %}</title>')
    const engine = new Engine({ dirs: [join(root, 'project')], loaders: [appLoader([{ dir: join(root, 'app') }])] })
    assert.equal(await engine.render('admin/base.html'), '<title>Mine, Admin</title>')
    assert.equal(await engine.render(['nope.html', 'admin/base.html']), '<title>Mine, Admin</title>')
    engine.close()
  })

  test('names never lead out of a directory', async () => {
    write('secret.txt', 'secret')
    write('inside/page.html', 'page')
    const engine = new Engine({ dirs: [join(root, 'inside')] })
    const bad = [
      '../secret.txt',
      '/etc/passwd',
      'a/../../secret.txt',
      '..\\secret.txt',
      './page.html',
      'x\0.html',
      '',
      'inside',
      'a'.repeat(5000),
    ]
    for (const name of bad) {
      await assert.rejects(engine.render(name), { code: 'NUAGES_TEMPLATES_NOT_FOUND' }, JSON.stringify(name))
    }
    await assert.rejects(engine.fromString('{% include n %}').render({ n: '../secret.txt' }), /NOT_FOUND|no template/)
    assert.throws(() => engine.fromString('{% include "../../x" %}', 'a/b.html'), /leads out/)
  })

  test('a missing template names what was tried and what was meant', async () => {
    write('names/book-list.html', '')
    const engine = new Engine({ dirs: [join(root, 'names')], templates: { other: '' } })
    await assert.rejects(engine.render('book_list.html'), (error: Error) => {
      assert.match(error.message, /did you mean 'book-list\.html'/)
      assert.match(error.message, /names\/book_list\.html/)
      return true
    })
    await assert.rejects(engine.render([]), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
  })

  test('a changed file is read again: in debug mode, and when development says so', async () => {
    const path = write('reload/page.html', 'one')
    const debug = new Engine({ dirs: [join(root, 'reload')], debug: true })
    const kept = new Engine({ dirs: [join(root, 'reload')] })
    assert.equal(await debug.render('page.html'), 'one')
    assert.equal(await kept.render('page.html'), 'one')
    writeFileSync(path, 'two')
    utimesSync(path, new Date(), new Date(Date.now() + 5000))
    assert.equal(await debug.render('page.html'), 'two')
    assert.equal(await kept.render('page.html'), 'one')
    fileChanges.publish({ path })
    assert.equal(await kept.render('page.html'), 'two')
    debug.close()
    kept.close()
  })

  test('a loader may answer with a promise', async () => {
    const stored: Record<string, string> = {
      page: '{% extends "base" %}{% block a %}{% include "part" %}{% endblock %}',
      base: '<{% block a %}{% endblock %}>',
      part: '{{ x }}',
    }
    const loader: Loader = {
      async load(name) {
        return name in stored ? { source: stored[name]!, path: `db:${name}` } : null
      },
    }
    const engine = new Engine({ loaders: [loader] })
    assert.equal(await engine.render('page', { x: 1 }), '<1>')
    assert.throws(() => new Engine({ loaders: [loader] }).renderSync('page'))
  })

  test('context processors and the request', async () => {
    const engine = new Engine({
      templates: { page: '{{ request.path }} {{ site }} {{ user }}' },
      contextProcessors: [(request) => ({ site: 'S', user: (request as { path: string }).path.length })],
    })
    assert.equal(await engine.render('page', { user: 'own' }, { path: '/a/' }), '/a/ S own')
  })
})

describe('inheritance', () => {
  test('three templates deep, with block.super and nested blocks', async () => {
    const engine = new Engine({
      templates: {
        a: '{% block x %}a{% block y %}[ay]{% endblock %}{% endblock %}|{% block z %}az{% endblock %}',
        b: '{% extends "a" %}{% block x %}b{{ block.super }}{% endblock %}{% block y %}[by]{% endblock %}',
        c: '{% extends "b" %}{% block x %}c{{ block.super|lower }}{% endblock %}{% block z %}{% if block.super %}c{% endif %}{% endblock %}',
      },
    })
    assert.equal(await engine.render('c'), 'cba[by]|c')
    assert.equal(await engine.render('b'), 'ba[by]|az')
  })

  test('a block sees the loop and the variables around it', async () => {
    const engine = new Engine({
      templates: {
        base: '{% for x in l %}{% with y=x %}{% block item %}{% endblock %}{% endwith %}{% endfor %}',
        page: '{% extends "base" %}{% block item %}{{ forloop.counter }}{{ x }}{{ y }} {% endblock %}',
      },
    })
    assert.equal(await engine.render('page', { l: 'ab' }), '1aa 2bb ')
  })

  test('circles and bottomless includes end with a coded error', async () => {
    const engine = new Engine({
      templates: { a: '{% extends "b" %}', b: '{% extends "a" %}', c: 'x{% include "c" %}', d: '{% extends d %}' },
    })
    await assert.rejects(engine.render('a'), { code: 'NUAGES_TEMPLATES_EXTENDS_CYCLE' })
    await assert.rejects(engine.render('c'), { code: 'NUAGES_TEMPLATES_RECURSION' })
    await assert.rejects(engine.render('c', { p: Promise.resolve() }), { code: 'NUAGES_TEMPLATES_RECURSION' })
    await assert.rejects(engine.render('d', { d: await engine.template('d') }), {
      code: 'NUAGES_TEMPLATES_EXTENDS_CYCLE',
    })
  })
})

describe('errors', () => {
  test('of syntax say file, line and column and show the line', () => {
    const path = write('errors/page.html', 'first\n  <p>{% fro x in y %}</p>\n')
    const engine = new Engine({ dirs: [join(root, 'errors')] })
    assert.throws(
      () => engine.renderSync('page.html'),
      (error: Error & { code: string; data: { place: object } }) => {
        assert.equal(error.code, 'NUAGES_TEMPLATES_SYNTAX')
        assert.deepEqual(error.data.place, { template: path, line: 2, column: 6, source: '  <p>{% fro x in y %}</p>' })
        assert.match(error.message, /There is no tag 'fro' \(did you mean 'for'\?\)/)
        assert.match(error.message, /\n {4} {2}<p>\{% fro x in y %\}<\/p>\n {4} {5}\^/)
        return true
      },
    )
  })

  test('of syntax say what is missing', () => {
    const engine = new Engine()
    const table: [string, RegExp][] = [
      ['{% if a %}x', /\{% if %\} is not closed: \{% elif %\} or \{% else %\} or \{% endif %\} is missing/],
      [
        '{% for a in b %}{% endif %}{% endfor %}',
        /\{% endif %\} stands where .*\{% endfor %\} of \{% for %\} \(line 1\)/,
      ],
      ['{{ a|uper }}', /There is no filter 'uper' \(did you mean 'upper'\?\)/],
      ['{{ a|cut }}', /'cut' needs an argument/],
      ['{{ a|upper:1 }}', /'upper' takes no argument/],
      ['{{ a b }}', /Could not read ' b'/],
      ['{% if a = b %}{% endif %}', /'='/],
      ['{% load humanise %}', /There is no library/],
      ['{% block a %}{% endblock %}{% block a %}{% endblock %}', /second block 'a'/],
    ]
    for (const [source, message] of table) assert.throws(() => engine.fromString(source), message, source)
  })

  test('at run time keep their class and show who included whom', async () => {
    const engine = new Engine({
      templates: {
        page: '{% extends "base" %}{% block a %}\n{% include "part" %}{% endblock %}',
        base: '{% block a %}{% endblock %}',
        part: '\n\n{{ f }}',
      },
    })
    class Boom extends Error {}
    const fail = () => {
      throw new Boom('boom')
    }
    await assert.rejects(engine.render('page', { f: fail }), (error: Error) => {
      assert.ok(error instanceof Boom)
      assert.equal(error.message, 'boom')
      assert.match(
        error.stack!,
        /in template memory:part, line 3, column 1\n {4}\{\{ f \}\}\n {4}\^\n {2}from memory:page, line 2\n {2}from memory:base, line 1/,
      )
      return true
    })
  })

  test('an unloaded relation names what to load, and gives its key', () => {
    const engine = new Engine()
    const author = { pk: 7, load: () => 'never', [Symbol.for('nuages.unloaded')]: () => "Add selectRelated('author')." }
    assert.equal(
      engine.fromString('{{ book.author.pk }}{% if book.author %}y{% endif %}').renderSync({ book: { author } }),
      '7y',
    )
    for (const source of [
      '{{ book.author.name }}',
      '{{ book.author.load }}',
      '{{ book.author }}',
      '{{ book.author|upper }}',
      '{% for x in book.author %}{% endfor %}',
    ]) {
      assert.throws(
        () => engine.fromString(source).renderSync({ book: { author } }),
        /selectRelated\('author'\)/,
        source,
      )
    }
  })

  test('an argument that does not exist', () => {
    assert.throws(() => new Engine().fromString('{{ a|default:b.c }}').renderSync(), {
      code: 'NUAGES_TEMPLATES_UNDEFINED_ARGUMENT',
      message: /'b\.c'/,
    })
  })
})
