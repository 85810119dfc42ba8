import assert from 'node:assert/strict'
import { test } from 'node:test'
import { components } from '../../../src/tools/static/components.ts'
import { cssReferences } from '../../../src/tools/static/references/css.ts'
import { lineAt, referencesOf, targetOf, withName } from '../../../src/tools/static/references/index.ts'
import { javaScriptReferences } from '../../../src/tools/static/references/javascript.ts'

const read = async (find: typeof cssReferences, source: string) => {
  const references = await find(source)
  return 'problem' in references ? assert.fail(references.problem) : references
}
const found = async (find: typeof cssReferences, source: string) =>
  (await read(find, source)).map(({ address }) => address)

test('addresses of style sheets', async () => {
  const css = `@charset "utf-8";
@import "base.css" layer(base);
@IMPORT 'print.css' print;
@import url("theme.css");
/* url(comment.png) "url(also.png)" */
.a { background: url( plain.png ) , URL("double.png"), url('single.png') }
.b { content: "url(text.png)"; content: 'it\\'s url(x.png)'; mask: url(#only) url() }
.c { background: url(data:image/png;base64,AAAA) url(odd\\(1\\).png) url(a\\26 b.png); --x: my-url(own.png) }
@font-face { src: url("font.eot?#iefix") format("embedded-opentype"), url(font.woff2?v=2) }
/*# sourceMappingURL=site.css.map */
/* unfinished url(late.png)`
  const references = await read(cssReferences, css)
  assert.deepEqual(await found(cssReferences, css), [
    'base.css',
    'print.css',
    'theme.css',
    'plain.png',
    'double.png',
    'single.png',
    '#only',
    'data:image/png;base64,AAAA',
    'odd(1).png',
    'a&b.png',
    'font.eot?#iefix',
    'font.woff2?v=2',
    'site.css.map',
  ])
  for (const { start, end, address } of references) {
    if (!css.slice(start, end).includes('\\')) assert.equal(css.slice(start, end), address)
  }
  assert.deepEqual(
    references.filter(({ optional }) => optional).map(({ address }) => address),
    ['site.css.map'],
  )
  assert.equal(lineAt(css, references.at(-1)!.start), 10)
})

test('no style sheet takes long to read', async () => {
  for (const part of ['url(\\aa', 'url(\\a ', 'url("', '@import ', '/* ', '"\\', 'url( '])
    await cssReferences(part.repeat(5_000))
})

test('addresses of modules and scripts', async () => {
  const js = `import a from './a.js'
import * as b from "../b.js"; import './side.js'
import data from './data.json' with { type: 'json' }
import react from 'react'
import { x } from 'https://example.org/x.js'
export { c } from './c.js'
export * from '/static/d.js'
export const lazy = () => import('./lazy.js'), template = () => import(\`./template.js\`)
const any = (name) => import(\`./\${name}.js\`)
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
const image = new URL("../img/x.png?v=1#part", import.meta.url).href
const other = new URL('./other.png', document.baseURI), resolved = import.meta.resolve('./r.js')
const text = "import './text.js'", comment = /* import './comment.js' */ /import '.\\/regex.js'/
loader.import('./method.js'); loader.URL('./u.js', import.meta.url)
//# sourceMappingURL=first.map
//# sourceMappingURL=main.js.map
`
  assert.deepEqual(await found(javaScriptReferences, js), [
    './a.js',
    '../b.js',
    './side.js',
    './data.json',
    './c.js',
    '/static/d.js',
    './lazy.js',
    './template.js',
    './worker.js',
    '../img/x.png?v=1#part',
    './r.js',
    'main.js.map',
  ])
  assert.deepEqual(await found(javaScriptReferences, "with (x) { y }\nimport('./classic.js')"), ['./classic.js'])
  assert.deepEqual(await javaScriptReferences('a\nimport from from from'), { line: 2, problem: 'Unexpected token' })
  assert.equal(referencesOf('picture.svg'), null)
  assert.equal(referencesOf('SITE.CSS'), cssReferences)
})

test('what an address means, and how it is written anew', () => {
  const of = (address: string, from = 'css/deep/site.css') => targetOf(address, from, '/static/')
  assert.equal(of('x.png'), 'css/deep/x.png')
  assert.equal(of('./../x.png?v=1#a'), 'css/x.png')
  assert.equal(of('../../x%20y.png'), 'x y.png')
  assert.equal(of('/static/img/x.png'), 'img/x.png')
  assert.equal(of('%zz.png'), 'css/deep/%zz.png')
  for (const elsewhere of [
    '../../../x.png',
    '/media/x.png',
    '//host/x',
    'https://h/x',
    'data:,x',
    '#a',
    '?q',
    ' ',
    'd/',
    '\\\\host/x',
  ]) {
    assert.equal(of(elsewhere), null, elsewhere)
  }
  assert.equal(withName('../a b/x.png?v=1#i', 'x.0123.png'), '../a%20b/x.0123.png?v=1#i')
  assert.equal(withName('x(1).png', "it's (1).0123.png"), 'it%27s%20%281%29.0123.png')
})

test('circles are found, and what they lead to comes before them', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'leaf']],
    ['c', ['b', 'self']],
    ['self', ['self']],
    ['leaf', []],
    ['alone', []],
  ])
  assert.deepEqual(
    components(graph).map((group) => group.toSorted()),
    [['self'], ['leaf'], ['b', 'c'], ['a'], ['alone']],
  )
  const chain = new Map(Array.from({ length: 50_000 }, (_, i) => [String(i), [String(i + 1)]]))
  chain.set('50000', [])
  assert.equal(components(chain)[0]![0], '50000')
})
