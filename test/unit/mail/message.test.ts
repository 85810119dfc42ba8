import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { NuagesError } from '../../../src/base/errors/index.ts'
import {
  formatAddress,
  Mailer,
  type MailOptions,
  MemoryTransport,
  mail,
  parseAddresses,
} from '../../../src/web/mail/index.ts'

const good: MailOptions = { to: 'ida@example.org', subject: 'Hello', text: 'Body' }
const refused = (options: object, code: string, field?: string) =>
  assert.throws(
    () => mail({ ...good, ...options } as MailOptions),
    (error: unknown) => {
      assert.ok(error instanceof NuagesError)
      assert.equal(error.code, `NUAGES_MAIL_${code}`)
      if (field !== undefined) assert.equal(error.data['field'], field)
      return true
    },
  )

test('addresses in every form', () => {
  const read = (input: unknown) => parseAddresses(input, 'to').map(({ name, address }) => [name, address])
  assert.deepEqual(read('ida@example.org'), [['', 'ida@example.org']])
  assert.deepEqual(read('  Ida Presti  <ida@example.org> '), [['Ida Presti', 'ida@example.org']])
  assert.deepEqual(read('"Presti, \\"Ida\\"" <ida@example.org>, b@example.org'), [
    ['Presti, "Ida"', 'ida@example.org'],
    ['', 'b@example.org'],
  ])
  assert.deepEqual(read(['a@example.org', { name: 'Bé, C', address: 'b@münchen.example' }]), [
    ['', 'a@example.org'],
    ['Bé, C', 'b@xn--mnchen-3ya.example'],
  ])
  assert.deepEqual(read("o'neil+tag@sub.example.org"), [['', "o'neil+tag@sub.example.org"]])
  assert.deepEqual(read('用户@例え.jp'), [['', '用户@xn--r8jz45g.jp']])
  assert.deepEqual(read('root@localhost, a@[127.0.0.1], b@[IPv6:::1]').length, 3)
})

test('what is no address is refused by field, and not repeated', () => {
  const wrong = [
    '',
    ' ',
    'ida',
    '@example.org',
    'ida@',
    'a b@example.org',
    'a@b@example.org',
    'ida@exa mple.org',
    'ida@-x.org',
    '.a@example.org',
    'a..b@example.org',
    'a@example..org',
    '"a b"@example.org',
    'x (comment) <a@example.org>',
    'team: a@example.org, b@example.org;',
    '"open <a@example.org>',
    'a@example.org,',
    'a@example.org>',
    '<a@example.org> b',
    'Na<me <a@example.org>',
    'a@1.2.3.4',
    'a@[1.2.3]',
    'a\u200b@example.org',
    'a@exam\u00a0ple.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(64)}.org`,
    `a@${'b.'.repeat(150)}org`,
    '"a" b <a@example.org>',
    7,
    null,
    {},
    { name: 'x' },
    { address: 7 },
    [['a@example.org']],
  ]
  for (const to of wrong) {
    assert.throws(
      () => mail({ ...good, to: to as string }),
      (error: Error & { code: string; data: { field?: string } }) => {
        assert.match(error.code, /^NUAGES_MAIL_(BAD_ADDRESS|BAD_VALUE)$/, String(to))
        assert.match(error.data.field ?? '', /^to/)
        if (typeof to === 'string' && to.trim().length > 6)
          assert.ok(!(error.message + JSON.stringify(error.data)).includes(to))
        return true
      },
    )
  }
  refused({ to: ['a@example.org', 'b'] }, 'BAD_ADDRESS', 'to[1]')
  refused({ from: 'a@example.org, b@example.org' }, 'BAD_ADDRESS', 'from')
})

