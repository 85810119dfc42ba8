import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { withoutComments } from '../../../src/apps/admin/assets.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn, openShop } from './bookshop.ts'

/* The weight of the admin: the README of its design allows 30 kB of script in all, and 12 kB on a list page, compressed. */

const root = join(import.meta.dirname, '..', '..', '..')
const folder = join(root, 'assets', 'admin')
const modules = readdirSync(folder).filter((name) => name.endsWith('.js'))
const source = (name: string) => readFileSync(join(folder, name), 'utf8')

/** A module and all that it loads at once; what is imported later, on demand, is not among it. */
function loadedBy(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const [, path] of source(name).matchAll(/^(?:import|export)\b[^'"(]*['"]\.\/([^'"]+)['"]/gm))
    loadedBy(join(dirname(name), path!), seen)
  return seen
}

let shop: TestProject
let ada: TestProject['client']
/** Where the files of the admin are: '/admin/assets/0123456789ab/'. */
let files: string
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
  files = /src="([^"]*\/)shell\.js"/.exec(await (await ada.get('/admin/')).text())![1]!
})
after(() => shop.close())

/** The bytes of files as they go over the wire: one file, one answer. */
async function weight(names: Iterable<string>, coding: 'br' | 'gzip' = 'br'): Promise<number> {
  let sum = 0
  for (const name of names) {
    const answer = await ada.get(files + name, { headers: { 'accept-encoding': coding } })
    assert.equal(answer.headers.get('content-encoding'), coding)
    sum += (await answer.arrayBuffer()).byteLength
  }
  return sum
}

test('all modules together are under 30 kB, file by file, as browsers get them', async (t) => {
  const sum = await weight(modules)
  t.diagnostic(`${modules.length} modules: ${sum} bytes by brotli, ${await weight(modules, 'gzip')} by gzip`)
  assert.ok(sum < 30_000, `${sum} bytes`)
})

test('files of the admin are compressed, and whole for whoever asks for no compression', async () => {
  for (const [name, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const answer = await ada.get(`${files}admin.css`, { headers: { 'accept-encoding': name } })
    assert.equal(unpack(await answer.arrayBuffer()).toString(), source('admin.css'))
    assert.match(answer.headers.get('vary') ?? '', /Accept-Encoding/)
  }
  const plain = await ada.get(`${files}admin.css`)
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(await plain.text(), source('admin.css'))
})

/** The rows of the guide's table: page, requests, bytes of script, bytes of style, scripts that block. */
const told = new Map(
  [
    ...readFileSync(join(root, 'docs', 'guides', 'admin-using.md'), 'utf8').matchAll(
      /^\| ([^|]+) \| (\d+) \| ([\d,]+) \| ([\d,]+) \| (\d) \|$/gm,
    ),
  ].map(([, name, ...figures]) => [name!, figures.map((figure) => Number(figure.replace(',', '')))] as const),
)

for (const [page, path, most] of [
  ['Log in', '/admin/login/', 9000],
  ['Overview', '/admin/', 9000],
  ['List', '/admin/shop/book/', 12_000],
  ['Form', '/admin/shop/book/1/change/', 30_000],
  ['History', '/admin/shop/book/1/history/', 9000],
  ['Delete', '/admin/shop/book/1/delete/', 9000],
] as const) {
  test(`${page}: at most ${most / 1000} kB of script, none of it inline, one small file that blocks; as the guide says`, async (t) => {
    const html = await (await (page === 'Log in' ? shop.newClient() : ada).get(path)).text()
    assert.doesNotMatch(html, / on[a-z]+="| style="|javascript:/)
    const loaded = new Set<string>()
    const blocking: string[] = []
    for (const [, attributes, content] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
      assert.equal(content, '', 'no script stands in the page')
      const name = /src="[^"]*\/([^"/]+)"/.exec(attributes!)![1]!
      if (/type="module"/.test(attributes!)) loadedBy(name, loaded)
      else blocking.push(name)
    }
    assert.deepEqual(blocking, ['start.js'])
    assert.ok((await weight(blocking)) < 100)
    const styles = [...html.matchAll(/<link rel="stylesheet" href="[^"]*\/([^"/]+)"/g)].map(([, name]) => name!)
    const measured = [
      1 + loaded.size + blocking.length + styles.length,
      await weight([...loaded, ...blocking]),
      await weight(styles),
      blocking.length,
    ]
    t.diagnostic(`| ${page} | ${measured.join(' | ')} |; the page itself, by gzip: ${gzipSync(html).length} bytes`)
    assert.ok(measured[1]! < most, `${measured[1]} bytes`)
    const figures = told.get(page)
    assert.ok(figures, 'a row of the table in docs/guides/admin-using.md')
    for (const [index, figure] of figures.entries()) {
      assert.ok(measured[index]! <= figure, `${measured[index]}, and the guide says ${figure}`)
      assert.ok(measured[index]! >= figure * 0.85, `${measured[index]}, and the guide says ${figure}: lower it`)
    }
  })
}

test('modules are served without their comments, and say the same', async () => {
  for (const name of modules) {
    const lines = source(name).split('\n')
    // What takes comments away does not parse: these would mislead it.
    for (const [at, line] of lines.entries()) {
      const where = `${name}:${at + 1}`
      assert.equal(
        (line.match(/`/g)?.length ?? 0) % 2,
        /^\s*(\/\/|\*)/.test(line) ? (line.match(/`/g)?.length ?? 0) % 2 : 0,
        where,
      )
      if (/^\s*\*/.test(line))
        assert.match(lines.slice(0, at).findLast((each) => !/^\s*\*/.test(each)) ?? '', /\/\*\*/, where)
    }
    assert.doesNotMatch(withoutComments(source(name)), /^\s*\/\//m)
  }
  assert.equal(await (await ada.get(`${files}shell.js`)).text(), withoutComments(source('shell.js')))
})

test('every module begins with what it does, and is asked for by another one or by a page', () => {
  const asked = new Set(['start.js', 'shell.js', 'list.js', 'form.js'])
  for (const name of modules) {
    assert.match(source(name), /^\/\/ [A-Z`<].{20,}/, name)
    for (const [, path] of source(name).matchAll(/['"]\.\/([a-z-]+\.js)['"]/g)) asked.add(path!)
  }
  assert.deepEqual(
    modules.filter((name) => !asked.has(name)),
    [],
  )
})
