import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { use } from '../../../src/base/context/index.ts'
import { generateSecretKey } from '../../../src/base/settings/index.ts'
import { atomic } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import {
  type MailMessage,
  MemoryTransport,
  mail,
  mailFromTemplate,
  mailService,
  outbox,
} from '../../../src/web/mail/index.ts'
import { temporaryFolder } from '../../support/packages.ts'

const dir = temporaryFolder('project-mail')
after(() => rmSync(dir, { recursive: true }))
mkdirSync(join(dir, 'templates', 'mail'), { recursive: true })
mkdirSync(join(dir, 'locale', 'de', 'LC_MESSAGES'), { recursive: true })
const write = (name: string, text: string) => writeFileSync(join(dir, 'templates', 'mail', name), text)
write('welcome.subject.txt', "{% load i18n %}{% translate 'Welcome' %},\n  {{ name }}\n")
write('welcome.txt', '{{ name }} & {{ when|date:"H:i" }}')
write('welcome.html', '<p>{{ name }}</p>')
write('only.subject.txt', 'Only')
write('only.html', '<p>Read <a href="https://example.org/">this</a></p>')
write('bare.subject.txt', 'Bare')
writeFileSync(
  join(dir, 'locale', 'de', 'LC_MESSAGES', 'messages.po'),
  'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Welcome"\nmsgstr "Willkommen"\n',
)

const open = (
  options: Partial<ProjectOptions>,
  mode: 'test' | 'development' | 'production' = 'test',
  env: Record<string, string> = {},
) =>
  openProject(
    defineProject({
      apps: [defineApp({ label: 'notes', dir })],
      urls: [],
      databases: { default: 'sqlite::memory:' },
      languages: ['en', 'de'],
      ...options,
    }),
    { dir, mode, env: { SECRET_KEY: generateSecretKey(), ALLOWED_HOSTS: 'localhost', ...env } },
  )
const note = () => mail({ to: 'ida@example.org', subject: 'Note', text: 'x' })

test('tests never send, whatever is configured; a commit sends, a rollback does not', async () => {
  await using project = await open(
    { mail: { url: 'smtp://mail.example.org', from: 'Site <site@example.org>' } },
    'test',
    {
      MAIL_URL: 'smtp://other.example.org',
    },
  )
  await project.run(async () => {
    await atomic(async () => {
      assert.equal((await note().send()).queued, true)
      assert.equal(outbox().length, 0)
    })
    assert.equal(outbox().last?.from.name, 'Site')
    await assert.rejects(
      atomic(async () => {
        await note().send()
        throw new RangeError('no')
      }),
      RangeError,
    )
    await atomic(async () => {
      await atomic(async () => {
        await note().send()
        throw new RangeError('no')
      }).catch(() => {})
    })
    assert.equal(outbox().length, 1)
    assert.equal((await note().send()).queued, false)
    assert.equal(outbox().length, 2)
  })
})

test('what fails after a commit arrives where all errors do', async () => {
  const told: [unknown, string][] = []
  const transport = new MemoryTransport()
  await using project = await open(
    {
      mail: { transport, from: 'a@example.org' },
      onError: (error, { phase }) => told.push([(error as Error & { code: string }).code, phase]),
    },
    'production',
  )
  await project.run(async () => {
    await atomic(async () => {
      await note().send()
      await transport.close()
    })
  })
  assert.deepEqual(told, [['NUAGES_MAIL_CLOSED', 'commit']])
})

test('which transport by mode', async () => {
  const kind = async (...args: Parameters<typeof open>) => {
    await using project = await open(...args)
    return await project.run(() => use(mailService).transport?.location ?? null)
  }
  assert.equal(await kind({}, 'development'), 'console:')
  assert.equal(await kind({}, 'test'), 'memory:')
  assert.equal(await kind({}, 'production'), null)
  assert.equal(await kind({ mail: false }, 'development'), null)
  assert.equal(await kind({ mail: 'smtp://a:b@mail.example.org' }, 'production'), 'smtp://mail.example.org:587')
  assert.equal(await kind({ mail: { url: 'file:out' } }, 'development'), `file:${join(dir, 'out')}`)
  assert.equal(
    await kind({ mail: 'file:out' }, 'production', { MAIL_URL: 'smtps://a:b@mail.example.org' }),
    'smtps://mail.example.org:465',
  )
  await assert.rejects(open({ mail: 'mail.example.org' }, 'production'), { code: 'NUAGES_MAIL_BAD_URL' })
  await using project = await open({}, 'production')
  await project.run(async () => assert.rejects(note().send(), { code: 'NUAGES_MAIL_NO_TRANSPORT' }))
})