test('no field breaks out of its line', () => {
  const fields: [string, (evil: string) => object][] = [
    ['to', (evil) => ({ to: `a@example.org${evil}` })],
    ['cc', (evil) => ({ cc: { name: `A${evil}`, address: 'a@example.org' } })],
    ['bcc[1]', (evil) => ({ bcc: ['b@example.org', `"x${evil}" <a@example.org>`] })],
    ['from', (evil) => ({ from: { name: 'x', address: `a@example.org${evil}` } })],
    ['replyTo', (evil) => ({ replyTo: `a${evil}@example.org` })],
    ['returnPath', (evil) => ({ returnPath: `a@example.org${evil}` })],
    ['subject', (evil) => ({ subject: `Hello${evil}` })],
    ['header name', (evil) => ({ headers: { [`X-A${evil}`]: '1' } })],
    ['header X-A', (evil) => ({ headers: { 'X-A': ['1', `2${evil}`] } })],
    ['attachments[0].filename', (evil) => ({ attachments: [{ filename: `a${evil}.txt`, content: '' }] })],
    [
      'attachments[0].contentType',
      (evil) => ({ attachments: [{ filename: 'a', content: '', contentType: `text/plain${evil}` }] }),
    ],
    ['inline', (evil) => ({ html: '', inline: { [`a${evil}`]: { content: '' } } })],
  ]
  const evils = ['\r\nBcc: x@example.org', '\n x', '\r', '\0', '\u2028', '\u0085', '\x1b[2J', '\x7f']
  for (const [field, options] of fields) for (const evil of evils) refused(options(evil), 'HEADER_INJECTION', field)
})

test('what was not meant', () => {
  refused({ to: undefined }, 'NO_RECIPIENT')
  refused({ to: [] }, 'NO_RECIPIENT')
  refused({ text: undefined }, 'NO_BODY')
  refused({ recipients: 'x' }, 'UNKNOWN_FIELD', 'recipients')
  refused({ subject: undefined }, 'BAD_VALUE', 'subject')
  refused({ subject: 'x'.repeat(901) }, 'BAD_VALUE', 'subject')
  refused({ text: 7 }, 'BAD_VALUE', 'text')
  refused({ headers: { Subject: 'x' } }, 'BAD_VALUE', 'header Subject')
  refused({ headers: { 'content-TYPE': 'x' } }, 'BAD_VALUE', 'header content-TYPE')
  refused({ headers: { 'X Y': 'x' } }, 'BAD_VALUE', 'headers')
  refused({ headers: { 'X-Y': 'x'.repeat(901) } }, 'BAD_VALUE', 'header X-Y')
  refused({ headers: [] }, 'BAD_VALUE', 'headers')
  refused({ attachments: [{ filename: '../../x', content: '' }] }, 'BAD_VALUE', 'attachments[0].filename')
  refused({ attachments: [{ filename: 'x' }] }, 'BAD_VALUE', 'attachments[0]')
  refused({ attachments: [{ content: 'x' }] }, 'BAD_VALUE', 'attachments[0]')
  refused({ attachments: [{ filename: 'x', content: '', path: 'y' }] }, 'BAD_VALUE', 'attachments[0]')
  refused(
    { attachments: [{ filename: 'x', content: '', contentType: 'pdf' }] },
    'BAD_VALUE',
    'attachments[0].contentType',
  )
  refused({ attachments: [{ filename: 'x', content: '?', encoding: 'base64' }] }, 'BAD_VALUE', 'attachments[0].content')
  refused({ attachments: ['x'] }, 'BAD_VALUE', 'attachments[0]')
  refused({ attachments: [{ filename: 'x', content: '', href: 'http://x' }] }, 'UNKNOWN_FIELD', 'attachments[0].href')
  refused({ inline: { a: { content: '' } } }, 'BAD_VALUE', 'inline')
  refused({ html: '<img src="cid:logo">' }, 'BAD_VALUE', 'html')
})

