import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditional, file, json, LightResponse, path, quoteEtag, requestIds } from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

test('a change under If-Match is made only on the state that the client has seen', async () => {
  let state = { version: 1, text: 'first' }
  const app = testApp([
    path('note/', {
      get: (request) => conditional(request, { etag: `v${state.version}` }, () => json(state)),
      put: (request) =>
        conditional(request, { etag: `v${state.version}` }, async () => {
          state = { version: state.version + 1, text: await request.text() }
          return new LightResponse('', { headers: { etag: quoteEtag(`v${state.version}`) } })
        }),
    }),
  ])
  const seen = (await ask(app, '/note/')).headers.get('etag')!
  assert.equal(seen, '"v1"')
  assert.equal((await ask(app, '/note/', { headers: { 'if-none-match': 'W/"v1"' } })).status, 304)

  const write = (body: string) => ask(app, '/note/', { method: 'PUT', body, headers: { 'if-match': seen } })
  const written = await write('mine')
  // The answer tells the tag of the new state, which the condition was not about.
  assert.deepEqual([written.status, written.headers.get('etag')], [200, '"v2"'])
  assert.equal((await write('theirs')).status, 412)
  assert.equal(state.text, 'mine')
})

test('a view is not run where its answer would not be sent', async () => {
  let runs = 0
  const lastModified = new Date('2024-06-10T06:13:20.700Z')
  const app = testApp([
    path('', (request) =>
      conditional(request, { lastModified }, () => {
        runs++
        return new LightResponse('text')
      }),
    ),
  ])
  const first = await ask(app, '/')
  assert.equal(first.headers.get('last-modified'), 'Mon, 10 Jun 2024 06:13:20 GMT')
  const again = await ask(app, '/', { headers: { 'if-modified-since': first.headers.get('last-modified')! } })
  assert.deepEqual([again.status, await again.text(), runs], [304, '', 1])
})

test('a tag or a time that no header can hold is refused', async () => {
  const fails = (validators: Parameters<typeof conditional>[1]) => {
    const app = testApp([path('', (request) => conditional(request, validators, () => new LightResponse('')))])
    return ask(app, '/').then((response) => [response.status, app.lines.join('')] as const)
  }
  for (const validators of [{ etag: 'a\r\nset-cookie: x' }, { etag: '☃' }, { lastModified: new Date(Number.NaN) }]) {
    const [status, log] = await fails(validators)
    assert.equal(status, 500)
    assert.match(log, /NUAGES_HTTP_INVALID_VALIDATOR/)
  }
})

test('304, 412 and 416 keep the id of the request and cookies, but nothing that describes the body', async () => {
  const app = testApp(
    [
      path('', async () => {
        const answer = await file(Buffer.from('bytes'), { type: 'text/plain', etag: 'v1' })
        answer.headers.append('set-cookie', 'a=1')
        answer.headers.append('set-cookie', 'b=2')
        return answer
      }),
    ],
    { middleware: [requestIds()] },
  )
  for (const [name, value, status] of [
    ['if-none-match', '"v1"', 304],
    ['if-match', '"v2"', 412],
    ['range', 'bytes=9-', 416],
  ] as const) {
    const answer = await ask(app, '/', { headers: { [name]: value } })
    assert.equal(answer.status, status)
    assert.match(answer.headers.get('x-request-id')!, /^[0-9a-f]{32}$/)
    assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
    assert.equal(answer.headers.get('content-type'), null)
  }
})
