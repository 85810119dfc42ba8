import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLinks } from '../../../../src/tools/project/checks/links.ts'
import { createRouter, include, path, rePath } from '../../../../src/web/http/index.ts'

const view = () => new Response('')
const router = createRouter([
  path('', view, { name: 'home' }),
  path('archive/<int:year>/', view, { name: 'archive', defaults: { month: 1 } }),
  rePath(/^old(?:\/(?<page>\d+))?\/$/, view, { name: 'old' }),
  path('shop/', include([path('<slug:slug>/', view, { name: 'item' })], { namespace: 'shop' })),
])

/** `id where message` for modules by name. */
async function check(modules: Record<string, string>): Promise<string[]> {
  const sources = Object.entries(modules).map(([path, source]) => ({ path, source }))
  return (await checkLinks(sources, router)).map(({ id, where, message }) => `${id} ${where} ${message}`)
}

test('names of routes and their parameters', async () => {
  const found = await check({
    'news/views.ts': `
import { json, reverse as to } from 'nuages/http'
import * as http from 'nuages/http'

interface Wanted { reverse(name: string): string }
const names = { year: 2026 }
export const right = [
  to('home'), to('home', {}), to('archive', { year: 1 }), to('archive', { year: 1, month: 1 }), to('archive', [1]),
  to('old'), to('old', { page: 1 }), to(\`shop:item\`, { slug: 'a' }), to('shop:item', names), to('shop:item', { ...names }),
  to('archive', { [String(names)]: 1 }), to('arch' + 'ive', [...[1]]), http.reverse('home'),
]
export const unknown = (wanted: Wanted, name: string): string[] => [
  wanted.reverse('nothing'), to(name), to(\`shop:\${name}\`), [1].reverse().join('nothing'),
]
export const wrong: string[] = [
  to('hom'),
  to('shop:itm', { slug: 'a' }),
  to('shp:item', { slug: 'a' }),
  to('item', { slug: 'a' }),
  to('shop:item'),
  to('shop:item', { slag: 'a' }),
  to('archive', { year: 1, day: 2 }),
  to('archive', [1, 2]),
  http.reverse('homes'),
]
`,
    // Names of their own, and other libraries'.
    'other.ts':
      "import { json } from 'nuages/http'\nconst reverse = (text: string) => text\nreverse('nothing')\njson(1)",
    'foreign.ts': "import { reverse } from 'lodash' // nuages/http\nreverse('nothing')",
    'news/views.test.ts': "import { reverse } from 'nuages/http'\nreverse('nothing')",
    'broken.ts': "import { reverse } from 'nuages/http'\nreverse('nothing'",
  })
  assert.deepEqual(found, [
    "urls.E001 news/views.ts:16 There is no URL 'hom': there is no such route (did you mean 'home'?).",
    "urls.E001 news/views.ts:17 There is no URL 'shop:itm': there is no such route (did you mean 'item'?).",
    "urls.E001 news/views.ts:18 There is no URL 'shp:item': 'shp' is no namespace (did you mean 'shop'?).",
    "urls.E001 news/views.ts:19 There is no URL 'item': there is no such route.",
    "urls.E002 news/views.ts:20 The URL 'shop:item' is 'shop/<slug:slug>/', and the call gives nothing.",
    "urls.E002 news/views.ts:21 The URL 'shop:item' is 'shop/<slug:slug>/', and the call gives slag.",
    "urls.E002 news/views.ts:22 The URL 'archive' is 'archive/<int:year>/', and the call gives year, day.",
    "urls.E002 news/views.ts:23 The URL 'archive' is 'archive/<int:year>/', and the call gives 2 values.",
    "urls.E001 news/views.ts:24 There is no URL 'homes': there is no such route (did you mean 'home'?).",
  ])
})

test('a typed reverse of one list, where the project has that list under a namespace', async () => {
  const found = await check({
    'shop/urls.ts': `
import { path, reverser } from 'nuages/http'
export const urls = [path('<slug:slug>/', () => new Response(''), { name: 'item' })]
export const link = reverser(urls)
const inner = reverser(urls)
export { inner as innerLink }
inner('item', { slug: 'a' })
`,
    'shop/views.ts':
      "import { link as to, innerLink } from './urls.ts'\nto('item', { slug: 'a' })\ninnerLink('shop:item', { slug: 'a' })",
    'shop/admin/pages.ts':
      "import { link } from '../urls.ts'\nimport { reverse } from 'nuages/http'\nlink('items')\nreverse('home')",
    'elsewhere.ts': "import { link } from './links.ts'\nlink('items')",
  })
  assert.deepEqual(found, [
    "urls.E001 shop/admin/pages.ts:3 There is no URL 'items': there is no such route.",
    "urls.E001 shop/urls.ts:7 There is no URL 'item': there is no such route.",
    "urls.E001 shop/views.ts:2 There is no URL 'item': there is no such route.",
  ])
})
