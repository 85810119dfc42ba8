import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { generate } from 'selfsigned'
import { Mailer, mail, openMail } from '../../../src/web/mail/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { type SmtpHost, smtpHost } from '../../support/smtp.ts'

const message = mail({ to: 'ida@example.org', subject: 'Hello', text: 'Body' })
const mailerTo = (url: string) => new Mailer({ transport: openMail(url), from: 'site@example.org' })

interface Failure {
  readonly code: string
  readonly temporary: boolean
  readonly reply?: number | null
}

async function fails(url: string, { code, temporary, reply }: Failure, words?: RegExp): Promise<void> {
  await using mailer = mailerTo(url)
  await assert.rejects(mailer.send(message), (error: Error & { code: string; data: Record<string, unknown> }) => {
    assert.equal(error.code, `NUAGES_MAIL_${code}`, inspect(error))
    assert.equal(error.data['temporary'], temporary)
    if (reply !== undefined) assert.equal(error.data['reply'], reply)
    if (words !== undefined) assert.match(error.message, words)
    assert.doesNotMatch(inspect(error, { depth: 10 }), /hunter2|aHVudGVyMg/)
    return true
  })
}

const refusal = (responseCode: number, text = 'no') => Object.assign(new Error(text), { responseCode })

/** A server that says what it is told, line by line, and then nothing more, or ends. */
async function rawServer(
  talk: (line: string, socket: Socket) => void,
  greeting: string | null = '220 hello',
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (greeting !== null) socket.write(`${greeting}\r\n`)
    let rest = ''
    socket.on('data', (chunk) => {
      const lines = (rest + String(chunk)).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) talk(line, socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

const folder = temporaryFolder('smtp')
after(() => rm(folder, { recursive: true }))
const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
  algorithm: 'sha256',
  extensions: [
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
      ],
    },
  ],
})
const ca = join(folder, 'ca.pem')
await writeFile(ca, cert)

test('several mails go by one connection', async () => {
  const host = await smtpHost()
  {
    await using mailer = mailerTo(`smtp://127.0.0.1:${host.port}`)
    await mailer.sendMany(Array.from({ length: 5 }, () => message))
    assert.equal(host.connections(), 1)
    assert.equal(host.arrived.length, 5)
  }
  await host.close()
})

test('the envelope has every recipient once, and the address for failures', async () => {
  const host = await smtpHost()
  {
    await using mailer = mailerTo(`smtp://127.0.0.1:${host.port}`)
    const { accepted } = await mailer.send(
      mail({
        to: ['A <a@example.org>', 'ünï@bücher.example'],
        cc: 'a@example.org',
        bcc: 'c@example.org',
        returnPath: 'bounces@example.org',
        subject: 's',
        text: 't',
      }),
    )
    assert.equal(accepted.length, 3)
    const { from, to } = host.arrived[0]!
    assert.equal(from, 'bounces@example.org')
    assert.deepEqual(to.toSorted(), ['a@example.org', 'c@example.org', 'ünï@bücher.example'].toSorted())
  }
  await host.close()
})

test('what a server refuses says whether it may pass later', async () => {
  const cases: [number, Failure][] = [
    [450, { code: 'NOT_NOW', temporary: true, reply: 450 }],
    [550, { code: 'REFUSED', temporary: false, reply: 550 }],
  ]
  for (const [status, failure] of cases) {
    for (const at of ['onMailFrom', 'onRcptTo', 'onData'] as const) {
      const host = await smtpHost(
        at === 'onData'
          ? {
              onData(stream, _session, done) {
                stream.resume().on('end', () => done(refusal(status)))
              },
            }
          : { [at]: (_address: unknown, _session: unknown, done: (error: Error) => void) => done(refusal(status)) },
      )
      await fails(`smtp://127.0.0.1:${host.port}`, failure, new RegExp(String(status)))
      await host.close()
    }
  }
})

test('some recipients refused, the others taken', async () => {
  const host = await smtpHost({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('no') ? refusal(550) : undefined),
  })
  {
    await using mailer = mailerTo(`smtp://127.0.0.1:${host.port}`)
    const sent = await mailer.send(mail({ to: ['no@example.org', 'yes@example.org'], subject: 's', text: 't' }))
    assert.deepEqual(sent.accepted, ['yes@example.org'])
    assert.deepEqual(sent.rejected, ['no@example.org'])
  }
  await host.close()
})

