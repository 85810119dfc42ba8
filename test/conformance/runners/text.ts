import { isDeepStrictEqual } from 'node:util'
import { Decimal } from 'decimal.js'
import {
  camelToSpaces,
  conditionalEscape,
  escapeHtml,
  escapeJs,
  escapeLeadingSlashes,
  escapeUriPath,
  fillHtml,
  formatNumber,
  iriToUri,
  isSafeRedirect,
  normalizeNewlines,
  pathToUri,
  quoteUrl,
  removeSpacesBetweenTags,
  repercentBroken,
  SafeString,
  safeJoin,
  slugify,
  smartSplit,
  stripTags,
  textList,
  truncateChars,
  truncateHtmlChars,
  truncateHtmlWords,
  truncateWords,
  unquote,
  uriToIri,
  urlEncode,
  urlize,
  validFilename,
  wrapText,
} from '../../../src/base/text/index.ts'
import {
  durationText,
  formatDate,
  instantOf,
  isoDuration,
  parseDate,
  parseDatetime,
  parseDuration,
  parseTime,
} from '../../../src/base/time/index.ts'
import {
  acceptWeight,
  conditional,
  createApp,
  LightResponse,
  parseCookies,
  parseEtags,
  parseHttpDate,
  path,
  quoteEtag,
} from '../../../src/web/http/index.ts'
import {
  languageFromPath,
  formatDate as localizedDate,
  formatNumber as localizedNumber,
  negotiate,
  parseAcceptLanguage,
  sanitizeSeparators,
  supportedVariant,
  Translations,
  toLanguage,
  toLocale,
} from '../../../src/web/i18n/index.ts'
import { hostAllowed, isSameDomain, splitHost } from '../../../src/web/security/allowed-hosts.ts'
import type { Area, Case, Report } from '../harness.ts'
import { decode } from '../values.ts'

type Keywords = Readonly<Record<string, unknown>>

// biome-ignore lint/suspicious/noExplicitAny: each function takes what its vectors give
const functions: Readonly<Record<string, (args: readonly any[], keywords: Keywords) => unknown>> = {
  accepts: ([header, media]) => acceptWeight(header, media) > 0,
  camel_case_to_spaces: ([text]) => camelToSpaces(text),
  conditional_escape: ([value]) => conditionalEscape(value).value,
  date_format: ([value, format], { timezone }) => formatDate(value, format, zone(timezone)),
  date_format_char: ([value, format], { timezone }) => formatDate(value, format, zone(timezone)),
  duration_iso_string: ([duration]) => isoDuration(duration),
  duration_string: ([duration]) => durationText(duration),
  escape: ([value]) => escapeHtml(String(value)),
  escape_leading_slashes: ([path]) => escapeLeadingSlashes(path),
  escape_uri_path: ([path]) => escapeUriPath(path),
  escapejs: ([text]) => escapeJs(text),
  filepath_to_uri: ([path]) => pathToUri(path),
  format_html: ([format, values, named]) => fillHtml(format, values, named),
  get_conditional_response: (_, request) => conditionalResponse(request),
  get_text_list: ([items, last]) => textList(items, last),
  get_valid_filename: ([name]) => validFilename(name),
  http_date: ([seconds]) => new Date(Math.floor(seconds) * 1000).toUTCString(),
  iri_to_uri: ([iri]) => iriToUri(iri),
  is_same_domain: ([host, pattern]) => isSameDomain(host, pattern),
  normalize_newlines: ([text]) => normalizeNewlines(text),
  number_format: ([value], keywords) =>
    formatNumber(value, {
      decimalSeparator: keywords['decimal_sep'] as string,
      ...(keywords['decimal_pos'] === undefined ? {} : { decimals: keywords['decimal_pos'] as number }),
      grouping: keywords['force_grouping'] === true ? (keywords['grouping'] as number) : 0,
      thousandSeparator: keywords['thousand_sep'] as string,
    }),
  parse_cookie: ([header]) => parseCookies(header),
  parse_date: ([text]) => parseDate(text) && formatDate(text as string, 'Y-m-d'),
  parse_datetime: ([text]) => parsedDatetime(text),
  parse_duration: ([text]) => parseDuration(text),
  parse_etags: ([header]) => parseEtags(header),
  parse_http_date: ([text]) => thrown(parseHttpDate(text)),
  parse_time: ([text]) => parseTime(text) && formatDate(text as string, 'H:i:s.u'),
  quote_etag: ([tag]) => quoteEtag(tag),
  repercent_broken_unicode: ([text]) => repercentBroken(Buffer.from(text)),
  safe_join: ([base, ...parts]) => safeJoin(base, ...parts),
  slugify: ([text], keywords) => slugify(String(text), { unicode: keywords['allow_unicode'] === true }),
  smart_split: ([text]) => smartSplit(text),
  smart_urlquote: ([url]) => quoteUrl(url),
  split_domain_port: ([host]) => splitHost(host),
  strip_spaces_between_tags: ([text]) => removeSpacesBetweenTags(text),
  strip_tags: ([text]) => stripTags(text),
  truncate_chars: ([text, length], { html, truncate }) =>
    (html ? truncateHtmlChars : truncateChars)(text, length, (truncate as string | undefined) ?? '…'),
  truncate_words: ([text, count], { html, truncate }) =>
    (html ? truncateHtmlWords : truncateWords)(text, count, (truncate as string | undefined) ?? '…'),
  unescape_string_literal: ([text]) => thrown(unquote(text)),
  uri_to_iri: ([uri]) => uriToIri(uri),
  url_has_allowed_host_and_scheme: ([url], keywords) =>
    isSafeRedirect(url, {
      allowedHosts: keywords['allowed_hosts'] as string[] | string | null,
      requireHttps: keywords['require_https'] === true,
    }),
  urlencode: ([pairs], { doseq }) => urlEncode(pairs, { lists: doseq === true }),
  urlize: ([text], keywords) =>
    urlize(text, {
      nofollow: keywords['nofollow'] === true,
      escape: keywords['autoescape'] === true,
      ...(typeof keywords['trim_url_limit'] === 'number' ? { limit: keywords['trim_url_limit'] } : {}),
    }),
  validate_host: ([host, allowed]) => {
    const [domain] = splitHost(host)
    return domain !== '' && hostAllowed(domain, allowed)
  },
  wrap: ([text, width]) => wrapText(text, width),
}

