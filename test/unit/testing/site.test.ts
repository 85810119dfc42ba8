import assert from 'node:assert/strict'
import { messages } from '../../../src/apps/messages/index.ts'
import { sessionOf, sessionsApp } from '../../../src/apps/sessions/index.ts'
import { atomic, field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { databaseTests, factory, frozenTime } from '../../../src/tools/testing/index.ts'
import { afterResponse, json, path, redirect, text } from '../../../src/web/http/index.ts'
import { mail, outbox } from '../../../src/web/mail/index.ts'

class Note extends Model {
  text = field.char({ maxLength: 50 })
  changed = field.datetime({ autoNow: true })
}

const definition = defineProject({
  apps: [sessionsApp, defineApp({ label: 'notes', models: { Note } })],
  languages: ['en', 'de'],
  urls: [
    path('', async (request) => json([request.language, await Note.count()])),
    path('send/', async (request) => {
      await atomic(async () => {
        await mail({ to: 'ida@example.org', subject: 'Hello', text: 'Hi' }).send()
        assert.equal(outbox().length, 0)
      })
      messages(request).success('Sent.')
      return redirect('/')
    }),
    path('later/', (request) => {
      afterResponse(request, async () => {
        await new Promise((done) => setImmediate(done))
        if (request.method === 'POST') throw new RangeError('broke after the answer')
        await Note.create({ text: 'written later' })
      })
      return text('Thank you.')
    }),
    path('visits/', async (request) => {
      const session = sessionOf(request)
      const visits = Number((await session.get('visits')) ?? 0) + 1
      await session.set('visits', visits)
      return text(String(visits))
    }),
  ],
})

const { dbTest, transactionTest } = databaseTests(definition)

dbTest('options are others for a piece of work, on the same transaction', async (_t, site) => {
  await factory(Note).create()
  const seen = await site.withSettings({ languages: ['fr'], middleware: [] }, async (other) => {
    await factory(Note).create()
    const page = await other.get('/')
    assert.equal(await other.client.inside((request) => request.language), 'fr')
    return page.json()
  })
  assert.deepEqual(seen, ['fr', 2])
  assert.deepEqual(await (await site.get('/')).json(), ['en', 2])
  assert.deepEqual(await Note.all().orderBy('id').valuesList('text', { flat: true }), ['Text 1', 'Text 2'])
})

dbTest(
  'what a view leaves for after the answer is done when the client gives it; what it throws is thrown',
  async (_t, site) => {
    await site.get('/later/')
    assert.deepEqual(await Note.all().valuesList('text', { flat: true }), ['written later'])
    await assert.rejects(site.post('/later/'), /broke after the answer/)
    assert.equal((await site.post('/later/', {}, { raiseErrors: false })).status, 200)
  },
)

for (const round of [1, 2])
  dbTest(
    `mails are in the outbox once their transaction would be committed, and no test sees another's (${round})`,
    async (_t, site) => {
      assert.equal(outbox().length, 0)
      const page = await site.get('/send/', { follow: true })
      assert.equal(outbox().last?.message.subject, 'Hello')
      assert.deepEqual(
        page.messages.map((each) => each.text),
        ['Sent.'],
      )
    },
  )

const twoWeeks = { days: 14, seconds: 1 }

dbTest('sessions and moments of rows go by a clock that stands', async (_t, site) => {
  using clock = frozenTime('2026-05-01T12:00:00Z')
  const visits = async () => (await site.get('/visits/')).text()
  assert.deepEqual([await visits(), await visits()], ['1', '2'])
  const note = await factory(Note).create()
  assert.equal(note.changed.toISOString(), '2026-05-01T12:00:00.000Z')
  const cookie = site.client.cookies.get('sessionid') ?? ''
  clock.advance(twoWeeks)
  assert.equal(site.client.cookies.has('sessionid'), false)
  site.client.cookies.set('sessionid', cookie)
  assert.equal(await visits(), '1')
})

transactionTest('a test with commits has its outbox too', async (_t, site) => {
  await site.get('/send/')
  assert.equal(outbox().length, 1)
})
