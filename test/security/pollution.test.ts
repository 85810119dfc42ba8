/** Names that every object has (`__proto__`, `constructor`, `toString`) are names like others wherever visitors give names. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Form, input } from '../../src/apps/forms/index.ts'
import { createApp, json, parseUrlencoded, path } from '../../src/web/http/index.ts'
import { parseAcceptLanguage } from '../../src/web/i18n/index.ts'
import { Engine } from '../../src/web/templates/index.ts'

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']
const paths = [
  '__proto__[polluted]',
  '__proto__.polluted',
  'constructor[prototype][polluted]',
  'constructor.prototype.polluted',
]
const properties = Reflect.ownKeys(Object.prototype).length

afterEach(() => {
  assert.equal(Reflect.ownKeys(Object.prototype).length, properties)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
})

const app = createApp({
  urls: [
    path('query/', (request) => json([...request.query].length)),
    path('form/', async (request) => {
      const form = await request.form()
      return json({ keys: [...form.keys()], values: [...form.keys()].map((key) => form.get(key)) })
    }),
    path('json/', async (request) => {
      const body = await request.json<Record<string, unknown>>()
      return json({
        keys: Object.keys(body),
        inherited: (body as { polluted?: unknown }).polluted ?? null,
        copy: { ...body },
      })
    }),
    path('cookies/', (request) => json([...request.cookies])),
    path('headers/', (request) => json(names.map((name) => request.header(name)))),
    path('<str:name>/', (request, { name }) => json({ name, params: Object.keys(request.params) })),
  ],
})
const ask = async (target: string, init: RequestInit = {}): Promise<unknown> => {
  const response = await app.fetch(new Request(`http://localhost${target}`, init))
  assert.equal(response.status, 200)
  return await response.json()
}

test('in queries, paths, cookies and headers', async () => {
  const query = [...names, ...paths].map((name) => `${encodeURIComponent(name)}=1`).join('&')
  assert.equal(await ask(`/query/?${query}`), names.length + paths.length)
  for (const name of names) assert.deepEqual(await ask(`/${name}/`), { name, params: ['name'] })
  const cookie = names.map((name) => `${name}=1`).join('; ')
  assert.deepEqual(
    await ask('/cookies/', { headers: { cookie } }),
    names.map((name) => [name, '1']),
  )
  assert.deepEqual(
    await ask('/headers/'),
    names.map(() => null),
  )
})

test('in forms of both kinds', async () => {
  const all = [...names, ...paths]
  const multipart = new FormData()
  for (const name of all) multipart.append(name, 'x')
  for (const body of [new URLSearchParams(all.map((name) => [name, 'x'])), multipart]) {
    assert.deepEqual(await ask('/form/', { method: 'POST', body }), { keys: all, values: all.map(() => 'x') })
  }
})

test('in JSON', async () => {
  const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
  const found = (await ask('/json/', { method: 'POST', body })) as { keys: string[]; inherited: unknown; copy: object }
  assert.deepEqual([found.keys, found.inherited], [['__proto__', 'constructor'], null])
})

test('a form sees only what was sent under the names of its fields', async () => {
  class Small extends Form {
    name = input.char({ required: false })
  }
  for (const data of [
    parseUrlencoded('__proto__=x&constructor=y&name=Ada'),
    JSON.parse('{"__proto__":{"name":"Eve"}}'),
  ]) {
    const form = new Small({ data })
    assert.equal(await form.isValid(), true)
    assert.deepEqual(Object.keys(form.cleaned), ['name'])
    assert.notEqual(form.cleaned.name, 'Eve')
  }
})

test('in languages and templates', () => {
  for (const name of names) assert.doesNotThrow(() => parseAcceptLanguage(`${name};q=0.5, ${name}`))
  const engine = new Engine()
  const context = JSON.parse('{"__proto__":{"polluted":1},"rows":[{"__proto__":{"polluted":1},"a":1}]}') as Record<
    string,
    unknown
  >
  const source = '{{ polluted }}{% for row in rows %}{{ row.polluted }}{{ row.constructor }}{{ row.a }}{% endfor %}'
  const said = engine.fromString(source).renderSync(context)
  assert.doesNotMatch(said, /function|native code/)
  assert.match(said, /1$/)
  assert.throws(() => engine.fromString('{{ rows.0.__proto__ }}').renderSync(context), { code: /^NUAGES_TEMPLATES_/ })
})
