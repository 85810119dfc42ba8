import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  EventHub,
  type EventStream,
  encodeEvent,
  events,
  path,
  type ServerEvent,
  serve,
} from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

/** Reads a stream of events as a browser does: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream. */
function parsed(stream: string): { event: string; data: string; id: string }[] {
  const told: { event: string; data: string; id: string }[] = []
  let [event, id] = ['', '']
  let data: string[] = []
  for (const line of stream.split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) told.push({ event: event === '' ? 'message' : event, data: data.join('\n'), id })
      event = ''
      data = []
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!
    if (name === 'event') event = value
    if (name === 'data') data.push(value)
    if (name === 'id' && !value.includes('\0')) id = value
  }
  return told
}

async function* once(...all: ServerEvent[]) {
  yield* all
}

test('events arrive as they were meant, whatever their text', async () => {
  const app = testApp([
    path('', () =>
      events(
        once(
          { data: 'two\nlines\r\nthree\rfour' },
          { data: { a: [1, '\n'] }, event: 'made', id: '7', retry: 500 },
          { data: undefined, id: '8' },
          { data: '' },
          { data: null },
        ),
        { retry: 2000 },
      ),
    ),
  ])
  const response = await ask(app, '/')
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const text = await response.text()
  assert.match(text, /^retry: 2000\n\n/)
  assert.match(text, /retry: 500\n/)
  assert.deepEqual(parsed(text), [
    { event: 'message', data: 'two\nlines\nthree\nfour', id: '' },
    { event: 'made', data: '{"a":[1,"\\n"]}', id: '7' },
    { event: 'message', data: '', id: '8' },
    { event: 'message', data: 'null', id: '8' },
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (data) => {
      const told = parsed(encodeEvent({ data }).bytes.toString())
      assert.deepEqual(told, [{ event: 'message', data: data.toWellFormed().replace(/\r\n?/g, '\n'), id: '' }])
    }),
  )
})

test('a name or an id that would begin another line is refused', () => {
  for (const wrong of ['a\nb', 'a\rb', 'a\0', '\n\ndata: forged']) {
    assert.throws(() => encodeEvent({ data: 1, event: wrong }), { code: 'NUAGES_HTTP_INVALID_EVENT' })
    assert.throws(() => encodeEvent({ data: 1, id: wrong }), { code: 'NUAGES_HTTP_INVALID_EVENT' })
  }
  for (const retry of [-1, 1.5, Number.NaN]) {
    assert.throws(() => encodeEvent({ data: 1, retry }), { code: 'NUAGES_HTTP_INVALID_EVENT' })
  }
})

test('an empty text without data is told by nobody, and an event with the empty text is', () => {
  assert.deepEqual(parsed(encodeEvent({ data: '' }).bytes.toString()), [{ event: 'message', data: '', id: '' }])
  assert.deepEqual(parsed(encodeEvent({ data: undefined, retry: 1 }).bytes.toString()), [])
})

test('a browser that connects again says what it has seen, and gets the rest', async () => {
  const hub = new EventHub({ history: 3 })
  const app = testApp([
    path('own/', (request) =>
      events(request, (last, signal) => {
        assert.ok(signal instanceof AbortSignal)
        return once({ data: last })
      }),
    ),
    path('hub/', (request) => events(request, (last, signal) => hub.subscribe(last, signal))),
  ])
  const own = async (id?: string) =>
    parsed(await (await ask(app, '/own/', id === undefined ? {} : { headers: { 'last-event-id': id } })).text())[0]!
      .data
  assert.deepEqual([await own(), await own('41'), await own(Buffer.from('é').toString('latin1'))], ['null', '41', 'é'])

  for (let i = 1; i <= 5; i++) hub.publish({ data: i })
  const told = async (id: string | null) => {
    const response = await ask(app, '/hub/', id === null ? {} : { headers: { 'last-event-id': id } })
    const reader = response.text()
    // The stream is read from its first chunk on; then the hub knows of it.
    while (hub.size === 0) await new Promise(setImmediate)
    hub.close()
    return parsed(await reader)
  }
  const all = await told('an id of yesterday')
  assert.deepEqual(
    all.map(({ data }) => data),
    ['3', '4', '5'],
  )
  const ids = all.map(({ id }) => id)
  assert.equal(new Set(ids).size, 3)
  assert.deepEqual(
    (await told(ids[1]!)).map(({ data }) => data),
    ['5'],
  )
  assert.deepEqual(await told(ids[2]!), [])
  assert.deepEqual(await told(null), [])
})

test('an event is written once for all; who falls behind is let go and may come back', async () => {
  const hub = new EventHub({ queue: 4, history: 0 })
  const [quick, slow] = [hub.subscribe(), hub.subscribe()]
  const first = [quick.next(), slow.next()]
  hub.publish({ data: 0, id: 'first' })
  const [a, b] = await Promise.all(first)
  assert.equal(a!.value, b!.value)
  assert.equal(hub.size, 2)
  for (let i = 1; i <= 6; i++) {
    hub.publish({ data: i })
    assert.equal((await quick.next()).done, false)
  }
  // What waited when it fell behind is still told, then its stream ends.
  let left = 0
  for await (const _ of slow) left++
  assert.deepEqual([left, hub.size], [4, 1])
  await quick.return!()
  assert.equal(hub.size, 0)
  assert.equal((await quick.next()).done, true)
})

test('a subscription ends with its signal, and one that nobody reads is none', async () => {
  const hub = new EventHub()
  const controller = new AbortController()
  const stream = hub.subscribe(null, controller.signal)
  assert.equal(hub.size, 0)
  const next = stream.next()
  assert.equal(hub.size, 1)
  controller.abort()
  assert.deepEqual([(await next).done, hub.size], [true, 0])
  assert.equal((await hub.subscribe(null, controller.signal).next()).done, true)
  assert.equal(hub.size, 0)
})

test('a silent stream has heartbeats; a client that leaves ends it, and so does the server', async () => {
  const hub = new EventHub()
  let open = 0
  const silent = (): EventStream => {
    open++
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          open--
          return { done: true, value: undefined }
        },
      }),
    }
  }
  const app = testApp([
    path('silent/', () => events(silent(), { keepAlive: 5 })),
    path('hub/', (request) => events(request, (last, signal) => hub.subscribe(last, signal))),
  ])
  const server = await serve(app, { port: 0, closeTimeout: 2000 })
  const controller = new AbortController()
  const response = await fetch(`${server.url}silent/`, { signal: controller.signal })
  let seen = ''
  for await (const chunk of response.body!) {
    seen += Buffer.from(chunk).toString()
    if (seen.split(':\n\n').length > 3) break
  }
  assert.match(seen, /^: open\n\n(?::\n\n)+$/)
  controller.abort()
  while (open > 0) await new Promise(setImmediate)

  const subscribed = await fetch(`${server.url}hub/`)
  const text = subscribed.text()
  while (hub.size === 0) await new Promise(setImmediate)
  hub.publish({ data: 'last words' })
  await server.close()
  assert.match(await text, /data: last words\n\n$/)
  assert.equal(hub.size, 0)
})
