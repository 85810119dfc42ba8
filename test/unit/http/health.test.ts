import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/base/log/index.ts'
import { type HealthOptions, health, path, text } from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

function healthy(options: HealthOptions, debug = false) {
  const lines: string[] = []
  const logger = createLogger({ format: 'text', write: (line) => lines.push(line) })
  const refuse = () => text('refused', { status: 400 })
  const app = testApp([path('', () => text('home'))], { middleware: [health({ logger, ...options }), refuse], debug })
  return { app, lines, ask: (target: string, init?: RequestInit) => ask(app, target, init) }
}

test('a process that runs says so, and that it is ready, before everything else answers', async () => {
  const { ask } = healthy({})
  for (const target of ['/health', '/ready']) {
    const response = await ask(target)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await response.json(), { status: 'ok' })
    const head = await ask(target, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal((await ask(target, { method: 'POST' })).status, 400)
  }
  assert.equal((await ask('/')).status, 400)
})

test('it is not ready while a check fails or takes too long, and says why in development only', async () => {
  let broken: unknown = new TypeError('secret-host refused')
  const checks = {
    database: () => {
      if (broken !== null) throw broken
    },
    slow: (signal: AbortSignal) => (broken === null ? null : new Promise(() => signal)),
  }
  const open = healthy({ checks, timeout: 5 }, true)
  const closed = healthy({ checks, timeout: 5 })
  assert.deepEqual(await (await open.ask('/ready')).json(), {
    status: 'unavailable',
    checks: { database: 'secret-host refused', slow: 'It took more than 5 ms.' },
  })
  const response = await closed.ask('/ready')
  assert.equal(response.status, 503)
  assert.deepEqual(await response.json(), { status: 'unavailable' })
  assert.equal((await closed.ask('/health')).status, 200)
  await closed.ask('/ready')
  broken = null
  assert.equal((await closed.ask('/ready')).status, 200)
  assert.equal(closed.lines.length, 2)
  assert.match(closed.lines[0]!, /Not ready.*secret-host/)
  assert.match(closed.lines[1]!, /Ready again/)
})

test('however many ask at once, checks run once', async () => {
  let runs = 0
  const { ask } = healthy({ checks: { counted: async () => void runs++ } })
  await Promise.all(Array.from({ length: 20 }, () => ask('/ready')))
  assert.equal(runs, 1)
  await ask('/ready')
  assert.equal(runs, 2)
})

test('a server that closes is not ready', async () => {
  const { app, ask } = healthy({})
  const drained = app.lifetime.drain()
  assert.equal((await ask('/ready')).status, 503)
  assert.equal((await ask('/health')).status, 200)
  drained()
  assert.equal((await ask('/ready')).status, 200)
})

test('addresses can be others, or none', async () => {
  const { ask } = healthy({ live: '/-/alive', ready: false })
  assert.equal((await ask('/-/alive')).status, 200)
  for (const target of ['/health', '/ready']) assert.equal((await ask(target)).status, 400)
})
