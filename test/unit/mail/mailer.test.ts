import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { type MailEvent, mails } from '../../../src/base/events/index.ts'
import {
  ConsoleTransport,
  Mailer,
  type MailerOptions,
  type MailMessage,
  type MailTransport,
  MemoryTransport,
  mail,
  mailAdmins,
  mailErrors,
  mailManagers,
  mailService,
  massMail,
  outbox,
} from '../../../src/web/mail/index.ts'

const message = mail({ to: 'ida@example.org', subject: 'Hello', text: 'Body' })
const inProject = <R>(mailer: Mailer, work: () => R): R =>
  runInScope({ services: new Map<symbol, unknown>([provide(mailService, mailer)]) }, work)
const memory = (options: Partial<MailerOptions> = {}) =>
  new Mailer({ transport: new MemoryTransport(), from: 'site@example.org', ...options })
const broken: MailTransport = {
  kind: 'broken',
  location: 'broken:',
  send: async () => {
    throw mailErrors.NOT_NOW({ location: 'broken:', reason: 'it is broken', reply: null, temporary: true })
  },
  close: async () => {},
}

/** Commits or rolls back when it is told to. */
function transaction() {
  const waiting: (() => Promise<void>)[] = []
  return {
    afterCommit: (work: () => Promise<void>) => void waiting.push(work),
    async commit() {
      for (const work of waiting.splice(0)) await work()
    },
  }
}

