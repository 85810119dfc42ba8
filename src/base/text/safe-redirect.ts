import { stripEnds, whiteSpace } from './strip-ends.ts'

export interface SafeRedirectOptions {
  /** Hosts that an absolute address may name, with their ports: usually `[request.host]`. None by default. */
  readonly allowedHosts?: Iterable<string> | string | null
  /** Refuse plain http: give `request.secure`. */
  readonly requireHttps?: boolean
}

/**
 * True where an address from a visitor (`?next=…`) is safe to redirect to: a path, or an http(s) address on an allowed
 * host. Semantics: Django's `url_has_allowed_host_and_scheme`, the current one, which like browsers reads an address
 * without its tabs and line breaks.
 */
export function isSafeRedirect(url: string | null | undefined, options: SafeRedirectOptions = {}): boolean {
  const address = stripEnds(url ?? '', whiteSpace)
  if (address === '') return false
  const { allowedHosts } = options
  const hosts = new Set(typeof allowedHosts === 'string' ? [allowedHosts] : (allowedHosts ?? []))
  const schemes = options.requireHttps ? ['https'] : ['http', 'https']
  // Browsers take a backslash for a slash: both readings have to be safe.
  return [address, address.replaceAll('\\', '/')].every((reading) => safeReading(reading, hosts, schemes))
}

function safeReading(address: string, hosts: ReadonlySet<string>, schemes: readonly string[]): boolean {
  if (/^\p{C}/u.test(address)) return false
  const url = address.replace(/[\t\r\n]/g, '')
  if (url.startsWith('///')) return false
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? ''
  const rest = scheme === '' ? url : url.slice(scheme.length + 1)
  const host = rest.startsWith('//') ? /^[^/?#]*/.exec(rest.slice(2))![0] : ''
  if (host.includes('[') !== host.includes(']')) return false
  if (scheme !== '' && host === '') return false
  const effective = scheme === '' && host !== '' ? 'http' : scheme
  return (host === '' || hosts.has(host)) && (effective === '' || schemes.includes(effective))
}
