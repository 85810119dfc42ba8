import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  collectMessages,
  type FlashMessagesOptions,
  flashMessages,
  getMessages,
  messages,
  messagesErrors,
  messagesLibrary,
  messageTemplatesDir,
  messageVariables,
  tryMessages,
} from '../../../src/apps/messages/index.ts'
import { sessions } from '../../../src/apps/sessions/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { loads } from '../../../src/base/signing/index.ts'
import { Client } from '../../../src/tools/testing/index.ts'
import {
  createApp,
  html,
  path,
  redirect,
  render,
  rendererService,
  text,
  type View,
} from '../../../src/web/http/index.ts'
import { Engine, formatHtml } from '../../../src/web/templates/index.ts'
import { MemoryStore } from '../../support/session-stores.ts'

const key = 'a key for tests'
const show: View = async (request) => {
  const all = await messages(request).take()
  return text(all.map(({ tags, text }) => `${tags}: ${text}`).join('\n'))
}

function site(views: Record<string, View>, options: FlashMessagesOptions = {}) {
  const store = new MemoryStore()
  const app = createApp({
    urls: Object.entries({ show, ...views }).map(([name, view]) => path(`${name}/`, view)),
    middleware: [sessions({ key, store }), flashMessages({ key, ...options })],
  })
  return { client: new Client((request) => app.fetch(request)), store, app }
}

const say =
  (...texts: string[]): View =>
  (request) => {
    for (const each of texts) messages(request).success(each)
    return redirect('/show/', { status: 303 })
  }

describe('a message', () => {
  test('survives the redirect, is shown once, and costs no session', async () => {
    const { client, store } = site({ say: say('Saved.') })
    const answer = await client.post('/say/')
    assert.deepEqual(
      (await getMessages(answer, { key })).map(({ level, tags, text }) => [level, tags, text]),
      [[25, 'success', 'Saved.']],
    )
    assert.match(answer.headers.get('vary') ?? '', /Cookie/)
    assert.match(answer.headers.getSetCookie()[0]!, /^messages=.*HttpOnly/)
    assert.equal(await (await client.get('/show/')).text(), 'success: Saved.')
    assert.equal(await (await client.get('/show/')).text(), '')
    assert.equal(client.cookies.has('messages'), false)
    assert.equal(store.rows.size, 0)
  })

  test('waits for the page that shows it, and others join it', async () => {
    const { client } = site({ one: say('one'), two: say('two'), quiet: () => text('') })
    await client.post('/one/')
    assert.deepEqual((await client.get('/quiet/')).headers.getSetCookie(), [])
    await client.post('/two/')
    assert.equal(await (await client.get('/show/')).text(), 'success: one\nsuccess: two')
  })

  test('that is shown by the answer that made it does not wait for another', async () => {
    const { client } = site({
      both: async (request) => {
        messages(request).info('now')
        const shown = (await messages(request).take()).length
        const again = (await messages(request).take()).length
        messages(request).info('later')
        return text(`${shown} ${again}`)
      },
    })
    const answer = await client.get('/both/')
    assert.equal(await answer.text(), '1 1')
    assert.deepEqual(
      (await getMessages(answer, { key })).map(({ text }) => text),
      ['later'],
    )
  })

  test('of an answer that fails is not kept, and none is taken by it', async () => {
    const { client } = site({
      say: say('kept'),
      fail: async (request) => {
        messages(request).success('not done')
        await messages(request).take()
        return text('broken', { status: 500 })
      },
    })
    await client.post('/say/')
    await client.get('/fail/')
    assert.equal(await (await client.get('/show/')).text(), 'success: kept')
  })

  test('has a level, below which it is dropped, and classes', async () => {
    const { client } = site(
      {
        say: (request) => {
          const all = messages(request)
          all.debug('no')
          all.add(15, 'no')
          all.add(40, 'yes', { tags: 'sticky' })
          all.info('')
          all.level = 45
          all.error('no')
          return text('')
        },
      },
      { tags: { 40: 'danger' } },
    )
    await client.get('/say/')
    assert.equal(await (await client.get('/show/')).text(), 'sticky danger: yes')
  })

  test('of HTML stays HTML, and text never becomes it', async () => {
    const engine = new Engine({
      dirs: [messageTemplatesDir],
      libraries: { messages: messagesLibrary },
      contextProcessors: [messageVariables],
    })
    const app = createApp({
      urls: [
        path('say/', (request) => {
          messages(request).error('<b>no</b>')
          messages(request).success(formatHtml`<b>${'<i>'}</b>`)
          return text('')
        }),
        path('peek/', async (request) => text(String((await messages(request).peek()).length))),
        path('tag/', (request) => render(request, 'tag', {})),
      ],
      middleware: [flashMessages({ key, storage: 'cookie' })],
      scope: {
        services: new Map<symbol, unknown>([
          provide(rendererService, {
            render: (_name, context, request) =>
              engine
                .fromString('{% load messages %}{% messages %}|{% for m in messages %}{{ m.text }} {% endfor %}')
                .render({ ...context, ...messageVariables(request), request }),
          }),
        ]),
      },
    })
    const client = new Client((request) => app.fetch(request))
    await client.get('/say/')
    assert.equal(await (await client.get('/peek/')).text(), '2')
    const page = await (await client.get('/tag/')).text()
    assert.match(page, /<p class="message error" role="alert">&lt;b&gt;no&lt;\/b&gt;<\/p>/)
    assert.match(page, /<p class="message success" role="status"><b>&lt;i&gt;<\/b><\/p>/)
    assert.match(page, /\|&lt;b&gt;no&lt;\/b&gt; <b>&lt;i&gt;<\/b>/)
    assert.doesNotMatch(await (await client.get('/tag/')).text(), /message/)
  })

  test('is heard by an outbox', async () => {
    const { client } = site({ say: say('one', 'two') })
    const heard = await collectMessages(() => client.post('/say/'))
    assert.deepEqual(
      heard.map(({ text }) => text),
      ['one', 'two'],
    )
  })
})

