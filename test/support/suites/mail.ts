import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { Mailer, type MailOptions, type MailTransport, mail } from '../../../src/web/mail/index.ts'

/** A transport under test, and what came out of it. */
export interface MailSetup {
  readonly transport: MailTransport
  /** The MIME messages that arrived, in order. */
  arrived(): Promise<readonly Buffer[]>
  /** Whom the last one was for, where that can be seen. */
  recipients?(): readonly string[]
  close(): Promise<void>
}

const from = 'The Gazette <gazette@example.org>'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What every transport of mails does with what it is given. */
export function mailSuite(name: string, open: () => Promise<MailSetup>): void {
  const run = (what: string, work: (setup: MailSetup, mailer: Mailer) => Promise<void>) =>
    test(`${name}: ${what}`, async () => {
      const setup = await open()
      const mailer = new Mailer({ transport: setup.transport, from })
      try {
        await work(setup, mailer)
      } finally {
        await mailer.close()
        await setup.close()
      }
    })
  const pass = async (
    setup: MailSetup,
    mailer: Mailer,
    options: MailOptions,
  ): Promise<{ parsed: ParsedMail; source: string }> => {
    const sent = await mailer.send(mail(options))
    assert.equal(sent.queued, false)
    const source = (await setup.arrived()).at(-1)!
    const parsed = await simpleParser(source)
    assert.equal(parsed.messageId, sent.id)
    return { parsed, source: source.toString('latin1') }
  }

  run('text, HTML, names and headers', async (setup, mailer) => {
    const { parsed, source } = await pass(setup, mailer, {
      from: { name: 'Django, "le" Manouche', address: 'django@example.org' },
      to: ['Stéphane Grappelli <stephane@example.org>', 'Ida@bücher.example'],
      cc: 'Copy <cc@example.org>',
      replyTo: 'reply@example.org',
      subject: 'Nuages – “Clouds” ☁ '.repeat(8).trim(),
      text: 'Tränen\nlügen nicht',
      html: '<p>Tränen &amp; <b>☁</b></p>',
      headers: { 'List-Unsubscribe': '<https://example.org/leave/>', 'X-Note': 'één', 'X-Two': ['1', '2'] },
    })
    assert.equal(parsed.from?.text, '"Django, \\"le\\" Manouche" <django@example.org>')
    assert.deepEqual(
      [parsed.to].flat().flatMap((each) => each?.value ?? []),
      [
        { name: 'Stéphane Grappelli', address: 'stephane@example.org' },
        { name: '', address: 'Ida@bücher.example' },
      ],
    )
    assert.match(source, /Ida@xn--bcher-kva\.example/)
    assert.equal(parsed.subject, 'Nuages – “Clouds” ☁ '.repeat(8).trim())
    assert.equal(parsed.text?.trimEnd(), 'Tränen\nlügen nicht')
    assert.equal(parsed.html, '<p>Tränen &amp; <b>☁</b></p>')
    assert.equal([parsed.replyTo].flat()[0]?.text, 'reply@example.org')
    assert.equal([parsed.cc].flat()[0]?.text, '"Copy" <cc@example.org>')
    assert.deepEqual(parsed.headers.get('list'), { unsubscribe: { url: 'https://example.org/leave/' } })
    assert.match(source, /^X-Note: =\?UTF-8\?B\?w6nDqW4=\?=\r$/m)
    assert.deepEqual(parsed.headers.get('x-two'), ['1', '2'])
    assert.ok(parsed.date !== undefined)
    assert.ok(source.split('\r\n').every((line) => line.length <= 998 && !/[\r\n]/.test(line)))
  })

  run('blind copies get it, and stand nowhere', async (setup, mailer) => {
    const { source } = await pass(setup, mailer, {
      to: 'seen@example.org',
      bcc: ['Hidden <hidden@example.org>', 'seen@example.org'],
      subject: 'One',
      text: 'Two',
    })
    assert.doesNotMatch(source, /hidden|bcc/i)
    if (setup.recipients) assert.deepEqual(setup.recipients(), ['seen@example.org', 'hidden@example.org'])
  })

  run('attachments and inline images', async (setup, mailer) => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256))
    const { parsed } = await pass(setup, mailer, {
      to: 'ida@example.org',
      subject: 'Files',
      html: '<img src="cid:logo" alt="Logo">',
      attachments: [
        { filename: 'Rechnung "März" – 1.bin', content: bytes },
        { filename: 'plain.txt', content: 'a\nb\r\nc\r' },
        { filename: 'table', content: 'a;b', contentType: 'text/csv; charset=utf-8' },
      ],
      inline: { logo: { content: png, contentType: 'image/png' } },
    })
    const [binary, text, table, logo] = [...parsed.attachments].sort(
      (a, b) => Number(a.related ?? false) - Number(b.related ?? false),
    )
    assert.equal(binary?.filename, 'Rechnung "März" – 1.bin')
    assert.deepEqual(binary?.content, bytes)
    assert.equal(text?.contentType, 'text/plain')
    assert.equal(text?.content.toString(), 'a\nb\r\nc\r')
    assert.deepEqual([table?.filename, table?.contentType], ['table', 'text/csv'])
    assert.deepEqual([logo?.cid, logo?.contentDisposition, logo?.related], ['logo', 'inline', true])
    assert.deepEqual(logo?.content, png)
  })

  run('long lines, lines of dots, odd line ends', async (setup, mailer) => {
    const text = ['.', '..', '.hidden', 'x'.repeat(5000), 'From here', '', '.'].join('\n')
    const { parsed, source } = await pass(setup, mailer, {
      to: 'ida@example.org',
      subject: 's',
      text: `${text}\rlast\r\nline`,
    })
    assert.equal(parsed.text?.trimEnd(), `${text}\nlast\nline`)
    assert.ok(source.split('\r\n').every((line) => line.length <= 998 && !/[\r\n]/.test(line)))
  })

  run('an end of the mail in the middle of a text ends nothing', async (setup, mailer) => {
    const text = 'one\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@example.org>\nDATA\n.\nend'
    const before = (await setup.arrived()).length
    const { parsed } = await pass(setup, mailer, { to: 'ida@example.org', subject: 's', text })
    assert.equal(parsed.text?.trimEnd(), text.replaceAll('\r\n', '\n'))
    assert.equal((await setup.arrived()).length, before + 1)
  })

  run('many in their order', async (setup, mailer) => {
    const mails = Array.from({ length: 5 }, (_, i) => mail({ to: `n${i}@example.org`, subject: `Mail ${i}`, text: '' }))
    const sent = await mailer.sendMany(mails)
    assert.deepEqual(
      sent.map(({ accepted }) => accepted),
      mails.map(({ recipients }) => recipients),
    )
    const subjects = await Promise.all((await setup.arrived()).map(async (each) => (await simpleParser(each)).subject))
    assert.deepEqual(subjects, ['Mail 0', 'Mail 1', 'Mail 2', 'Mail 3', 'Mail 4'])
  })

  run('nothing after the end', async (setup, mailer) => {
    await mailer.close()
    await assert.rejects(mailer.send(mail({ to: 'ida@example.org', subject: 's', text: 't' })), {
      code: 'NUAGES_MAIL_CLOSED',
    })
    assert.equal((await setup.arrived()).length, 0)
  })
}
