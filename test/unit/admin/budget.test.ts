import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { withoutComments } from '../../../src/apps/admin/assets.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn, openShop } from './bookshop.ts'

/* The weight of the admin: the README of its design allows 30 kB of script in all, and 12 kB on a list page, compressed. */

const folder = join(import.meta.dirname, '..', '..', '..', 'assets', 'admin')
const modules = readdirSync(folder).filter((name) => name.endsWith('.js'))
const source = (name: string) => readFileSync(join(folder, name), 'utf8')
/** As the admin serves it: one file, one answer. */
const weight = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(withoutComments(source(name)), { level: 9 }).length, 0)

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
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

test('all modules together are under 30 kB', (t) => {
  const whole = gzipSync(modules.map((name) => withoutComments(source(name))).join(''), { level: 9 }).length
  t.diagnostic(`${modules.length} modules: ${whole} bytes together, ${weight(modules)} bytes one by one`)
  t.diagnostic(`admin.css: ${gzipSync(source('admin.css'), { level: 9 }).length} bytes`)
  assert.ok(whole < 30_000, `${whole} bytes`)
})

for (const [page, path, most] of [
  ['a list', '/admin/shop/book/', 12_000],
  ['the overview', '/admin/', 9000],
  ['a form', '/admin/shop/book/1/change/', 30_000],
] as const) {
  test(`${page} loads under ${most / 1000} kB of script, none of it inline, and waits for one small file alone`, async (t) => {
    const html = await (await ada.get(path)).text()
    const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
    assert.ok(scripts.length > 0)
    const loaded = new Set<string>()
    const blocking: string[] = []
    for (const [, attributes, content] of scripts) {
      assert.equal(content, '', 'no script stands in the page')
      const name = /src="[^"]*\/([^"/]+)"/.exec(attributes!)![1]!
      if (/type="module"/.test(attributes!)) loadedBy(name, loaded)
      else blocking.push(name)
    }
    assert.deepEqual(blocking, ['start.js'])
    assert.ok(weight(blocking) < 300)
    assert.doesNotMatch(html, / on[a-z]+="| style="|javascript:/)
    const sum = weight([...loaded, ...blocking])
    t.diagnostic(`${loaded.size} modules, ${sum} bytes; the page: ${gzipSync(html).length} bytes`)
    assert.ok(sum < most, `${sum} bytes`)
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
  const url = /src="([^"]*shell\.js)"/.exec(await (await ada.get('/admin/')).text())![1]!
  assert.equal(await (await ada.get(url)).text(), withoutComments(source('shell.js')))
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
