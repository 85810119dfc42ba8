import { domainToASCII } from 'node:url'
import { textErrors } from './errors.ts'

const encoder = new TextEncoder()

/** Which bytes stay as they are, for each text of safe characters. */
const kept = new Map<string, Uint8Array>()

function keptBytes(safe: string): Uint8Array {
  let found = kept.get(safe)
  if (found === undefined) {
    found = new Uint8Array(256)
    const characters = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-${safe}`
    for (let i = 0; i < characters.length; i++) if (characters.charCodeAt(i) < 128) found[characters.charCodeAt(i)] = 1
    // What is safe may come from a template's variable: there are never many.
    if (kept.size > 100) kept.clear()
    kept.set(safe, found)
  }
  return found
}

const hexadecimal: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/** Percent-encodes everything but letters, digits, `_.-~` and the characters in `safe`. Python's `quote`. */
export function percentEncode(text: string, safe = '/'): string {
  const stays = keptBytes(safe)
  let out = ''
  for (const byte of encoder.encode(text.toWellFormed())) {
    out += stays[byte] === 1 ? String.fromCharCode(byte) : hexadecimal[byte]!
  }
  return out
}

/** An internationalised address as plain ASCII; what is encoded stays encoded. RFC 3987, Django's `iri_to_uri`. */
export function iriToUri(iri: string): string {
  return percentEncode(iri, "/#%[]=:;$&()+,!?*@'~")
}

/** A file's path as part of an address. Django's `filepath_to_uri`. */
export function pathToUri(path: string): string {
  return percentEncode(path.replaceAll('\\', '/'), "/~!*()'")
}

/** An address's path whose `?` and `#` belong to it. Django's `escape_uri_path`. */
export function escapeUriPath(path: string): string {
  return percentEncode(path, "/:@&+$,!*'()")
}

/** An encoded address for people to read: what is reserved stays encoded, and what is no UTF-8. Django's `uri_to_iri`. */
export function uriToIri(uri: string): string {
  return uri.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run
      .slice(1)
      .split('%')
      .map((hex) => Number.parseInt(hex, 16))
    let out = ''
    for (let at = 0; at < bytes.length; ) {
      const size = sequenceLength(bytes, at)
      const character = size === 0 ? '' : new TextDecoder().decode(Uint8Array.from(bytes.slice(at, at + size)))
      const stays = size === 0 || (size === 1 && !/[A-Za-z0-9_.~-]/.test(character))
      const length = size === 0 ? 1 : size
      const kept = run.slice(at * 3, (at + length) * 3)
      out += size === 0 ? kept.toUpperCase() : stays ? kept : character
      at += length
    }
    return out
  })
}

/**
 * The text of bytes that should be UTF-8; those that are none are percent-encoded. So a path that a broken client sent stays readable, and
 * what it sent can be told. Django's `repercent_broken_unicode`.
 */
export function repercentBroken(bytes: Uint8Array): string {
  let out = ''
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at)
    if (size > 0) {
      at += size
      continue
    }
    out += `${decoder.decode(bytes.subarray(from, at))}%${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}`
    from = ++at
  }
  return out + decoder.decode(bytes.subarray(from))
}
// A byte order mark is a character like others inside a path.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * A path that begins with two slashes would be read as a host's address by browsers: its second one is encoded. Django's
 * `escape_leading_slashes`.
 */
export function escapeLeadingSlashes(path: string): string {
  return path.startsWith('//') ? `/%2F${path.slice(2)}` : path
}

/**
 * The parameters of an address: `a=1&b=x+y`. A list gives several parameters of one name with `lists`, else it is printed as it is.
 * Throws `NUAGES_TEXT_NO_VALUE` for null and undefined. Semantics: Django's `urlencode`, `lists` being its `doseq`.
 */