test('one mail of many that is refused does not keep the others', async () => {
  const host = await smtpHost({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('no') ? refusal(550) : undefined),
  })
  {
    await using mailer = mailerTo(`smtp://127.0.0.1:${host.port}`)
    const mails = ['a', 'no', 'b'].map((name) => mail({ to: `${name}@example.org`, subject: 's', text: 't' }))
    await assert.rejects(mailer.sendMany(mails), (error: Error & { code: string; data: object }) => {
      assert.equal(error.code, 'NUAGES_MAIL_NOT_ALL_SENT')
      assert.deepEqual(error.data, { failed: [{ index: 1, code: 'NUAGES_MAIL_REFUSED', temporary: false }], total: 3 })
      return true
    })
    assert.deepEqual(
      host.arrived.map(({ to }) => to[0]),
      ['a@example.org', 'b@example.org'],
    )
  }
  await host.close()
})

test('a server that is away fails many at once, and is asked once', async () => {
  const server = await rawServer((_line, socket) => socket.destroy(), '421 busy')
  await using mailer = mailerTo(`smtp://127.0.0.1:${server.port}`)
  await assert.rejects(
    mailer.sendMany([message, message, message]),
    (error: Error & { data: { failed: unknown[] } }) => {
      assert.deepEqual(
        error.data.failed,
        [0, 1, 2].map((index) => ({ index, code: 'NUAGES_MAIL_NOT_NOW', temporary: true })),
      )
      return true
    },
  )
  await server.close()
})

test('a server that closes in the middle, one that stalls, one that is none, none at all', async () => {
  const closing = await rawServer((line, socket) => {
    if (line.startsWith('EHLO')) socket.write('250 hello\r\n')
    else if (line.startsWith('DATA')) socket.destroy()
    else socket.write('250 ok\r\n')
  })
  await fails(
    `smtp://127.0.0.1:${closing.port}`,
    { code: 'NOT_NOW', temporary: true, reply: null },
    /the connection ended/,
  )
  await closing.close()
  const stalling = await rawServer((line, socket) => {
    if (line.startsWith('EHLO')) socket.write('250 hello\r\n')
  })
  await fails(
    `smtp://127.0.0.1:${stalling.port}?timeout=80`,
    { code: 'NOT_NOW', temporary: true, reply: null },
    /in time/,
  )
  await stalling.close()
  const silent = await rawServer(() => {}, null)
  await fails(
    `smtp://127.0.0.1:${silent.port}?timeout=80`,
    { code: 'NOT_NOW', temporary: true, reply: null },
    /in time/,
  )
  await silent.close()
  await fails(`smtp://127.0.0.1:${silent.port}`, { code: 'NOT_NOW', temporary: true, reply: null }, /ECONNREFUSED/)
  const web = await rawServer(() => {}, 'HTTP/1.1 400 Bad Request')
  await fails(`smtp://127.0.0.1:${web.port}?timeout=80`, { code: 'NOT_NOW', temporary: true })
  await web.close()
})

test('a connection that the server ended is made anew', async () => {
  let taken = 0
  let ended = Promise.resolve<unknown>(null)
  const server = await rawServer((line, socket) => {
    if (/^(EHLO|MAIL|RCPT)/.test(line)) socket.write('250 ok\r\n')
    else if (line === 'DATA') socket.write('354 go on\r\n')
    else if (line === '.') {
      taken++
      ended = once(socket, 'close')
      socket.end('250 taken\r\n')
    }
  })
  await using mailer = mailerTo(`smtp://127.0.0.1:${server.port}`)
  await mailer.send(message)
  await ended
  await mailer.send(message)
  assert.equal(taken, 2)
  await server.close()
})

