/**
 * Every text that a visitor, a template or a translator may make long, held at two sizes: what takes twice the length may take
 * about twice the time, never four times.
 */

// In a process of its own: it measures time.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  camelToSpaces,
  capfirst,
  escapeHtml,
  escapeJs,
  fillHtml,
  floatFormat,
  formatNumber,
  iriToUri,
  isSafeRedirect,
  linebreaks,
  numberLines,
  quoteUrl,
  removeSpacesBetweenTags,
  repercentBroken,
  slugify,
  smartSplit,
  stripTags,
  titleCase,
  toDecimal,
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
import { formatDate, parseAny, parseDuration } from '../../../src/base/time/index.ts'
import { acceptWeight, parseCookies, parseEtags, parseHttpDate, quoteEtag } from '../../../src/web/http/index.ts'
import {
  acceptedLanguage,
  interpolate,
  languageFromPath,
  parseAcceptLanguage,
  parsePluralForms,
  parsePo,
  sanitizeSeparators,
  supportedVariant,
} from '../../../src/web/i18n/index.ts'
import { hostAllowed, splitHost } from '../../../src/web/security/allowed-hosts.ts'
import { Engine } from '../../../src/web/templates/index.ts'

type Work = (text: string) => unknown

/** Milliseconds of the processor: the least of a few runs, as other processes and the collector only add. */
function cost(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3; run++) {
    const start = process.cpuUsage()
    try {
      work()
    } catch {
      // A refusal counts as an answer.
    }
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
    if (least < quick) break
  }
  return least
}

/** Below this nothing is measured any more: a quadratic step takes seconds at these sizes. */
const quick = 40

const size = 20_000

/** Fails where twice the length takes much more than twice the time. */
function hold(name: string, work: Work, make: (length: number) => string): void {
  const long = make(2 * size)
  const large = cost(() => work(long))
  if (large < quick) return
  const short = make(size)
  const small = Math.max(
    cost(() => work(short)),
    quick / 4,
  )
  if (large / small < 3.3) return
  // Another process may have been in the way: at eight times the length there is no doubt, as a square would take 64 times the time.
  const longest = make(8 * size)
  const largest = cost(() => work(longest))
  assert.ok(
    largest / small < 24,
    `${name}: ${small.toFixed(0)} ms, and ${largest.toFixed(0)} ms for eight times as much`,
  )
}

/** `piece` again and again, between `before` and `after`. */
const run =
  (piece: string, before = '', after = '') =>
  (length: number) =>
    before + piece.repeat(length / piece.length) + after

/** Runs that make expressions go back and forth: of white space, of brackets, of quotes, of what almost ends. */
const shapes: Readonly<Record<string, (length: number) => string>> = {
  letters: run('a'),
  spaces: run(' ', 'a', 'a'),
  lines: run('\n', 'a', 'a'),
  'lines and spaces': run(' \n', 'a', 'a'),
  tabulators: run('\t', 'a', 'a'),
  'carriage returns': run('\r', 'a', 'a'),
  opening: run('<'),
  closing: run('>'),
  'opening and letters': run('<a'),
  'tags in tags': (length) => '<'.repeat(length / 3) + 'a>'.repeat(length / 3),
  'end tags': (length) => '<a>'.repeat(length / 7) + '</b>'.repeat(length / 7),
  'end tags in turn': (length) => '<a><b>'.repeat(length / 14) + '</a></b>'.repeat(length / 14),
  'quotes in tags': run('<a x="'),
  'quotes in tags, closed': run('<a x="', '', '">'),
  'equals in tags': run('=', '<a ', '>'),
  'equals and quotes': run(`="'`, '<a ', '>'),
  'equals and spaces': run('= ', '<a ', '>'),
  comments: run('<!--'),
  'comments almost closed': run('<!-- -- >'),
  sections: run('<![CDATA['),
  'end tags without names': run('</ '),
  slashes: run('/'),
  references: run('&lt;'),
  'references without an end': run('&lt'),
  'references of numbers': run('&#1', '', ';'),
  ampersands: run('&'),
  brackets: run('('),
  'brackets and full stops': run('.)', 'aa.com'),
  'addresses in brackets': run('(http://a.b/)'),
  'full stops': run('.', 'a', 'a'),
  'at signs': run('@', 'a', 'a'),
  mail: run('a@', '', 'b.c'),
  colons: run(':', 'a', 'a'),
  dashes: run('-', 'a', 'a'),
  underscores: run('_', 'a', 'a'),
  'double quotes': run('"'),
  'quotes in turn': run(`"'`),
  'quotes and letters': run('a"'),
  'quoted words': run('"a" '),
  backslashes: run('\\'),
  'backslashes and quotes': run('\\"'),
  percents: run('%'),
  'percent pairs': run('%e9'),
  'percent text': run('%41%C3%A9'),
  commas: run(','),
  semicolons: run(';'),
  'commas and spaces': run(', '),
  equals: run('='),
  digits: run('1'),
  'digits and dashes': run('1-'),
  'digits and colons': run('1:'),
  zeros: run('0', '1.'),
  signs: run('+'),
  capitals: run('A'),
  'capitals in turn': run('aA'),
  'apostrophes and capitals': run("a'A"),
  'combining marks': run('a\u0301'),
  'marks alone': run('\u0301'),
  'marks in the wrong order': run('\u0315\u0300', 'a'),
  'pairs of surrogates': run('😀'),
  'halves of surrogates': run('\ud800'),
  braces: run('{'),
  'closed braces': run('{}'),
  'opened and closed': (length) => '{'.repeat(length / 2) + '}'.repeat(length / 2),
  stars: run('*'),
}

