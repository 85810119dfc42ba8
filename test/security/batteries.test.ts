/** What a stranger sends to the batteries through a real server: names of files that lead elsewhere, mails with headers of their own, keys of caches. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request as send } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { createLogger } from '../../src/base/log/index.ts'
import { createCache, memoryStore } from '../../src/data/cache/index.ts'
import { FileSystemStorage } from '../../src/data/files/index.ts'
import { createApp, html, json, path, type RunningServer, serve } from '../../src/web/http/index.ts'
import { Mailer, MemoryTransport, mail } from '../../src/web/mail/index.ts'
import { serveFiles } from '../../src/web/media/index.ts'
import { cachePage } from '../../src/web/page-cache/index.ts'
import { temporaryFolder } from '../support/packages.ts'
import { hostileNames } from '../support/suites/storage.ts'

const folder = temporaryFolder('batteries')
const root = join(folder, 'media')
mkdirSync(join(root, 'inside'), { recursive: true })
writeFileSync(join(folder, 'secret.txt'), 'secret')
writeFileSync(join(root, 'inside', 'kept.txt'), 'kept')
symlinkSync(folder, join(root, 'out'))

const storage = new FileSystemStorage({ root })
const transport = new MemoryTransport()
const mailer = new Mailer({ transport, from: 'site@example.org' })
const store = memoryStore({ size: 200_000 })
const cache = createCache({ store })
const form = async (request: Request & { form(): Promise<{ get(name: string): string | null }> }) => {
  const sent = await request.form()
  return (name: string) => sent.get(name) ?? ''
}

let server: RunningServer
before(async () => {
  const app = createApp({
    urls: [
      path('media/<path:name>', serveFiles(storage)),
      path('upload/', async (request) => {
        const saved: string[] = []
        for (const [, file] of (await request.form()).files)
          saved.push(await storage.save(`inside/${file.name}`, file.stream()))
        return json(saved)
      }),
      path('contact/', async (request) => {
        const of = await form(request)
        const from = { name: of('name'), address: 'visitor@example.org' }
        await mailer.send(mail({ to: 'desk@example.org', replyTo: from, subject: of('subject'), text: of('text') }))
        return html('sent')
      }),
      path(
        'page/<path:rest>',
        cachePage((request) => html(`${request.url} ${'x'.repeat(1000)}`), { cache }),
      ),
    ],
    logger: createLogger({ level: 'silent' }),
  })
  server = await serve(app, { port: 0 })
})
after(async () => {
  await server.close()
  await mailer.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly body: string
}
/** As it is written: a URL would be put in order first. */
async function raw(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const asked = send({ port: server.port, host: '127.0.0.1', method, path: target, headers })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode!, body: text }
}

test('no address leads out of the folder of files', async () => {
  const steps = [
    '..',
    '%2e%2e',
    '.%2e',
    '%2E.',
    '..%00',
    '%252e%252e',
    '..;',
    '%c0%ae%c0%ae',
    '%ff..',
    'inside/..',
    'inside/%2e%2e',
    'out',
    'out%2f',
  ]
  const slashes = ['/', '%2f', '%5c', '\\', '//', '/./', '%2f%2f']
  let asked = 0
  for (const step of steps)
    for (const slash of slashes)
      for (const end of ['secret.txt', 'secret.txt%00', 'secret.txt/', 'secret.txt%2f.']) {
        const { status, body } = await raw('GET', `/media/${step}${slash}${end}`)
        assert.ok([301, 400, 404].includes(status), `${status} ${step}${slash}${end}`)
        assert.doesNotMatch(body, /^secret$/)
        asked++
      }
  assert.ok(asked > 300)
  for (const target of [
    `/media/${join(folder, 'secret.txt')}`,
    '/media//etc/passwd',
    '/media/%2fetc%2fpasswd',
    '/media/',
    '/media/inside',
  ])
    assert.ok([301, 400, 404].includes((await raw('GET', target)).status), target)
  assert.deepEqual(await raw('GET', '/media/inside/kept.txt'), { status: 200, body: 'kept' })
})

/** A form with one file, its name as it is written. */
const upload = (name: string, content: string) =>
  raw(
    'POST',
    '/upload/',
    { 'content-type': 'multipart/form-data; boundary=b' },
    `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${content}\r\n--b--\r\n`,
  )

