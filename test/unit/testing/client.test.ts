import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '../../../src/tools/testing/index.ts'
import { createApp, json, path, redirect, setCookie, text } from '../../../src/web/http/index.ts'

const app = createApp({
  urls: [
    path('', (request) => json([...request.cookies])),
    path('set/', () => {
      const response = redirect('/')
      setCookie(response, 'seen', 'a b')
      return response
    }),
    path('forget/', () => {
      const response = text('')
      setCookie(response, 'seen', '', { maxAge: 0 })
      return response
    }),
    path('round/<int:n>/', (_, { n }) => redirect(`/round/${n + 1}/`)),
    path('away/', () => redirect('https://elsewhere.example/')),
  ],
})

test('it keeps cookies, follows redirects within the site, and forgets what is taken back', async () => {
  const client = new Client((request) => app.fetch(request))
  assert.deepEqual(await (await client.get('/set/', { follow: true })).json(), [['seen', 'a b']])
  await client.get('/forget/')
  assert.deepEqual(await (await client.get('/')).json(), [])
  assert.equal((await client.get('/away/', { follow: true })).status, 302)
})

test('redirects that never end are said instead of followed for ever', async () => {
  const client = new Client((request) => app.fetch(request))
  await assert.rejects(client.get('/round/0/', { follow: true }), {
    code: 'NUAGES_TESTING_REDIRECT_LOOP',
    message: /20 times.*\/round\/21\//,
  })
})
