import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConsoleTransport, Mailer, mail, openMail } from 'nuages/mail'

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'tickets-')))
const from = 'Hot Club <tickets@example.org>'

const ticket = mail({
  to: 'Stéphane Grappelli <stephane@example.org>',
  bcc: 'archive@example.org',
  subject: 'Your tickets for “Nuages” ☁',
  html: '<p>Two seats, <a href="https://example.org/plan/?row=1&amp;seats=2">first row</a>.</p><p><img src="cid:logo" alt="Hot Club"></p>',
  text: 'Two seats, first row: https://example.org/plan/?row=1&seats=2',
  attachments: [{ filename: 'Billet n° 1.csv', content: 'row;seat\n1;2\n1;3\n' }],
  inline: {
    logo: {
      content: 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==',
      encoding: 'base64',
      contentType: 'image/gif',
    },
  },
})

{
  await using mailer = new Mailer({ transport: openMail(process.env['MAIL_URL'] ?? `file:${folder}`), from })
  const { accepted } = await mailer.send(ticket)
  console.log(`Sent to ${accepted.join(' and ')} through ${mailer.transport!.location.split(':')[0]}.`)
}
{
  await using printer = new Mailer({ transport: new ConsoleTransport(false), from })
  await printer.send(ticket)
}
if (process.env['MAIL_URL'] === undefined) console.log(`${(await readdir(folder)).length} file in the folder.`)

for (const name of ['Django', 'Django\r\nBcc: everybody@example.org']) {
  try {
    mail({ to: { name, address: 'django@example.org' }, subject: 'Hello', text: '' })
    console.log('A name was taken.')
  } catch (error) {
    console.log((error as Error).message)
  }
}
