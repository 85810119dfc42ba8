import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { factsService } from '../../../src/base/settings/index.ts'
import { createApp, path, text } from '../../../src/web/http/index.ts'
import { readSignedCookie, setSignedCookie } from '../../../src/web/security/index.ts'

const moment = 1_800_000_000_500
const key = 'the old key of a site that was Django'

type Read = Parameters<typeof readSignedCookie>[2]

const app = createApp({
  urls: [
    path('set/', (request) => {
      const response = text('')
      setSignedCookie(response, 'basket', request.query.get('value') ?? '', {
        key,
        salt: 'shop',
        now: () => moment,
        maxAge: 60,
      })
      return response
    }),
  ],
})

async function read(cookie: string, options: Read): Promise<string | null> {
  let value: string | null = ''
  const reader = createApp({
    urls: [
      path('', (request) => {
        value = readSignedCookie(request, 'basket', { key, now: () => moment + 10_000, ...options })
        return text('')
      }),
    ],
  })
  assert.equal((await reader.fetch(new Request('http://site.example/', { headers: { cookie } }))).status, 200)
  return value
}

const set = async (value: string) => {
  const response = await app.fetch(new Request(`http://site.example/set/?value=${encodeURIComponent(value)}`))
  return response.headers.getSetCookie()[0]!
}

test('writes what Django writes, and reads what it wrote', async () => {
  // Both were made by Django 3.2 at that moment with that key.
  const salted = 'basket=7:3:1xocE4:3aKIxpHbXXIFutYN_WzMgRP8lEXVWais5bAIdXF3gR0'
  const plain = 'basket=7:3:1xocE4:e-kQielvJXz0bNjipqIyIuvxdzBH2xaynrBIVlPYXUo'
  const header = await set('7:3')
  assert.ok(header.startsWith(`${salted};`), header)
  assert.match(header, /; Max-Age=60; HttpOnly; SameSite=Lax$/)
  assert.equal(await read(salted, { salt: 'shop' }), '7:3')
  assert.equal(await read(plain, {}), '7:3')
})

test('what was changed, is meant otherwise, is too old or is not there reads as nothing', async () => {
  const cookie = (await set('7:3')).split(';')[0]!
  const salt = 'shop'
  assert.equal(await read(cookie, {}), null)
  assert.equal(await read(cookie, { salt: 'shopx' }), null)
  assert.equal(await read(cookie.replace('7:3', '8:3'), { salt }), null)
  assert.equal(await read(cookie.replace('basket', 'other'), { salt }), null)
  assert.equal(await read(cookie, { salt, maxAge: 11 }), '7:3')
  assert.equal(await read(cookie, { salt, maxAge: 9 }), null)
  assert.equal(await read(cookie, { salt, key: 'another' }), null)
  for (const damaged of ['basket=', 'basket=:::', 'basket=7', 'basket=%', ''])
    assert.equal(await read(damaged, { salt }), null)
})

test('any text comes back, under keys of the past as well', async () => {
  for (const value of ['', 'é; Path=/', 'a"b\\c', 'x:y', '%41', '☁️', 'a b,c'])
    assert.equal(await read((await set(`${value}-`)).split(';')[0]!, { salt: 'shop' }), `${value}-`, value)
  const cookie = (await set('7')).split(';')[0]!
  assert.equal(await read(cookie, { salt: 'shop', key: 'new', fallbackKeys: ['older', key] }), '7')
})

test('a project gives its own keys', async () => {
  const cookie = (await set('7')).split(';')[0]!
  const facts = { mode: 'test', dir: '/', timeZone: 'UTC', loginUrl: '/' } as const
  const under = (secretKey: string, secretKeyFallbacks: readonly string[]) =>
    runInScope({ services: new Map([provide(factsService, { ...facts, secretKey, secretKeyFallbacks })]) }, () =>
      read(cookie, { salt: 'shop', key: undefined } as unknown as Read),
    )
  assert.equal(await under(key, []), '7')
  assert.equal(await under('new', [key]), '7')
  assert.equal(await under('new', []), null)
})