test('counts and sizes have limits', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@example.org`)
  refused({ to: many(101) }, 'TOO_MANY')
  refused({ to: many(50), cc: many(40), bcc: many(101) }, 'TOO_MANY')
  assert.equal(mail({ ...good, to: many(100) }).recipients.length, 100)
  refused({ text: 'x'.repeat(25_000_001) }, 'TOO_LARGE', 'text')
  const attachments = Array.from({ length: 3 }, () => ({ filename: 'x', content: Buffer.alloc(9_000_000) }))
  refused({ attachments }, 'TOO_LARGE', 'attachments')
  refused({ attachments: Array.from({ length: 101 }, () => ({ filename: 'x', content: '' })) }, 'TOO_MANY')
  refused({ headers: Object.fromEntries(many(51).map((_, i) => [`X-${i}`, 'x'])) }, 'TOO_MANY')
})

test('the whole, with its encodings, has the limit too; and a file that is not there is told', async () => {
  await using mailer = new Mailer({ transport: new MemoryTransport(), from: 'a@example.org', limits: { bytes: 1000 } })
  const large = mail({ ...good, attachments: [{ filename: 'x', content: Buffer.alloc(900) }] })
  await assert.rejects(mailer.send(large), { code: 'NUAGES_MAIL_TOO_LARGE' })
  const absent = mail({ ...good, attachments: [{ path: '/nowhere/x.pdf' }] })
  await assert.rejects(mailer.send(absent), { code: 'NUAGES_MAIL_ATTACHMENT' })
  const own = mail({ ...good, attachments: [{ path: import.meta.filename }] })
  await assert.rejects(mailer.send(own), { code: 'NUAGES_MAIL_TOO_LARGE' })
})

test('nothing changes in a mail that was made', () => {
  const bytes = Buffer.from('abc')
  const to = ['a@example.org']
  const message = mail({ ...good, to, attachments: [{ filename: 'x', content: bytes }] })
  bytes.fill(0)
  to.push('b@example.org')
  assert.equal(Buffer.from(message.attachments[0]!.content!).toString(), 'abc')
  assert.deepEqual(message.recipients, ['a@example.org'])
  assert.throws(() => ((message as { subject: string }).subject = 'x'), TypeError)
  assert.throws(() => (message.to as unknown[]).push(1), TypeError)
})

test('JSON keeps all of it', () => {
  const message = mail({
    ...good,
    from: 'Site <site@example.org>',
    cc: ['"B, C" <b@example.org>'],
    bcc: 'c@example.org',
    replyTo: 'd@example.org',
    returnPath: 'e@example.org',
    html: '<img src="cid:l">',
    attachments: [{ filename: 'x.bin', content: Uint8Array.of(0, 255), contentType: 'application/x-y' }],
    inline: { l: { content: 'png', contentType: 'image/png' } },
    headers: { 'X-A': ['1', '2'] },
  })
  const again = mail(JSON.parse(JSON.stringify(message)) as MailOptions)
  assert.deepEqual(again, message)
})

test('whatever a visitor types is refused, or arrives as it was typed', async () => {
  const transport = new MemoryTransport()
  await using mailer = new Mailer({ transport, from: 'site@example.org' })
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\r', '\n', '"', '<', '>', ',', ';', ':', '\\', '(', '=?', '?=', ' ', '.', '\0', 'é', '☁'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (name, subject, value) => {
      let message: ReturnType<typeof mail>
      try {
        message = mail({ to: { name, address: 'ida@example.org' }, subject, text: value, headers: { 'X-Own': value } })
      } catch (error) {
        assert.ok(error instanceof NuagesError && error.code.startsWith('NUAGES_MAIL_'), String(error))
        return
      }
      await mailer.send(message)
      const { source, envelope } = transport.outbox.last!
      const head = Buffer.from(source).toString('latin1').split('\r\n\r\n')[0]!
      const names = head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? [])
      const expected = [
        'X-Own',
        'From',
        'To',
        'Subject',
        'Message-ID',
        'Content-Transfer-Encoding',
        'Date',
        'MIME-Version',
        'Content-Type',
      ]
      assert.deepEqual(
        names.filter((each) => !expected.includes(each)),
        [],
      )
      assert.equal(new Set(names).size, names.length)
      assert.deepEqual(envelope.to, ['ida@example.org'])
      const parsed = await simpleParser(Buffer.from(source))
      assert.deepEqual(
        [parsed.to].flat().flatMap((each) => each?.value.map(({ address }) => address)),
        ['ida@example.org'],
      )
    }),
    { numRuns: 150 },
  )
})

test('a formatted address reads as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (name) => {
      const trimmed = name.trim()
      fc.pre(!/[\p{C}\u2028\u2029\ud800-\udfff]/u.test(trimmed))
      const address = { name: trimmed, address: 'a@example.org' }
      assert.deepEqual(parseAddresses(formatAddress(address), 'to'), [address])
    }),
    { numRuns: 300 },
  )
})
