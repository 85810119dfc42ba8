import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, createRouter, include, mount, path, text } from '../../../src/web/http/index.ts'

/** What JavaScript, or a program that nobody type-checked, may pass. */
const untyped = (value: unknown) => value as never
const view = () => text('')

test('a route without a view says which one, and what it was given', () => {
  const refused = (target: unknown, message: RegExp) =>
    assert.throws(() => path('shop/', untyped(target)), { code: 'NUAGES_HTTP_NO_VIEW', message })
  refused(undefined, /'shop\/' has no view: it was given undefined/)
  refused(null, /given null/)
  refused('view', /given string/)
  refused({}, /an object without views/)
  refused({ gett: view }, /'gett' is no method \(did you mean 'get'\?\)/)
  refused({ get: undefined }, /given for 'get' is no function/)
  refused(include(untyped({ urls: [] })), /includes is no list of routes/)
  path('shop/', { get: view, delete: view })
})

test('what was written for Express is recognized where it was given without an adapter', () => {
  const express = Object.assign(() => undefined, { use: view, handle: view })
  assert.throws(() => mount('/old/', untyped(express)), {
    code: 'NUAGES_HTTP_NODE_HANDLER',
    message: /'\/old\/'/,
    hint: /fromNode/,
  })
  const helmet = Object.defineProperty((_req: unknown, _res: unknown, next: () => void) => next(), 'name', {
    value: 'helmet',
  })
  assert.throws(() => createApp({ urls: [], middleware: [untyped(helmet)] }), {
    code: 'NUAGES_HTTP_NODE_HANDLER',
    message: /The middleware helmet/,
    hint: /fromConnect/,
  })
})

test('limits that do not exist, or that count nothing, are refused', () => {
  const refused = (limits: unknown, message: RegExp) =>
    assert.throws(() => createApp({ urls: [], limits: untyped(limits) }), { code: 'NUAGES_HTTP_BAD_LIMIT', message })
  refused({ uplod: 3 }, /'uplod' of requests does not exist \(did you mean 'upload'\?\)/)
  refused({ upload: '3MB' }, /'upload' of requests is "3MB"/)
  refused({ body: Number.NaN }, /'body'/)
  createApp({ urls: [], limits: { file: Number.POSITIVE_INFINITY, body: 0 } })
})

test('reverse says which parameter has a value that does not fit, and not the value', () => {
  const router = createRouter([path('a/<int:id>/<key>/', view, { name: 'a' })])
  assert.throws(
    () => router.reverse('a', { id: 'topsecret', key: 'k' }),
    (error: Error) => {
      assert.match(error.message, /'id' has a value that it does not take/)
      return !error.message.includes('topsecret')
    },
  )
  assert.throws(() => router.reverse('a', { id: 3 }), /given \(id\)\.$/)
})