test('without a project, and without what is needed', async () => {
  await assert.rejects(async () => message.send(), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
  await assert.rejects(new Mailer({ transport: null }).send(message), { code: 'NUAGES_MAIL_NO_TRANSPORT' })
  await assert.rejects(new Mailer({ transport: new MemoryTransport() }).send(message), {
    code: 'NUAGES_MAIL_NO_SENDER',
  })
  await inProject(new Mailer({ transport: broken }), () =>
    assert.throws(() => outbox(), { code: 'NUAGES_MAIL_NO_OUTBOX' }),
  )
})

test('inside a transaction it waits for the commit; at once where that is asked for', async () => {
  const { afterCommit, commit } = transaction()
  const mailer = memory({ afterCommit })
  await inProject(mailer, async () => {
    const sent = await message.send()
    assert.equal(sent.queued, true)
    assert.match(sent.id!, /^<[\w-]+@example\.org>$/)
    assert.equal(outbox().length, 0)
    assert.equal((await message.send({ now: true })).queued, false)
    assert.equal(outbox().length, 1)
    await commit()
    assert.deepEqual(
      outbox().mails.map(({ id }) => id === sent.id),
      [false, true],
    )
    outbox().clear()
    assert.equal(outbox().last, undefined)
  })
})

test('what fails after the commit is reported, and keeps nothing else', async () => {
  const { afterCommit, commit } = transaction()
  const reported: unknown[] = []
  const mailer = new Mailer({
    transport: broken,
    from: 'a@example.org',
    afterCommit,
    report: (error) => reported.push(error),
  })
  await mailer.send(message)
  await mailer.send(message)
  await commit()
  assert.deepEqual(
    reported.map((error) => (error as { code: string }).code),
    ['NUAGES_MAIL_NOT_NOW', 'NUAGES_MAIL_NOT_NOW'],
  )
  const bare = new Mailer({ transport: broken, from: 'a@example.org', report: (error) => reported.push(error) })
  await assert.rejects(bare.send(message), { code: 'NUAGES_MAIL_NOT_NOW' })
  assert.equal(reported.length, 2)
})

test('many wait as one, and a server that is away is asked once', async () => {
  const { afterCommit, commit } = transaction()
  let asked = 0
  const reported: { code: string; data: { failed: unknown[] } }[] = []
  const away = {
    ...broken,
    send: (each: never) => {
      asked++
      return broken.send(each)
    },
  }
  const report = (error: unknown) => void reported.push(error as never)
  const mailer = new Mailer({ transport: away, from: 'a@example.org', afterCommit, report })
  const sent = await mailer.sendMany([message, message, message])
  assert.deepEqual(sent, Array(3).fill({ id: null, queued: true, accepted: [], rejected: [] }))
  assert.equal(asked, 0)
  await commit()
  assert.equal(asked, 1)
  assert.deepEqual(
    [reported.length, reported[0]!.code, reported[0]!.data.failed.length],
    [1, 'NUAGES_MAIL_NOT_ALL_SENT', 3],
  )
  const good = memory({ afterCommit })
  await good.sendMany([message, message])
  await commit()
  await inProject(good, () => assert.equal(outbox().length, 2))
  await assert.rejects(new Mailer({ transport: new MemoryTransport(), afterCommit }).sendMany([message]), {
    code: 'NUAGES_MAIL_NO_SENDER',
  })
})

test('deliver gets mails inside the transaction, and sends them later', async () => {
  const { afterCommit } = transaction()
  const given: MailMessage[] = []
  const mailer = memory({ afterCommit, deliver: (each) => given.push(each) })
  await inProject(mailer, async () => {
    assert.deepEqual(await message.send(), { id: null, queued: true, accepted: [], rejected: [] })
    assert.deepEqual([given.length, outbox().length], [1, 0])
    await mail(JSON.parse(JSON.stringify(given[0]))).send({ now: true })
    assert.deepEqual(outbox().last?.message, message)
  })
  const failing = memory({ deliver: () => Promise.reject(mailErrors.CLOSED({})) })
  await assert.rejects(failing.send(message), { code: 'NUAGES_MAIL_CLOSED' })
})

test('admins, managers, many', async () => {
  const mailer = memory({ admins: ['Ida <ida@example.org>', 'b@example.org'], subjectPrefix: '[Gazette] ' })
  await inProject(mailer, async () => {
    await mailAdmins({ subject: 'Fault', text: 'Oh' })
    assert.equal(outbox().last?.message.subject, '[Gazette] Fault')
    assert.deepEqual(outbox().last?.envelope.to, ['ida@example.org', 'b@example.org'])
    assert.equal(await mailManagers({ subject: 'Fault', text: 'Oh' }), null)
    outbox().clear()
    await massMail(['a@example.org', 'b@example.org'], { subject: 'News', text: 'x' })
    assert.deepEqual(
      outbox().mails.map(({ envelope }) => envelope.to),
      [['a@example.org'], ['b@example.org']],
    )
    await assert.rejects(async () => massMail(['c@example.org', 'no address'], { subject: 'News', text: 'x' }), {
      code: 'NUAGES_MAIL_BAD_ADDRESS',
    })
    assert.equal(outbox().length, 2)
  })
})

test('each mail is an event, with what went wrong', async () => {
  const heard: MailEvent[] = []
  const stop = mails.subscribe((event) => heard.push(event))
  const sent = await memory().send(message)
  await assert.rejects(new Mailer({ transport: broken, from: 'a@example.org' }).send(message))
  stop()
  await memory().send(message)
  assert.deepEqual(
    heard.map(({ transport, to, subject, error }) => [transport, to, subject, error === undefined]),
    [
      ['memory', ['ida@example.org'], 'Hello', true],
      ['broken', ['ida@example.org'], 'Hello', false],
    ],
  )
  assert.equal(heard[0]!.id, sent.id)
  assert.ok(heard[0]!.bytes > 200)
})

test('the console shows what people read, and no control characters', async () => {
  let printed = ''
  const mailer = new Mailer({
    transport: new ConsoleTransport(false, (text) => (printed += text)),
    from: 'Site <site@example.org>',
    now: () => new Date(0),
  })
  await mailer.send(
    mail({
      to: 'Ida <ida@example.org>',
      bcc: 'b@example.org',
      subject: 'Grüße',
      html: '<p>Click <a href="https://example.org/?a=1&amp;b=é">here</a>\x1b[2J</p>',
      attachments: [{ filename: 'x.pdf', content: '' }],
      headers: { 'X-A': '1' },
    }),
  )
  const rule = '-'.repeat(72)
  assert.equal(
    printed,
    `${rule}
From: Site <site@example.org>
To: Ida <ida@example.org>
Bcc: b@example.org
Subject: Grüße
Date: 1970-01-01T00:00:00.000Z
X-A: 1
Attachment: x.pdf
HTML: yes, below as text

Click here (https://example.org/?a=1&b=é)[2J
${rule}
`,
  )
})