const works: Readonly<Record<string, Work>> = {
  camelToSpaces,
  capfirst,
  escapeHtml,
  escapeJs,
  fillHtml: (text) => fillHtml(text, {}),
  floatFormat: (text) => floatFormat(text, 2),
  formatNumber: (text) => formatNumber(text, { grouping: 3 }),
  iriToUri,
  isSafeRedirect: (text) => isSafeRedirect(text, { allowedHosts: ['a'] }),
  linebreaks: (text) => linebreaks(text, true),
  numberLines: (text) => numberLines(text, true),
  quoteUrl,
  'quoteUrl with a host': (text) => quoteUrl(`http://a.b/?${text}#${text}`),
  removeSpacesBetweenTags,
  repercentBroken: (text) => repercentBroken(Buffer.from(text, 'latin1')),
  slugify: (text) => slugify(text),
  'slugify of any script': (text) => slugify(text, { unicode: true }),
  smartSplit,
  stripTags,
  titleCase,
  toDecimal,
  truncateChars: (text) => truncateChars(text, 50_000),
  truncateHtmlChars: (text) => truncateHtmlChars(text, 50_000),
  truncateHtmlWords: (text) => truncateHtmlWords(text, 50_000),
  truncateWords: (text) => truncateWords(text, 50_000),
  unquote,
  uriToIri,
  urlEncode: (text) => urlEncode({ [text]: text }),
  urlize: (text) => urlize(text),
  validFilename,
  wrapText: (text) => wrapText(text, 20),
  'a format of dates': (text) => formatDate(new Date(0), text),
  'a date': parseAny,
  'a duration': parseDuration,
  Accept: (text) => acceptWeight(text, 'text/html'),
  Cookie: parseCookies,
  'If-Match': parseEtags,
  'an entity tag': quoteEtag,
  'If-Modified-Since': parseHttpDate,
  Host: (text) => splitHost(text),
  'a host that is looked up': (text) => hostAllowed(text, ['.a', text]),
  'Accept-Language': parseAcceptLanguage,
  'Accept-Language, negotiated': (text) => acceptedLanguage(text, ['en', 'de', 'pt-br']),
  'a language': (text) => supportedVariant(text, ['en', 'de', 'pt-br']),
  'the language of a path': (text) => languageFromPath(`/${text}/`, ['en', 'de', 'pt-br']),
  'a message with places': (text) => interpolate(text, { a: 1 }),
  'a localized number': (text) => sanitizeSeparators(text),
  'Plural-Forms': (text) => parsePluralForms(`nplurals=2; plural=${text};`),
  'a .po file': (text) => parsePo(text),
  'a message of a .po file': (text) =>
    parsePo(`msgid ""\nmsgstr "Content-Type: text/plain\\n"\n\nmsgid "${text}"\nmsgstr "x"\n`),
}

for (const [name, work] of Object.entries(works)) {
  test(`${name} takes time in proportion`, () => {
    for (const [shape, make] of Object.entries(shapes)) hold(shape, work, make)
  })
}

const engine = new Engine()
const inLine = (text: string) => text.replace(/[\r\n]/g, ' ')

/** Where a text may stand in a template. */
const places: Readonly<Record<string, Work>> = {
  'a template': (text) => engine.fromString(text),
  'an expression': (text) => engine.fromString(`{{ ${inLine(text)} }}`),
  "a filter's argument": (text) => engine.fromString(`{{ a|default:${inLine(text)} }}`),
  "a tag's words": (text) => engine.fromString(`{% firstof ${inLine(text)} %}`),
  'a condition': (text) => engine.fromString(`{% if ${inLine(text)} %}{% endif %}`),
  'a loop': (text) => engine.fromString(`{% for ${inLine(text)} in b %}{% endfor %}`),
}

for (const [name, work] of Object.entries(places)) {
  test(`${name} is read in proportion`, () => {
    for (const [shape, make] of Object.entries(shapes)) hold(shape, work, make)
  })
}