describe('where messages wait', () => {
  /** Text that deflate makes no shorter than its letters allow. */
  const noise = (seed: number, length: number) => {
    let state = seed + 1
    return Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      return String.fromCharCode(97 + ((state >> 16) % 26))
    }).join('')
  }
  const long = Array.from({ length: 9 }, (_, i) => `${i}${noise(i, 600)}`)

  test('what does not fit into the cookie goes into the session, and comes back in order', async () => {
    const { client, store } = site({ say: say(...long) })
    await client.post('/say/')
    assert.ok(client.cookies.get('messages')!.length <= 2048)
    assert.equal(store.rows.size, 1)
    assert.deepEqual(
      (await (await client.get('/show/')).text()).split('\n'),
      long.map((each) => `success: ${each}`),
    )
    assert.equal(await (await client.get('/show/')).text(), '')
    assert.equal(client.cookies.has('messages'), false)
    assert.deepEqual(
      [...store.rows.values()].flatMap(({ data }) => Object.keys(data)),
      [],
    )
  })

  test('a cookie alone drops the oldest', async () => {
    const { client } = site({ say: say(...long) }, { storage: 'cookie' })
    await client.post('/say/')
    const shown = (await (await client.get('/show/')).text()).split('\n')
    assert.ok(shown.length < 9)
    assert.equal(shown.at(-1), `success: ${long.at(-1)}`)
  })

  test('the session alone sets no cookie of its own', async () => {
    const { client } = site({ say: say('Saved.') }, { storage: 'session' })
    await client.post('/say/')
    assert.deepEqual([...client.cookies.keys()], ['sessionid'])
    assert.equal(await (await client.get('/show/')).text(), 'success: Saved.')
    assert.equal(await (await client.get('/show/')).text(), '')
  })

  test('cookies that Django made are read; of too many messages the latest', async () => {
    // Made by Django 3.2 with this key: three messages, and 57 more after them.
    const three =
      '.eJxtzUEKwjAQheGrDLMeMC26EEs3HsFlJ4QkHUVLDGUaaW9v6FZ3b_E9_mFA516a3y6Jqn8IkqH2RHjzHxmBS2uayMUYOe97hC70a3cIPVr6_TZ0NISVqL_Lrgh1ecZp-8trqvJrTskTMM4lL6KMF2CG4OOE1n4B-HUyZg:1xXhSH:XoE4oBZodAkRIZD5Acczw-LmcCeCrLYZFhW-mjyJ12g'
    const sixty =
      '.eJyN1cFOAyEUQNFfIaxJ5D1AbWy68RNclmbCTNFoM50oHbV_76QLNxq9OxaXkHACb7u1XffSpmM31tbKU7XOO03OPpT3ujd5Vi9Dnr2vq8t6b9b95nN91W_szv3cKy56Z5eklcd6qZxtp-fhcP41X45a8vtpHIsz2b7O06m2bO9MzqYvw-GPTWM5no03H9Pbvv2XCcuUZYFlkWWJZdcsu2HZLctW8HopA3QQCCFQQiCFQAuBGAI1BHII9FDoofRdQA-FHgo9FHoo9FDoodBDoUeAHgF6BPpRQY8APQL0CNAjQI8APQL0iNAjQo8IPSKdHNAjQo8IPSL0iNAjQo8EPRL0SNAjQY9ERzn0SN8euy8cEgli:1xXhSI:3NWBFDOf9bUywGGExl1OjvjTuB_zCUH8flHfv6K7x0g'
    const shown = async (cookie: string) => {
      const { client } = site({ show })
      client.cookies.set('messages', cookie)
      return (await (await client.get('/show/')).text()).split('\n')
    }
    assert.deepEqual(await shown(three), [
      'success: Saved “é” <b>x</b>',
      'sticky error: <b>safe</b>',
      'info: Comma, "quotes"; \\ back',
    ])
    const many = await shown(sixty)
    assert.deepEqual([many.length, many[0], many.at(-1)], [50, 'info: many 7 words', 'info: many 56 words'])
  })

  test('the cookie has the form of Django', async () => {
    const { client } = site({ say: say('Saved.') })
    await client.post('/say/')
    const [part] = client.cookies.get('messages')!.split(':')
    assert.equal(Buffer.from(part!, 'base64url').toString(), '[["__json_message",0,25,"Saved."]]')
    assert.deepEqual(
      loads(client.cookies.get('messages')!, { key: `django.http.cookies${key}`, salt: 'django.contrib.messages' }),
      [['__json_message', 0, 25, 'Saved.']],
    )
  })

  test('a cookie that somebody made up says nothing, and is taken away', async () => {
    const { client } = site({})
    const forged = Buffer.from('[["__json_message",1,25,"<script>"]]').toString('base64url')
    for (const value of [`${forged}:1abc:sig`, '', 'x', '.a:b:c', 'y'.repeat(9000)]) {
      client.cookies.set('messages', value)
      const answer = await client.get('/show/')
      assert.equal(await answer.text(), '')
      assert.equal(client.cookies.has('messages'), false)
    }
  })
})