test('no uploaded name writes elsewhere, and none over another file', async () => {
  const outside = readdirSync(folder).sort()
  const names = [
    ...hostileNames,
    'inside/kept.txt',
    '../secret.txt',
    '....//secret.txt',
    'KEPT.txt',
    'kept.txt',
    'con',
    '.htaccess',
    '%2e%2e%2fsecret.txt',
    "x' onerror='",
    'a'.repeat(400),
  ]
  for (const name of names) {
    const { status } = await upload(name.toWellFormed().replace(/["\r\n]/g, ''), 'evil')
    assert.ok(status === 200 || status === 400, `${status} ${JSON.stringify(name)}`)
  }
  assert.deepEqual(readdirSync(folder).sort(), outside)
  assert.deepEqual(readdirSync(root).sort(), ['inside', 'out'])
  assert.equal(readFileSync(join(folder, 'secret.txt'), 'utf8'), 'secret')
  assert.equal(readFileSync(join(root, 'inside', 'kept.txt'), 'utf8'), 'kept')
  assert.ok(readdirSync(join(root, 'inside')).every((name) => /^[\w-][\w.-]*$/.test(name)))
  // Twenty at once under one name: each has its own place and its own content.
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => upload('report.txt', `content ${i}`)))
  const saved = answers.map(({ body }) => (JSON.parse(body) as string[])[0]!)
  assert.equal(new Set(saved).size, 20)
  for (const [i, name] of saved.entries()) assert.equal(readFileSync(join(root, name), 'utf8'), `content ${i}`)
})

test('what a visitor writes into a form is no header of a mail', async () => {
  const evils = [
    '\r\nBcc: victim@example.org',
    '\nBcc: victim@example.org',
    '\r\n\r\n<script>',
    '\rX: y',
    '\0',
    '\u2028Bcc: x',
    '>, victim@example.org',
    '", victim@example.org, "',
    '=?utf-8?q?=0d=0aBcc:=20victim@example.org?=',
  ]
  for (const field of ['name', 'subject', 'text'])
    for (const evil of evils) {
      const before = transport.outbox.length
      const body = new URLSearchParams({ name: 'Ida', subject: 'Hello', text: 'Text', [field]: `Hello${evil}` })
      const { status } = await raw(
        'POST',
        '/contact/',
        { 'content-type': 'application/x-www-form-urlencoded' },
        String(body),
      )
      assert.ok(status === 200 || status === 400, `${status} ${field} ${JSON.stringify(evil)}`)
      if (status === 400) {
        assert.equal(transport.outbox.length, before)
        continue
      }
      const { source, envelope } = transport.outbox.last!
      assert.deepEqual(envelope.to, ['desk@example.org'])
      const parsed = await simpleParser(Buffer.from(source))
      assert.equal(parsed.bcc, undefined)
      assert.equal(parsed.headers.has('x'), false)
      const addresses = [parsed.to, parsed.cc, parsed.replyTo]
        .flat()
        .flatMap((each) => each?.value.map(({ address }) => address))
      assert.deepEqual(
        addresses.filter((address) => address !== undefined),
        ['desk@example.org', 'visitor@example.org'],
      )
    }
  const { status } = await raw(
    'POST',
    '/contact/',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'name=Ida&subject=Hi&text=x',
  )
  assert.equal(status, 200)
})

test('made-up addresses and hosts fill no more than the cache has, and change nobody else’s page', async () => {
  const front = (await raw('GET', '/page/x')).body
  assert.match(front, /^http:\/\/127\.0\.0\.1/)
  for (let i = 0; i < 400; i++) {
    const evil: Record<string, string> = [
      { host: `evil${i}.example` },
      { 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-proto': 'https' },
      { 'x-original-url': '/evil' },
      { 'x-http-method-override': 'DELETE' },
      {},
    ][i % 6]!
    await raw('GET', i % 6 === 5 ? `/page/x?${i}` : '/page/x', evil)
    if (i % 50 === 0) assert.equal((await raw('GET', '/page/x')).body, front)
  }
  assert.ok(store.bytes <= 200_000 && store.bytes > 100_000, String(store.bytes))
  assert.equal((await raw('GET', '/page/x')).body, front)
  assert.equal((await raw('GET', '/page/x', { range: 'bytes=0-3' })).body, front)
  assert.equal((await raw('GET', '/page/x')).body, front)
  assert.equal((await raw('HEAD', '/page/x')).body, '')
})
