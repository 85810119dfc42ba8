import { isIPv4 } from 'node:net'
import { resolve } from 'node:path'
import { mailErrors } from '../errors.ts'
import { ConsoleTransport } from './console.ts'
import { FileTransport } from './file.ts'
import { MemoryTransport } from './memory.ts'
import { type SmtpSettings, SmtpTransport } from './smtp.ts'
import type { MailTransport } from './transport.ts'

export interface OpenMailOptions {
  /** The folder from which relative paths count. The current one by default. */
  readonly dir?: string
}

/**
 * The transport that an address names. It opens no connection before the first mail.
 *
 * - `smtp://user:password@host:587`: STARTTLS is required, but of this machine; `smtps://…` (465): TLS from the start. Parameters: `tls`
 *   (`required`, `optional`, `none`), `ca` (a file of certificates), `connections` (2), `timeout` (10000, milliseconds), `name`.
 * - `console:`, `console:source`; `file:./outbox`; `memory:`.
 *
 * Throws `NUAGES_MAIL_BAD_URL`, which never has the password.
 */
export function openMail(url: string, { dir = process.cwd() }: OpenMailOptions = {}): MailTransport {
  const scheme = /^([a-z]+):/.exec(url)?.[1]
  switch (scheme) {
    case 'smtp':
    case 'smtps':
      return new SmtpTransport(smtpSettings(url, dir))
    case 'console':
      if (url !== 'console:' && url !== 'console:source')
        throw mailErrors.BAD_URL({ problem: "behind 'console:' only 'source' may stand" })
      return new ConsoleTransport(url === 'console:source')
    case 'file': {
      const path = url.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
      if (path === '' || path.includes('\0')) throw mailErrors.BAD_URL({ problem: "behind 'file:' stands no folder" })
      return new FileTransport(resolve(dir, path))
    }
    case 'memory':
      if (url !== 'memory:') throw mailErrors.BAD_URL({ problem: "behind 'memory:' nothing may stand" })
      return new MemoryTransport()
    default:
      throw mailErrors.BAD_URL({
        problem: scheme === undefined ? 'it has no scheme' : `there is no transport '${scheme}:'`,
      })
  }
}

const parameters = ['tls', 'ca', 'connections', 'timeout', 'name']
const choices = ['required', 'optional', 'none'] as const

/** Reads `smtp://…` and `smtps://…`. */
export function smtpSettings(address: string, dir: string): SmtpSettings {
  const bad = (problem: string) => mailErrors.BAD_URL({ problem })
  const url = URL.parse(address)
  if (url === null) throw bad('it is no URL')
  const implicit = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '') throw bad('it names no host')
  if (url.pathname !== '' && url.pathname !== '/') throw bad('it has a path')
  for (const name of url.searchParams.keys())
    if (!parameters.includes(name))
      throw bad(`there is no parameter '${name.slice(0, 40)}', only ${parameters.join(', ')}`)
  const wished = url.searchParams.get('tls')
  const chosen = choices.find((each) => each === wished)
  if (wished !== null && chosen === undefined) throw bad(`\`tls\` is none of ${choices.join(', ')}`)
  if (implicit && chosen !== undefined && chosen !== 'required') throw bad("'smtps:' always has TLS")
  const tls = implicit ? 'implicit' : (chosen ?? (isLoopback(host) ? 'optional' : 'required'))
  const number = (name: string, fallback: number, most: number): number => {
    const text = url.searchParams.get(name)
    if (text === null) return fallback
    if (!/^[1-9]\d{0,6}$/.test(text) || Number(text) > most) throw bad(`\`${name}\` is no number from 1 to ${most}`)
    return Number(text)
  }
  const ca = url.searchParams.get('ca')
  const name = url.searchParams.get('name')
  if (name !== null && !/^[\w.:[\]-]{1,253}$/.test(name)) throw bad('`name` is no host name')
  return {
    host,
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    user: url.username === '' ? null : decoded(url.username, bad),
    password: url.password === '' ? null : decoded(url.password, bad),
    tls,
    ca: ca === null ? null : resolve(dir, ca),
    connections: number('connections', 2, 50),
    timeout: number('timeout', 10_000, 600_000),
    name,
  }
}

function decoded(text: string, bad: (problem: string) => Error): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw bad("user or password has a '%' that begins no escape; write it as %25")
  }
}

/** What is sent there does not leave the machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}
