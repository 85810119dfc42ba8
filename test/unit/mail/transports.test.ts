import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConsoleTransport, MemoryTransport, openMail } from '../../../src/web/mail/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { smtpHost } from '../../support/smtp.ts'
import { mailSuite } from '../../support/suites/mail.ts'

mailSuite('memory', async () => {
  const transport = new MemoryTransport()
  return {
    transport,
    arrived: async () => transport.outbox.mails.map(({ source }) => Buffer.from(source)),
    recipients: () => transport.outbox.last!.envelope.to,
    close: async () => {},
  }
})

mailSuite('file', async () => {
  const dir = temporaryFolder('outbox')
  return {
    transport: openMail('file:./mails', { dir }),
    async arrived() {
      const names = await readdir(join(dir, 'mails')).catch(() => [])
      const files = await Promise.all(names.sort().map(async (name) => readFile(join(dir, 'mails', name))))
      return files
    },
    close: () => rm(dir, { recursive: true }),
  }
})

mailSuite('console', async () => {
  const printed: string[] = []
  return {
    transport: new ConsoleTransport(true, (text) => printed.push(text)),
    arrived: async () => printed.map((text) => Buffer.from(text.split('\n').slice(1, -2).join('\r\n'))),
    close: async () => {},
  }
})

mailSuite('smtp', async () => {
  const host = await smtpHost()
  return {
    transport: openMail(`smtp://127.0.0.1:${host.port}`),
    arrived: async () => host.arrived.map(({ source }) => source),
    recipients: () => host.arrived.at(-1)!.to,
    close: host.close,
  }
})