test('mails from templates, in the language and zone of the recipient', async () => {
  await using project = await open({})
  await project.run(async () => {
    const context = { name: 'Ida & <b>', when: new Date('2026-01-01T12:00:00Z') }
    const welcome = await mailFromTemplate('mail/welcome', context, { to: 'ida@example.org' })
    assert.equal(welcome.subject, 'Welcome, Ida & <b>')
    assert.equal(welcome.text, 'Ida & <b> & 12:00')
    assert.equal(welcome.html, '<p>Ida &amp; &lt;b&gt;</p>')
    const german = await mailFromTemplate('mail/welcome', context, {
      to: 'ida@example.org',
      language: 'de',
      timeZone: 'Europe/Berlin',
    })
    assert.equal(german.subject, 'Willkommen, Ida & <b>')
    assert.equal(german.text, 'Ida & <b> & 13:00')
    const only = await mailFromTemplate('mail/only', {}, { to: 'ida@example.org' })
    assert.equal(only.text, 'Read this (https://example.org/)')
    const evil = await mailFromTemplate(
      'mail/welcome',
      { ...context, name: 'x\r\nBcc: y@example.org' },
      { to: 'ida@example.org' },
    )
    assert.equal(evil.subject, 'Welcome, x Bcc: y@example.org')
    await assert.rejects(mailFromTemplate('mail/bare', {}, { to: 'ida@example.org' }), {
      code: 'NUAGES_MAIL_NO_TEMPLATE',
    })
    await assert.rejects(mailFromTemplate('mail/none', {}, { to: 'ida@example.org' }), {
      code: 'NUAGES_MAIL_NO_TEMPLATE',
    })
  })
})

test('pages show what was sent, in development alone', async () => {
  const transport = new MemoryTransport()
  const previews: Record<string, () => MailMessage | Promise<MailMessage>> = {
    'a <b>': () => mail({ to: 'p@example.org', subject: 'Preview', html: '<p>Hi</p>' }),
  }
  await using project = await open({ mail: { transport, previews } }, 'development')
  const get = async (path: string) => {
    const response = await project.fetch(new Request(`http://localhost/__nuages__/mail/${path}`))
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  assert.match((await get('')).text, /Nothing yet/)
  await project.run(async () => {
    await mail({
      to: 'Ida <ida@example.org>',
      bcc: 'hidden@example.org',
      subject: '<script>alert(1)</script>',
      text: 'Text & more',
      html: '<h1>Hello</h1><script>alert(1)</script><img src="cid:logo">',
      attachments: [{ filename: 'é.html', content: '<script>' }],
      inline: { logo: { content: 'PNG', contentType: 'image/png' } },
    }).send()
    await transport.close()
    await assert.rejects(note().send(), { code: 'NUAGES_MAIL_CLOSED' })
  })
  const list = await get('')
  assert.match(list.text, /&lt;script&gt;alert\(1\)/)
  assert.match(list.text, /It was not sent/)
  assert.match(list.text, /previews\/a%20%3Cb%3E\//)
  assert.match(list.headers.get('content-security-policy')!, /^default-src 'none'/)
  const page = await get('1/')
  assert.match(
    page.text,
    /<iframe src="\/__nuages__\/mail\/1\/html" title="[^"]+" sandbox="allow-popups allow-popups-to-escape-sandbox">/,
  )
  assert.match(page.text, /hidden@example\.org/)
  assert.doesNotMatch(page.text, /<script>alert/)
  const html = await get('1/html')
  assert.match(html.headers.get('content-security-policy')!, /default-src 'none'.*sandbox allow-popups/)
  assert.equal(html.headers.get('x-frame-options'), 'SAMEORIGIN')
  assert.equal(html.headers.get('content-disposition'), 'inline')
  assert.match(html.text, /<img src="data:image\/png;base64,UE5H">/)
  assert.match((await get('1/?view=text')).text, /Text &amp; more/)
  assert.match((await get('1/?view=headers')).text, /MIME-Version: 1\.0<\/pre>|MIME-Version: 1\.0/)
  assert.match((await get('1/?view=source')).text, /multipart\/mixed/)
  const file = await get('1/attachments/0')
  assert.equal(file.text, '<script>')
  assert.equal(file.headers.get('content-type'), 'application/octet-stream')
  assert.match(file.headers.get('content-disposition')!, /^attachment; /)
  assert.match((await get('1/message.eml')).text, /^From: webmaster@localhost/m)
  assert.match((await get('2/')).text, /role="alert".*was closed/)
  assert.match((await get('previews/a%20%3Cb%3E/')).text, /Preview/)
  for (const path of ['3/', '2/html', '1/attachments/9', 'previews/none/', 'x', '1'])
    assert.equal((await get(path)).status, 404, path)
  await using published = await open({ mail: { transport: new MemoryTransport(), previews } }, 'production')
  assert.equal((await published.fetch(new Request('http://localhost/__nuages__/mail/'))).status, 404)
})

test('what check --deploy says of mails', async () => {
  const ids = async (options: Partial<ProjectOptions>, env: Record<string, string> = {}) => {
    await using project = await open(options, 'production', env)
    const found = await project.check({ deploy: true, types: false })
    return found.map(({ id }) => id).filter((id) => id.startsWith('mail.'))
  }
  assert.deepEqual(await ids({ mail: false }), [])
  assert.deepEqual(await ids({}), ['mail.W001'])
  assert.deepEqual(await ids({ mail: { transport: new MemoryTransport() } }), [])
  assert.deepEqual(await ids({ mail: { url: 'console:', from: 'a@example.org' } }), ['mail.W002'])
  assert.deepEqual(
    await ids({ mail: { from: 'a@example.org' } }, { MAIL_URL: 'smtp://a:b@mail.example.org?tls=none' }),
    ['mail.W003'],
  )
  assert.deepEqual(await ids({ mail: { url: 'smtp://a:b@mail.example.org', from: 'a@example.org' } }), ['mail.W004'])
  assert.deepEqual(await ids({}, { MAIL_URL: 'smtps://a:b@mail.example.org' }), ['mail.W005'])
})
