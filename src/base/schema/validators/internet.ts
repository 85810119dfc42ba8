import { isIPv4, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { gettextNoop } from '../mark.ts'
import type { Validator } from '../validation.ts'
import { named, refuse, type ValidatorOptions } from './make.ts'

const longestEmail = 320
const longestUrl = 2048

const atom = "[-!#$%&'*+/=?^_`{}|~0-9a-z]+"
const quoted = String.raw`"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!\x23-\x5b\x5d-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"`
const mailbox = new RegExp(`^(?:${atom}(?:\\.${atom})*|${quoted})$`, 'i')
const mailDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,62}[a-z0-9]$/i

/** Names in other scripts as punycode; every other text as it is (a URL parser would repair it). */
function asciiDomain(domain: string): string {
  const isWide = /^[\p{L}\p{M}\p{N}\p{S}.-]+$/u.test(domain) && /[^\0-\x7f]/.test(domain)
  // Punycode would hide a hyphen at the end of a part.
  return isWide && !/(?:^|\.)-|-(?:\.|$)/.test(domain) ? domainToASCII(domain) : domain
}

function isMailDomain(domain: string, allowed: readonly string[]): boolean {
  if (allowed.includes(domain) || mailDomain.test(domain)) return true
  const literal = /^\[([0-9a-f:.]+)\]$/i.exec(domain)
  return literal !== null && isIp(literal[1]!, 'both')
}

/** Whether a text is an e-mail address; `allow` has hosts that may stand after the `@` beside domains of two parts. */
export function isEmail(text: string, allow: readonly string[] = []): boolean {
  const at = text.lastIndexOf('@')
  return (
    at > 0 &&
    text.length <= longestEmail &&
    mailbox.test(text.slice(0, at)) &&
    isMailDomain(asciiDomain(text.slice(at + 1)), allow)
  )
}

/**
 * An e-mail address as people have them: a name, `@`, and a domain of at least two parts, an address in brackets, or a
 * host in `allow` (default `localhost`). Domains in other scripts are read as punycode. Code 'invalid'.
 * Semantics: Django's `EmailValidator`.
 */
export function email(options: ValidatorOptions & { readonly allow?: readonly string[] } = {}): Validator<unknown> {
  const allowed = options.allow ?? ['localhost']
  return named('email', (value) => {
    if (typeof value === 'string' && isEmail(value, allowed)) return
    refuse('invalid', gettextNoop('Enter a valid email address.'), { value }, options)
  })
}

// No backslash before the host: browsers take it for a slash, and would go to another one.
const urlParts =
  /^([a-z0-9.+-]*):\/\/(?:[^\s:@/\\]+(?::[^\s:@/\\]*)?@)?(\[[0-9a-f:.]+\]|[^\s/?#:@[\]]+)(?::\p{Nd}{1,5})?(?:[/?#]\S*)?$/iu
const wide = '\\u{a1}-\\u{ffff}'
const label = `[a-z0-9${wide}](?:[a-z0-9${wide}-]{0,61}[a-z0-9${wide}])?`
const inner = `(?:\\.(?!-)[a-z0-9${wide}-]{1,63}(?<!-))*`
const top = `\\.(?!-)(?:[a-z${wide}-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)\\.?`
const host = new RegExp(`^(?:${label}${inner}${top}|localhost)$`, 'iu')

function isUrlHost(name: string): boolean {
  if (name.length > 253) return false
  if (name.startsWith('[')) return isIp(name.slice(1, -1), 'ipv6')
  return isIPv4(name) || host.test(name)
}

/**
 * An absolute URL of one of `schemes`, at most 2048 characters long. Code 'invalid'.
 * Semantics: Django's `URLValidator`.
 */
export function url(options: ValidatorOptions & { readonly schemes?: readonly string[] } = {}): Validator<unknown> {
  const schemes = options.schemes ?? ['http', 'https', 'ftp', 'ftps']
  return named('url', (value) => {
    if (typeof value === 'string' && value.length <= longestUrl && !/[\t\r\n]/.test(value)) {
      const parts = urlParts.exec(value)
      if (parts !== null && schemes.includes(parts[1]!.toLowerCase())) {
        const name = parts[2]!
        if (isUrlHost(name) || isUrlHost(asciiDomain(name))) return
      }
    }
    refuse('invalid', gettextNoop('Enter a valid URL.'), { value }, options)
  })
}

/** Which addresses are meant. */
export type IpProtocol = 'both' | 'ipv4' | 'ipv6'

/** Is the text an IP address, without leading zeros or brackets? An IPv6 address may name its zone (`fe80::1%eth0`). */
export function isIp(text: string, protocol: IpProtocol): boolean {
  if (protocol !== 'ipv6' && isIPv4(text)) return true
  return protocol !== 'ipv4' && isIPv6(text)
}

const ipMessages: Record<IpProtocol, string> = {
  both: gettextNoop('Enter a valid IPv4 or IPv6 address.'),
  ipv4: gettextNoop('Enter a valid IPv4 address.'),
  ipv6: gettextNoop('Enter a valid IPv6 address.'),
}

/** An IP address. Code 'invalid'. */
export function ipAddress(options: ValidatorOptions & { readonly protocol?: IpProtocol } = {}): Validator<unknown> {
  const protocol = options.protocol ?? 'both'
  return named('ipAddress', (value) => {
    if (typeof value !== 'string' || !isIp(value, protocol)) refuse('invalid', ipMessages[protocol], { value }, options)
  })
}