export function urlEncode(
  parameters: Iterable<readonly [string, unknown]> | Readonly<Record<string, unknown>>,
  options: { readonly lists?: boolean } = {},
): string {
  const pairs =
    Symbol.iterator in parameters
      ? Array.from(parameters as Iterable<readonly [string, unknown]>)
      : Object.entries(parameters)
  const written: string[] = []
  const add = (key: string, value: unknown) => {
    if (value === null || value === undefined) throw textErrors.NO_VALUE({ key })
    written.push(`${formEncode(key)}=${formEncode(shown(value))}`)
  }
  for (const [key, value] of pairs) {
    const several = options.lists && typeof value === 'object' && value !== null && Symbol.iterator in value
    if (several) for (const each of value as Iterable<unknown>) add(key, each)
    else add(key, value)
  }
  return written.join('&')
}

/** A value of a parameter as text; a list as it prints elsewhere. */
function shown(value: unknown): string {
  return Array.isArray(value)
    ? `[${value.map((each) => (typeof each === 'string' ? JSON.stringify(each) : shown(each))).join(', ')}]`
    : String(value)
}

/** As forms are sent: a space is `+`. */
function formEncode(text: string): string {
  return percentEncode(text, ' ').replaceAll(' ', '+')
}

/** How many bytes at `at` are one character of UTF-8; 0 where they are none. */
function sequenceLength(bytes: ArrayLike<number>, at: number): number {
  const first = bytes[at]!
  const size =
    first < 0x80
      ? 1
      : first >= 0xc2 && first < 0xe0
        ? 2
        : first >= 0xe0 && first < 0xf0
          ? 3
          : first >= 0xf0 && first < 0xf5
            ? 4
            : 0
  if (size < 2) return size
  if (at + size > bytes.length) return 0
  for (let i = 1; i < size; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0
  // Too long a form, half a surrogate pair, or beyond Unicode.
  const second = bytes[at + 1]!
  if (first === 0xe0) return second < 0xa0 ? 0 : size
  if (first === 0xed) return second > 0x9f ? 0 : size
  if (first === 0xf0) return second < 0x90 ? 0 : size
  return first === 0xf4 && second > 0x8f ? 0 : size
}

/** Decodes what can be shown, leaves what means something (`%2F`) and what is no UTF-8. */
function unquoted(text: string, plus: boolean): string {
  const spaced = plus ? text.replaceAll('+', ' ') : text
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16))
    return new TextDecoder().decode(bytes)
  })
}

/**
 * An address that a person typed, encoded once and no more, its host in ASCII. Tabs and line breaks inside, and spaces before it, are
 * dropped as browsers do. Django's `smart_urlquote`; hosts of other scripts become punycode, as in browsers.
 */
export function quoteUrl(url: string): string {
  const again = (part: string) => percentEncode(unquoted(part, false), "!*'();:@&=+$,/?#[]~")
  const plain = url.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]/g, '')
  const found = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(plain)
  if (found === null) return again(url)
  const [, scheme, authority, path, query, fragment] = found
  let host = authority ?? ''
  if (host.includes('[') !== host.includes(']')) return again(url)
  const [, user = '', name = '', port = ''] = /^(.*@)?(.*?)(:\d*)?$/s.exec(host)!
  host = again(user) + (asciiHost(name) ?? again(name)) + port
  const pairs = (query ?? '').split('&').filter((pair) => pair !== '')
  return (
    (scheme === undefined ? '' : `${scheme.toLowerCase()}:`) +
    (authority === undefined ? '' : `//${host}`) +
    again(path ?? '') +
    (pairs.length === 0 ? '' : `?${pairs.map(quotePair).join('&')}`) +
    (fragment === undefined || fragment === '' ? '' : `#${again(fragment)}`)
  )
}

function quotePair(pair: string): string {
  const at = pair.indexOf('=')
  const encode = (part: string) => formEncode(unquoted(unquoted(part, true), false))
  return at === -1 ? `${encode(pair)}=` : `${encode(pair.slice(0, at))}=${encode(pair.slice(at + 1))}`
}

/** A name in another script as punycode; null for what is none. */
function asciiHost(name: string): string | null {
  if (!/[^\x00-\x7f]/.test(name) || !/^[\p{L}\p{M}\p{N}\p{S}.-]+$/u.test(name)) return null
  return domainToASCII(name) || null
}
