import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { path, rendererService, renderStream, type UrlEntry } from '../../../src/web/http/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'
import { ask, testApp } from './helpers.ts'

const engine = new Engine({
  templates: {
    page: '<top>{% flush %}{{ slow }}<end>',
    early: '{{ fail }}',
    late: '<top>{% flush %}{{ fail }}',
  },
})
const renderer = {
  render: (name: string, context: Readonly<Record<string, unknown>>) => engine.render(name, context),
  stream: (name: string, context: Readonly<Record<string, unknown>>) => engine.stream(name, context),
}
const fail = () => Promise.reject(new RangeError('no'))

function get(urls: readonly UrlEntry[], target: string, service: typeof renderer | Pick<typeof renderer, 'render'>) {
  return runInScope({ services: new Map([provide(rendererService, service)]) }, () => ask(testApp(urls), target))
}

test('renderStream sends a page while it is rendered', async () => {
  let release!: (value: string) => void
  const slow = new Promise<string>((resolve) => {
    release = resolve
  })
  const urls = [path('', (request) => renderStream(request, 'page', { slow }, { headers: { 'x-own': '1' } }))]
  const response = await get(urls, '/', renderer)
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(response.headers.get('x-own'), '1')
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  assert.equal(decoder.decode((await reader.read()).value), '<top>')
  release('s')
  assert.equal(decoder.decode((await reader.read()).value), 's<end>')
  assert.equal((await reader.read()).done, true)
})

test('an error before the first piece is answered, one after it breaks the page off', async () => {
  const urls = [
    path('early/', (request) => renderStream(request, 'early', { fail })),
    path('late/', (request) => renderStream(request, 'late', { fail })),
  ]
  assert.equal((await get(urls, '/early/', renderer)).status, 500)
  const late = await get(urls, '/late/', renderer)
  assert.equal(late.status, 200)
  await assert.rejects(late.text(), /no/)
})

test('a renderer that cannot stream renders', async () => {
  const urls = [path('', (request) => renderStream(request, 'page', { slow: 's' }))]
  assert.equal(await (await get(urls, '/', { render: renderer.render })).text(), '<top>s<end>')
})
