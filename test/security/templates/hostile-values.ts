import fc from 'fast-check'
import { LazyText } from '../../../src/web/i18n/index.ts'

const pieces = [
  '<',
  '>',
  '"',
  "'",
  '&',
  '`',
  '=',
  ' ',
  '/',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udfff',
  '\u202e',
  '\ufeff',
  '%',
  '{{',
  '}}',
  '{%',
  '#}',
  '😀',
  'é',
  'a',
  'Zz',
  '12',
  ';',
  ':',
  ',',
  '-',
  '<!--',
  '-->',
  '--!>',
  ']]>',
  '<![CDATA[',
  '</script>',
  '<script>',
  '</textarea>',
  '</title>',
  '<plaintext>',
  '<svg/onload=x>',
  '"><img src=x onerror=x>',
  "' onmouseover='x",
  '&lt;b&gt;',
  '&#60;b&#62;',
  '&#x27;',
  '&quot;',
  '&amp;',
  '&lt',
  '&NewLine;',
  'http://a.com/"x',
  "www.a.com/'b",
  'a@b.com"c',
  'javascript:x',
  'http://a.com/&quot;onx=1',
]

/** Texts that a visitor may send: everything that means something to HTML, in any order. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)

/** A hostile text in one of the shapes in which a context may hold it; all print as the text itself. */
export const hostileValue: fc.Arbitrary<{ readonly text: string; readonly value: unknown }> = fc
  .tuple(hostileText, fc.nat(4))
  .map(([text, shape]) => {
    if (shape === 0) return { text, value: new LazyText(() => text) }
    if (shape === 1) return { text, value: () => text }
    if (shape === 2) return { text, value: new Shown(text) }
    return { text, value: text }
  })

/** An object of a class that has its own text. */
class Shown {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}