describe('bounds', () => {
  test('long text is cut, long HTML is refused, and the oldest of many are dropped', async () => {
    const { client } = site({
      long: (request) => {
        messages(request).info('x'.repeat(3000))
        assert.throws(() => messages(request).info(formatHtml`${'x'.repeat(3000)}`), {
          code: messagesErrors.TOO_LONG({ length: 0, most: 0 }).code,
        })
        assert.throws(() => messages(request).add(0.5, 'x'), { code: 'NUAGES_MESSAGES_BAD_LEVEL' })
        return text('')
      },
      many: say(...Array.from({ length: 60 }, (_, i) => String(i))),
    })
    await client.get('/long/')
    assert.equal((await (await client.get('/show/')).text()).length, 'info: '.length + 2000)
    await client.post('/many/')
    const shown = (await (await client.get('/show/')).text()).split('\n')
    assert.equal(shown.length, 50)
    assert.equal(shown[0], 'success: 10')
  })

  test('a request without the middleware says so', async () => {
    const app = createApp({
      urls: [
        path('', (request) => {
          assert.equal(tryMessages(request), null)
          assert.throws(() => messages(request), { code: 'NUAGES_MESSAGES_NO_MESSAGES' })
          return html('ok')
        }),
      ],
    })
    assert.equal((await app.fetch(new Request('http://testserver/'))).status, 200)
  })
})
