import { readFile } from 'node:fs/promises'
import type { SMTPPoolOptions } from 'nodemailer'
import { fileReason } from '../../../base/errors/index.ts'
import type { ComposedMail } from '../compose.ts'
import { mailErrors } from '../errors.ts'
import { smtpError } from './smtp-error.ts'
import type { Delivery, MailTransport } from './transport.ts'

/** Where an SMTP server is, and how it is spoken to. */
export interface SmtpSettings {
  readonly host: string
  readonly port: number
  readonly user: string | null
  readonly password: string | null
  /** `implicit`: TLS from the first byte (smtps). `required`: STARTTLS or nothing. `optional`: where the server offers it. `none`: never. */
  readonly tls: 'implicit' | 'required' | 'optional' | 'none'
  /** A file with the certificates (PEM) of those who vouch for the server, beside those that Node knows. Null for those alone. */
  readonly ca: string | null
  /** Connections at once at most. */
  readonly connections: number
  /** Milliseconds for a connection, for the greeting, and for each answer. */
  readonly timeout: number
  /** What this machine calls itself. Null for its host name. */
  readonly name: string | null
}

type Sender = { sendMail(mail: object): Promise<{ accepted?: unknown[]; rejected?: unknown[] }>; close(): void }

/** Milliseconds after which a connection that is not used is closed. */
const idle = 5000

/** Sends mails to an SMTP server, by nodemailer. Connections are kept open for a while, and one takes many mails one after the other. */
export class SmtpTransport implements MailTransport {
  readonly kind = 'smtp'
  readonly location: string
  readonly #settings: SmtpSettings
  readonly #running = new Set<Promise<unknown>>()
  #sender: Promise<Sender> | null = null
  #closed = false

  constructor(settings: SmtpSettings) {
    this.#settings = settings
    this.location = `${settings.tls === 'implicit' ? 'smtps' : 'smtp'}://${settings.host}:${settings.port}`
  }

  async send(mail: ComposedMail): Promise<Delivery> {
    if (this.#closed) throw mailErrors.CLOSED({})
    const sending = this.#send(mail)
    this.#running.add(sending)
    try {
      return await sending
    } finally {
      this.#running.delete(sending)
    }
  }

  async #send({ envelope, source }: ComposedMail): Promise<Delivery> {
    this.#sender ??= open(this.#settings)
    let sender: Sender
    try {
      sender = await this.#sender
    } catch (error) {
      this.#sender = null
      throw error
    }
    const address = (each: string) => ({ address: each, name: '' })
    try {
      const { accepted = [], rejected = [] } = await sender.sendMail({
        envelope: { from: address(envelope.from), to: envelope.to.map(address) },
        raw: Buffer.from(source),
      })
      return { accepted: accepted.map(addressOf), rejected: rejected.map(addressOf) }
    } catch (error) {
      throw smtpError(error, this.location)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#running)
    if (this.#sender !== null) (await this.#sender.catch(() => null))?.close()
  }
}

const addressOf = (each: unknown): string =>
  typeof each === 'string' ? each : String((each as { address?: unknown } | null)?.address ?? '')

async function open(settings: SmtpSettings): Promise<Sender> {
  const { host, port, user, password, tls, ca, connections, timeout, name } = settings
  const { createTransport } = await import('nodemailer')
  const options: SMTPPoolOptions & { pool: true } = {
    pool: true,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    maxConnections: connections,
    maxMessages: 100,
    // A server that goes away in the middle may have taken the mail: whether to send it twice is for who asked.
    maxRequeues: 0,
    idleTimeout: idle,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    dnsTimeout: timeout,
    socketTimeout: timeout,
    socketCloseTimeout: 0,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    ...(name !== null && { name }),
    tls: { minVersion: 'TLSv1.2', ...(ca !== null && { ca: await certificates(ca) }) },
  }
  return createTransport(options) as unknown as Sender
}

async function certificates(path: string): Promise<string[]> {
  const { getCACertificates } = await import('node:tls')
  try {
    return [...getCACertificates(), await readFile(path, 'utf8')]
  } catch (cause) {
    throw mailErrors.BAD_URL({ problem: `the file ${path} of \`ca\` cannot be read: ${fileReason(cause)}` }, { cause })
  }
}