test('a user and a password; a wrong one lasts, and is never told', async () => {
  const host = await smtpHost({
    authOptional: false,
    allowInsecureAuth: true,
    authMethods: ['PLAIN'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'site@example.org' && password === 'p:w/@%?#é'
        ? done(null, { user: username })
        : done(refusal(535, `hunter2 is wrong`)),
  })
  {
    await using mailer = mailerTo(`smtp://site%40example.org:${encodeURIComponent('p:w/@%?#é')}@127.0.0.1:${host.port}`)
    await mailer.send(message)
    assert.equal(host.arrived.length, 1)
    assert.doesNotMatch(mailer.transport!.location, /site|@/)
  }
  await using wrong = mailerTo(`smtp://site:secret-of-mine@127.0.0.1:${host.port}`)
  await assert.rejects(
    wrong.sendMany([message, message]),
    (error: Error & { data: { failed: { code: string }[] } }) => {
      assert.deepEqual(
        error.data.failed.map(({ code }) => code),
        ['NUAGES_MAIL_REFUSED', 'NUAGES_MAIL_REFUSED'],
      )
      assert.doesNotMatch(inspect(error, { depth: 10 }), /secret-of-mine|c2VjcmV0LW9mLW1pbm/)
      return true
    },
  )
  await host.close()
})

test('TLS: STARTTLS where it is offered, required where it is asked for, certificates are checked', async () => {
  const secure = await smtpHost({ key, cert })
  const plain = await smtpHost()
  const whole = await smtpHost({ key, cert, secure: true })
  const sends = async (url: string, host: SmtpHost, isSecure: boolean) => {
    await using mailer = mailerTo(url)
    await mailer.send(message)
    assert.equal(host.arrived.at(-1)?.secure, isSecure)
  }
  await sends(`smtp://127.0.0.1:${secure.port}?tls=required&ca=${encodeURIComponent(ca)}`, secure, true)
  await sends(`smtp://127.0.0.1:${secure.port}?ca=${encodeURIComponent(ca)}`, secure, true)
  await sends(`smtp://127.0.0.1:${secure.port}?tls=none`, secure, false)
  await sends(`smtps://127.0.0.1:${whole.port}?ca=${encodeURIComponent(ca)}`, whole, true)
  await fails(`smtp://127.0.0.1:${secure.port}`, { code: 'REFUSED', temporary: false, reply: null }, /SELF_SIGNED/)
  await fails(`smtps://127.0.0.1:${whole.port}`, { code: 'REFUSED', temporary: false, reply: null }, /SELF_SIGNED/)
  await fails(`smtp://127.0.0.1:${plain.port}?tls=required`, { code: 'REFUSED', temporary: false }, /TLS/)
  await using missing = mailerTo(`smtps://127.0.0.1:${whole.port}?ca=${encodeURIComponent(join(folder, 'none.pem'))}`)
  await assert.rejects(missing.send(message), { code: 'NUAGES_MAIL_BAD_URL' })
  for (const host of [secure, plain, whole]) await host.close()
})

test('addresses of transports', () => {
  const refusedUrl = (url: string, problem: RegExp) =>
    assert.throws(
      () => openMail(url),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'NUAGES_MAIL_BAD_URL')
        assert.match(error.message, problem)
        assert.doesNotMatch(error.message, /hunter2/)
        return true
      },
    )
  refusedUrl('mail.example.org', /no scheme/)
  refusedUrl('imap://u:hunter2@host', /no transport 'imap:'/)
  refusedUrl('smtp://u:hunter2@', /no (URL|host)/)
  refusedUrl('smtp://u:hunter2@host:99999', /no URL/)
  refusedUrl('smtp://u:hunter2@host/path', /a path/)
  refusedUrl('smtp://u:hunter2@host?verify=false', /no parameter 'verify'/)
  refusedUrl('smtp://u:hunter2%zz@host', /%25/)
  refusedUrl('smtp://host?tls=maybe', /`tls`/)
  refusedUrl('smtps://host?tls=none', /always has TLS/)
  refusedUrl('smtp://host?timeout=0', /`timeout`/)
  refusedUrl('smtp://host?connections=1e9', /`connections`/)
  refusedUrl('smtp://host?name=a%0d%0aMAIL', /`name`/)
  refusedUrl('console:loud', /only 'source'/)
  refusedUrl('file:', /no folder/)
  refusedUrl('memory:x', /nothing/)
  assert.equal(openMail('smtp://u:p@mail.example.org').location, 'smtp://mail.example.org:587')
  assert.equal(openMail('smtps://u:p@mail.example.org').location, 'smtps://mail.example.org:465')
  assert.equal(openMail('file:out', { dir: '/srv/site' }).location, 'file:/srv/site/out')
  assert.equal(openMail('file:///var/mails').location, 'file:/var/mails')
})
