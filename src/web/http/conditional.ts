import { abandon } from './abandon.ts'
import { httpErrors } from './errors.ts'
import type { HttpRequest } from './request.ts'
import { LightResponse } from './response.ts'

/** What the conditions of a request make of an answer that would be 200. */
export type Precondition = 200 | 304 | 412

/** The entity tags of an `If-Match` or `If-None-Match` header; `['*']` for a star, nothing where it is malformed. */
export function parseEtags(header: string): string[] {
  if (header.trim() === '*') return ['*']
  return header
    .split(',')
    .map((text) => text.trim())
    .filter((text) => /^(?:W\/)?"[^"]*"$/.test(text))
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dateForms = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
]

/** Seconds since 1970 of an HTTP date in one of the three forms of RFC 9110, 5.6.7; null for anything else. */
export function parseHttpDate(text: string | null): number | null {
  if (text === null) return null
  for (const form of dateForms) {
    const parts = form.exec(text)?.groups
    if (parts === undefined) continue
    const [hour, minute, second] = parts['time']!.split(':').map(Number) as [number, number, number]
    const month = months.indexOf(parts['month']!)
    const day = Number(parts['day'])
    let year = Number(parts['year'])
    if (parts['year']!.length === 2) {
      // Two digits mean the year that is at most fifty years ahead.
      const now = new Date().getUTCFullYear()
      year += now - (now % 100)
      if (year > now + 50) year -= 100
    }
    const date = new Date(Date.UTC(year, month, day, hour, minute, second))
    const exists = month >= 0 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
    return exists ? date.getTime() / 1000 : null
  }
  return null
}

const weakly = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag)

/** An entity tag in its quotes, where it has none. Django's `quote_etag`. */
export function quoteEtag(tag: string): string {
  return /^(?:W\/)?"[^"]*"$/.test(tag) ? tag : `"${tag}"`
}

/**
 * Holds a request's conditions against what there is: RFC 9110, 13.2.2, in its order (If-Match, If-Unmodified-Since,
 * If-None-Match, If-Modified-Since). `lastModified` is in seconds. A header without any well-formed tag counts as absent, as in
 * Django's `get_conditional_response`.
 */
export function evaluateConditions(
  request: { readonly method: string; header(name: string): string | null },
  etag: string | null,
  lastModified: number | null,
): Precondition {
  const reading = request.method === 'GET' || request.method === 'HEAD'
  const wanted = parseEtags(request.header('if-match') ?? '')
  if (wanted.length > 0) {
    const strong = etag !== null && !etag.startsWith('W/')
    if (etag === null || !(wanted[0] === '*' || (strong && wanted.includes(etag)))) return 412
  } else {
    const unmodified = parseHttpDate(request.header('if-unmodified-since'))
    if (unmodified !== null && (lastModified === null || lastModified > unmodified)) return 412
  }
  const known = parseEtags(request.header('if-none-match') ?? '')
  if (known.length > 0) {
    const same = etag !== null && (known[0] === '*' || known.map(weakly).includes(weakly(etag)))
    if (same) return reading ? 304 : 412
  } else if (reading) {
    const since = parseHttpDate(request.header('if-modified-since'))
    if (since !== null && lastModified !== null && lastModified <= since) return 304
  }
  return 200
}

/** By what a client may tell whether it has the current state of something. */
export interface Validators {
  /** A text that changes with every change; quotes are added where they are missing, `W/"…"` is a weak one. */
  readonly etag?: string | null
  /** Kept to the second. */
  readonly lastModified?: Date | null
}

/**
 * Answers 304 or 412 without doing the work where the request's conditions say so; else gives the response of `work`, for GET and HEAD with
 * `ETag` and `Last-Modified`. Two people who change one thing at once do not undo each other where each says with `If-Match`
 * which state it has seen. Throws `NUAGES_HTTP_INVALID_VALIDATOR`. Semantics: Django's `condition`
 * (https://docs.djangoproject.com/en/stable/topics/conditional-view-processing/).
 */
export async function conditional(
  request: HttpRequest,
  validators: Validators,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  const etag = validators.etag ? quoteEtag(validators.etag) : null
  if (etag !== null && !/^[\x21-\x7e\x80-\xff]*$/.test(etag)) throw httpErrors.INVALID_VALIDATOR({ what: 'etag' })
  const time = validators.lastModified?.getTime() ?? null
  if (time !== null && Number.isNaN(time)) throw httpErrors.INVALID_VALIDATOR({ what: 'lastModified' })
  const modified = time === null ? null : Math.floor(time / 1000)
  const found = evaluateConditions(request, etag, modified)
  const reading = request.method === 'GET' || request.method === 'HEAD'
  const response = found === 200 ? LightResponse.from(await work()) : new LightResponse(null, { status: found })
  if (found === 304 || (found === 200 && reading)) {
    const { headers } = response
    if (etag !== null && !headers.has('etag')) headers.set('etag', etag)
    if (modified !== null && !headers.has('last-modified')) {
      headers.set('last-modified', new Date(modified * 1000).toUTCString())
    }
  }
  return response
}

/** What belongs to the request and the visitor, whatever becomes of the answer. */
const keptAlways = ['set-cookie', 'x-request-id']
const keptWith304 = [
  ...keptAlways,
  'cache-control',
  'content-location',
  'date',
  'etag',
  'expires',
  'last-modified',
  'vary',
]

/** The answer that stands for one without its body, with those of its headers that still hold. */
export function bodyless(response: LightResponse, status: 304 | 412 | 416): LightResponse {
  abandon(response)
  const answer = new LightResponse(null, { status })
  const kept = status === 304 ? keptWith304 : keptAlways
  for (const [name, value] of response.headers) if (kept.includes(name)) answer.headers.append(name, value)
  return answer
}

/**
 * What becomes of a response to GET or HEAD under the request's conditions: itself, or 304 or 412 without its body. Of other methods the
 * work is done already, and its response tells of the state after it: `conditional` asks before.
 */
export function underConditions(request: HttpRequest, response: LightResponse): LightResponse {
  if (request.method !== 'GET' && request.method !== 'HEAD') return response
  const etag = response.headers.get('etag')
  const modified = parseHttpDate(response.headers.get('last-modified'))
  if (etag === null && modified === null) return response
  const status = evaluateConditions(request, etag, modified)
  return status === 200 ? response : bodyless(response, status)
}
