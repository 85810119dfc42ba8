import assert from 'node:assert/strict'
import { test } from 'node:test'
import { masked, scanModule } from '../../../../src/tools/project/checks/scan.ts'

/** Calls with the texts that their offsets mean. */
function calls(source: string) {
  return scanModule(source).calls.map(({ template, type, context }) => ({
    template,
    type: type === null ? null : source.slice(...type),
    context: source.slice(...context),
  }))
}

test('calls of render with a name that is written out', () => {
  assert.deepEqual(
    calls(`
      return render(request, 'a.html', { a: [1, 2], b: f(x, y) }, { status: 404 })
      await engine.render<List>("b.html", context)
      render< { a: Map<string, () => void>; b: 'x>' } >(request, \`c.html\`, {
        c,
      })
      renderStream(request, 'h.html', { h })
      await engine.stream('i.html', { i })
      render(request, 'd.html')
      render(request, name, { e })
      surrender(request, 'f.html', { f })
      if (render < 3 && x > (y)) z()
      render<
        A,
        'g.html'
      >(request, 'g.html', g)
    `),
    [
      { template: 'a.html', type: null, context: '{ a: [1, 2], b: f(x, y) }' },
      { template: 'b.html', type: 'List', context: 'context' },
      {
        template: 'c.html',
        type: "{ a: Map<string, () => void>; b: 'x>' }",
        context: '{\n        c,\n      }',
      },
      { template: 'h.html', type: null, context: '{ h }' },
      { template: 'i.html', type: null, context: '{ i }' },
      { template: 'g.html', type: 'A', context: 'g' },
    ],
  )
})

test('what is no code is passed over', () => {
  const source = [
    "// render(request, 'a.html', { a })",
    "/* render(request, 'a.html', { a }) */",
    `const text = "render(request, 'a.html', { a })"`,
    'const quote = /[\'"`]/, half = a / b / c',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a module
    'const more = `x ${render(request, "b.html", { b: `}${1}` })} render(request, "c.html", {})`',
    "render(request, 'd.html', { d: '}' /* } */ })",
    "return /[/'](/.test(x) ? 1 : render(request, 'e.html', e)",
  ].join('\n')
  assert.deepEqual(
    calls(source).map(({ template, context }) => [template, context]),
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a module
      ['b.html', '{ b: `}${1}` }'],
      ['d.html', "{ d: '}' /* } */ }"],
      ['e.html', 'e'],
    ],
  )
  assert.equal(masked(source).length, source.length)
  assert.equal(masked(source).split('\n').length, source.split('\n').length)
})

test('registered contexts, and what a module adds to others', () => {
  const found = scanModule(`
    declare module 'nuages/http' {
      interface TemplateContexts {
        'news/list.html': { title: 'x'; rows: readonly { 'deep.html': string }[] }
        "news/item.html"?: Item // 'not.html': x
      }
      interface SharedContext { today: Date }
    }
  `)
  assert.deepEqual(found.registered, ['news/list.html', 'news/item.html'])
  assert.equal(found.augments, true)
  assert.equal(found.shares, true)
  assert.equal(scanModule('export const x = 1').augments, false)
})

test('a source that ends in the middle of anything is read to its end', () => {
  for (const end of [
    '`',
    "'",
    '"',
    '/*',
    '//',
    '/',
    '${',
    '`${',
    'render(',
    'render<',
    "render(a, 'b.html', {",
    'render<{',
  ])
    assert.deepEqual(calls(`declare module 'x' {}; render; ${end}`), [])
})
