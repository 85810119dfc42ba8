/** Texts made to be slow: whatever a visitor types takes time in proportion to its length, never to its square. */

// In a process of its own: it measures time.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isSafeRedirect,
  linebreaks,
  removeSpacesBetweenTags,
  slugify,
  stripTags,
  titleCase,
  truncateChars,
  truncateHtmlChars,
  truncateHtmlWords,
  truncateWords,
  urlize,
  wrapText,
} from '../../src/base/text/index.ts'
import { processorTime } from '../support/processor-time.ts'

/** At this length a quadratic step takes many seconds, a linear one milliseconds. */
const n = 300_000

const cases: readonly (readonly [string, () => unknown])[] = [
  ['slugify: underscores in the middle', () => slugify(`a${'_'.repeat(n)}a`)],
  ['isSafeRedirect: spaces in the middle', () => isSafeRedirect(`a${' '.repeat(n)}a`)],
  ['truncatewords_html: spaces in a tag', () => truncateHtmlWords(`<a${' '.repeat(n)}x> b c d`, 2)],
  ['truncatewords_html: slashes in a tag', () => truncateHtmlWords(`<a${'/'.repeat(n)}x> b c d`, 2)],
  ['truncatechars_html: end tags of nothing', () => truncateHtmlChars('<a>'.repeat(n / 6) + '</b>'.repeat(n / 6), 2)],
  ['urlize: opening brackets', () => urlize(`${'('.repeat(4000)}. `.repeat(n / 4000))],
  ['urlize: brackets and full stops', () => urlize(`aa.com${'.)'.repeat(2000)} `.repeat(n / 4000))],
  ['urlize: references', () => urlize(`aa.com${'&lt;'.repeat(1000)} `.repeat(n / 4000))],
  ['striptags: quotes that hide ends', () => stripTags(`${'<a x="'.repeat(n / 6 + 1)}>`)],
  ['striptags: tags in tags', () => stripTags('<'.repeat(n / 3) + 'a>'.repeat(n / 3))],
  ['striptags: comments without an end', () => stripTags(`${'<!--'.repeat(n / 4)}>`)],
  ['linebreaks', () => linebreaks('\n'.repeat(n), true)],
  ['truncatewords', () => truncateWords(' '.repeat(n), 5)],
  ['truncatechars', () => truncateChars('a\u0301'.repeat(n / 2), 5)],
  ['wordwrap', () => wrapText(`${' '.repeat(n / 2)}${'a '.repeat(n / 4)}`, 10)],
  ['title', () => titleCase("a'A".repeat(n / 3))],
  ['spaceless', () => removeSpacesBetweenTags(`>${' '.repeat(n)}a${'> '.repeat(n / 2)}`)],
]

for (const [name, work] of cases) {
  test(name, () => {
    const spent = processorTime()
    work()
    const taken = spent()
    assert.ok(taken < 2000, `${name} took ${Math.round(taken)} ms for ${n} characters`)
  })
}