// Languages

let offered = new Translations({ languages: ['en'] })

const localeOf = ({ language }: Keywords) => offered.locale(language as string)

// biome-ignore lint/suspicious/noExplicitAny: each function takes what its vectors give
const languageFunctions: Readonly<Record<string, (args: readonly any[], keywords: Keywords) => unknown>> = {
  date_names: ([value], keywords) => localizedDate(value, keywords['format'] as string, { locale: localeOf(keywords) }),
  get_supported_language_variant: ([code], { strict }) =>
    thrown(supportedVariant(code, offered.languages, { strict: strict === true })),
  language_from_path: ([path]) => languageFromPath(path, offered.languages),
  language_from_request: ([acceptLanguage], { cookie }) =>
    negotiate({ acceptLanguage, cookie: cookie as string | null }, offered).language,
  localized_date: ([value, format], keywords) => localizedDate(value, format, { locale: localeOf(keywords) }),
  localized_number: ([value], keywords) =>
    localizedNumber(value, {
      locale: localeOf(keywords),
      grouping: keywords['force_grouping'] === true,
      ...(keywords['decimal_pos'] === undefined ? {} : { decimals: keywords['decimal_pos'] as number }),
    }),
  parse_accept_language: ([header]) => parseAcceptLanguage(header),
  sanitize_separators: ([text], keywords) =>
    sanitizeSeparators(text, localeOf(keywords), { grouping: keywords['use_thousand_separator'] === true }),
  to_language: ([locale]) => toLanguage(locale),
  to_locale: ([language]) => toLocale(language),
}

/** What a view under these conditions answers, through the whole application. */
async function conditionalResponse(given: Keywords): Promise<unknown> {
  const etag = given['etag'] as string | null
  const seconds = given['last_modified'] as number | null
  const lastModified = seconds === null ? null : new Date(seconds * 1000)
  const view = () =>
    new LightResponse('body', {
      headers: {
        ...(etag === null ? {} : { etag }),
        ...(lastModified === null ? {} : { 'last-modified': lastModified.toUTCString() }),
      },
    })
  const { fetch } = createApp({ urls: [path('', (request) => conditional(request, { etag, lastModified }, view))] })
  const method = given['method'] as string
  const headers = given['headers'] as Record<string, string>
  const response = await fetch(new Request('http://localhost/', { method, headers }))
  const shown: Record<string, string> = {}
  for (const name of ['ETag', 'Last-Modified']) {
    const value = response.headers.get(name)
    if (value !== null) shown[name] = value
  }
  // A server leaves out the body of an answer to HEAD, which Django's function still has.
  const hasBody = method === 'HEAD' ? response.status === 200 : (await response.text()) !== ''
  return { status: response.status, headers: shown, has_body: hasBody }
}

function zone(name: unknown): { readonly timeZone?: string } {
  return typeof name === 'string' ? { timeZone: name } : {}
}

/** A parser that says null where Django throws. */
function thrown<T>(value: T | null): T {
  if (value === null) throw new TypeError('not valid')
  return value
}

function parsedDatetime(text: string): unknown {
  const parts = parseDatetime(text)
  if (parts === null) return null
  if (parts.offset === null) return formatDate(text, 'Y-m-d\\TH:i:s.u')
  return instantOf(parts, parts.zone ?? 'UTC')
}

/** Answers as they are compared: decimals by value, safe text as text, times to the microsecond. */
function plain(value: unknown): unknown {
  if (value instanceof SafeString) return value.value
  if (value instanceof Decimal) return value.toNumber()
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number') return Math.round(value * 1e6) / 1e6
  if (typeof value === 'string' && /^(?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d$/.test(value)) return `${value}.000000`
  return Array.isArray(value) ? value.map(plain) : value
}

/** The vectors of `text.json` whose functions exist. */
export async function run(area: Area, report: Report): Promise<void> {
  offered = new Translations({ languages: area['languages'] as string[], default: 'en-us' })
  for (const each of area.cases) {
    const why = await check(each)
    if (why === null) report.pass(each.id)
    else report.fail(each.id, why)
  }
}

async function check(each: Case): Promise<string | null> {
  const name = each['function'] as string
  const work = functions[name] ?? languageFunctions[name]
  if (work === undefined) return `there is no ${name} yet`
  const keywords: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(each)) keywords[key] = decode(value)
  // An instant keeps no zone here: the one that it was written in says where to show it.
  const own = ((each['args'] as unknown[] | undefined)?.[0] as { tz?: string } | null | undefined)?.tz
  if (own !== undefined) keywords['timezone'] = own
  let answer: unknown
  try {
    answer = plain(await work(((each['args'] as unknown[] | undefined) ?? []).map(decode), keywords))
  } catch (error) {
    return 'error' in each.expected ? null : `threw ${String(error)}`
  }
  if ('error' in each.expected) return `gave ${JSON.stringify(answer)} instead of ${String(each.expected['error'])}`
  const { expected } = each
  const wanted = plain(decode('value' in expected ? expected['value'] : expected))
  return isDeepStrictEqual(answer, wanted) ? null : `gave ${JSON.stringify(answer)}, not ${JSON.stringify(wanted)}`
}
