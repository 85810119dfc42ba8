import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import {
  afterResponse,
  type ErrorContext,
  httpErrors,
  type Middleware,
  path,
  serve,
  stream,
  text,
  type UrlEntry,
} from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

/** An application whose errors are collected as 'phase GET /path: message'. */
function collecting(urls: readonly UrlEntry[], middleware: readonly Middleware[] = []) {
  const told: string[] = []
  const onError = (error: Error, { request, phase }: ErrorContext) =>
    void told.push(`${phase} ${request?.method} ${request?.path}: ${error.message}`)
  return { app: testApp(urls, { onError, middleware }), told }
}

describe('errors arrive in one place', () => {
  test('those of views, of middleware and of error pages, each once, with their request', async () => {
    const told: string[] = []
    const app = testApp(
      [
        path('view/', () => {
          throw new TypeError('broke')
        }),
        path('value/', async () => {
          throw 'a text'
        }),
        path('none/', () => undefined as never),
        path('late/', async () => text('lost')),
      ],
      {
        onError: (error, { request, phase }) => void told.push(`${phase} ${request?.path}: ${error.message}`),
        middleware: [
          async (request, next) => {
            const response = await next()
            if (request.path === '/late/') throw new TypeError('broke on the way out')
            return response
          },
        ],
        errorPages: {
          500: () => {
            throw new TypeError('the page too')
          },
        },
      },
    )
    for (const target of ['/view/', '/value/', '/none/', '/late/']) assert.equal((await ask(app, target)).status, 500)
    assert.deepEqual(told, [
      'request /view/: broke',
      'page /view/: the page too',
      'request /value/: Something that is no Error was thrown (a string).',
      'page /value/: the page too',
      'request /none/: The view returned nothing (undefined) where a Response was expected.',
      'page /none/: the page too',
      'request /late/: broke on the way out',
      'page /late/: the page too',
    ])
    assert.equal(app.lines.length, told.length)
    assert.match(app.lines[0]!, /GET \/view\/ failed/)
  })

  test("what is the client's fault is told nobody", async () => {
    const { app, told } = collecting([
      path('', () => {
        throw httpErrors.FORBIDDEN({ what: 'this' })
      }),
    ])
    assert.equal((await ask(app, '/')).status, 403)
    assert.equal((await ask(app, '/nowhere/')).status, 404)
    assert.deepEqual([told, app.lines], [[], []])
  })

  test('one that comes by twice for a request is told once; one object for two requests twice', async () => {
    const shared = new TypeError('always the same')
    const { app, told } = collecting([
      path('', (request) => {
        app.report(shared, { request, phase: 'background' })
        throw shared
      }),
    ])
    await ask(app, '/')
    await ask(app, '/')
    assert.deepEqual(told, Array(2).fill('background GET /: always the same'))
  })

  test('those of a stream whose head was sent, and of work after the answer', async () => {
    const { app, told } = collecting([
      path('stream/', () =>
        stream(
          (async function* () {
            yield 'begin'
            throw new TypeError('broke in the middle')
          })(),
        ),
      ),
      path('after/', (request) => {
        afterResponse(request, async () => {
          throw new TypeError('broke behind')
        })
        return text('fine')
      }),
    ])
    const server = await serve(app, { port: 0 })
    await assert.rejects(fetch(`${server.url}stream/`).then((response) => response.text()))
    assert.equal(await (await fetch(`${server.url}after/`)).text(), 'fine')
    await server.close()
    assert.deepEqual(told, ['stream GET /stream/: broke in the middle', 'after GET /after/: broke behind'])
  })

  test('a hook that fails is logged and changes nothing', async () => {
    for (const onError of [
      () => {
        throw new TypeError('the hook broke')
      },
      async () => {
        throw new TypeError('the hook broke')
      },
    ]) {
      const app = testApp([path('', () => Promise.reject(new TypeError('broke')))], { onError })
      assert.equal((await ask(app, '/')).status, 500)
      await app.lifetime.idle()
      assert.match(app.lines.join(), /broke[\s\S]*The hook onError failed[\s\S]*the hook broke/)
    }
  })
})

describe('work after the response', () => {
  test('runs when the answer is there, in its project; the end waits for it and for hooks', async () => {
    const steps: string[] = []
    const release = Promise.withResolvers<void>()
    const app = testApp([
      path('', (request) => {
        afterResponse(request, async () => {
          steps.push('begun')
          await release.promise
          steps.push('done')
        })
        steps.push('answered')
        return text('fine')
      }),
    ])
    await ask(app, '/')
    await turn()
    assert.deepEqual(steps, ['answered', 'begun'])
    let idle = false
    const waited = app.lifetime.idle().then(() => (idle = true))
    await turn()
    assert.equal(idle, false)
    release.resolve()
    await waited
    assert.deepEqual(steps, ['answered', 'begun', 'done'])
  })

  test('runs where the client left before the answer, and a closing server waits for it', async () => {
    const steps: string[] = []
    const asked = Promise.withResolvers<void>()
    const app = testApp([
      path('', async (request) => {
        afterResponse(request, async () => {
          await turn()
          steps.push('done')
        })
        asked.resolve()
        await once(request.signal, 'abort')
        return text('nobody reads this')
      }),
    ])
    const server = await serve(app, { port: 0 })
    const leaving = new AbortController()
    const answer = fetch(server.url, { signal: leaving.signal }).catch(() => {})
    await asked.promise
    leaving.abort()
    await answer
    await server.close()
    assert.deepEqual(steps, ['done'])
  })
})
