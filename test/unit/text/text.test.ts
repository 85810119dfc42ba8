import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { parseFragment } from 'parse5'
import {
  camelToSpaces,
  capfirst,
  conditionalEscape,
  escapeHtml,
  escapeJs,
  escapeJson,
  fileSize,
  floatFormat,
  formatHtml,
  formatNumber,
  html,
  iriToUri,
  isSafe,
  linebreaks,
  markSafe,
  percentEncode,
  pluralSuffix,
  quoteUrl,
  SafeString,
  slugify,
  smartSplit,
  stripTags,
  textList,
  titleCase,
  truncateChars,
  truncateHtmlWords,
  truncateWords,
  unquote,
  uriToIri,
  urlize,
  wrapText,
} from '../../../src/base/text/index.ts'

describe('escaping', () => {
  test('a browser reads back what was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // Parsing turns line ends into \n and drops null characters.
        const plain = text.replace(/\r\n?/g, '\n').replaceAll('\0', '')
        const [node] = parseFragment(`<p title="${escapeHtml(plain)}">${escapeHtml(plain)}</p>`).childNodes
        assert.ok(node !== undefined && 'attrs' in node)
        assert.equal(node.attrs[0]!.value, plain)
        assert.equal(node.childNodes.length, plain === '' ? 0 : 1)
        if (plain !== '') assert.equal((node.childNodes[0] as { value?: string }).value, plain)
      }),
    )
  })

  test('safe text stays, whoever says that it is safe', () => {
    assert.equal(conditionalEscape(markSafe('<b>')).value, '<b>')
    assert.equal(conditionalEscape({ [html]: () => '<i>' }).value, '<i>')
    assert.equal(conditionalEscape('<b>').value, '&lt;b&gt;')
    assert.ok(isSafe(new SafeString('')) && isSafe({ [html]: () => '' }) && !isSafe('') && !isSafe(null))
    assert.equal(`${formatHtml`<a href="${'"'}">${markSafe('<b>x</b>')}</a>`}`, '<a href="&quot;"><b>x</b></a>')
    assert.equal(JSON.stringify({ a: markSafe('x') }), '{"a":"x"}')
  })

  test('JSON and strings in scripts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = escapeJson(JSON.stringify(text))
        assert.equal(JSON.parse(json), text)
        assert.doesNotMatch(json, /[<>&\u2028\u2029]/)
        assert.equal(new Function(`return '${escapeJs(text)}'`)(), text)
      }),
    )
  })
})

describe('words', () => {
  test('as Django changes them', () => {
    assert.equal(slugify('  Ünïcödé & l’été  _x_ '), 'unicode-lete-_x')
    assert.equal(slugify('Straße 東京', { unicode: true }), 'straße-東京')
    assert.equal(capfirst('élan'), 'Élan')
    assert.equal(capfirst(''), '')
    assert.equal(titleCase("joe's 1st o'NEIL"), "Joe's 1st O'Neil".replace("O'Neil", "O'Neil"))
    assert.equal(camelToSpaces('publishedAt'), 'published at')
    assert.equal(textList(['a', 'b', 'c'], 'and'), 'a, b and c')
    assert.equal(`walrus${pluralSuffix(2, 'es')} cherr${pluralSuffix(1, 'y,ies')}`, 'walruses cherry')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) =>
        assert.match(slugify(text), /^(?:[a-z0-9](?:[\w-]*[a-z0-9])?)?$/),
      ),
    )
  })

  test('cut to a length', () => {
    assert.equal(truncateChars('Joel is a slug', 7), 'Joel i…')
    assert.equal(truncateChars('e\u0301e\u0301', 1), '…')
    assert.equal(truncateWords('Joel  is a slug', 2), 'Joel is …')
    assert.equal(truncateHtmlWords('<p>one <b>two three</b></p>', 2), '<p>one <b>two …</b></p>')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, length) => {
        const cut = truncateChars(text, length)
        assert.ok(Array.from(cut).filter((c) => !/\p{Mn}/u.test(c)).length <= Math.max(1, length))
      }),
    )
  })

  test('split and unquoted', () => {
    assert.deepEqual(smartSplit(`a "b c" d='e f'g  h`), ['a', '"b c"', `d='e f'g`, 'h'])
    assert.equal(unquote(String.raw`"a \"b\" \\"`), String.raw`a "b" \ `.trim())
    assert.equal(unquote('abc'), null)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(smartSplit(text).join('').replace(/\s/g, ''), text.replace(/\s/g, ''))
      }),
    )
  })
})

describe('markup', () => {
  test('paragraphs, lines, links', () => {
    assert.equal(linebreaks('a\r\nb\n\n<c>', true), '<p>a<br>b</p>\n\n<p>&lt;c&gt;</p>')
    assert.equal(wrapText('this is a long line', 9), 'this is a\nlong line')
    assert.equal(
      urlize('see (https://a.com/x_(y)), or mail me@b.org!'),
      'see (<a href="https://a.com/x_(y)" rel="nofollow">https://a.com/x_(y)</a>), or mail <a href="mailto:me@b.org">me@b.org</a>!',
    )
    assert.equal(
      urlize('javascript:alert(1) www.a.com"onclick="x'),
      'javascript:alert(1) <a href="http://www.a.com" rel="nofollow">www.a.com</a>&quot;onclick=&quot;x',
    )
  })

  test('no tag survives that a browser would see, once the rest is escaped', () => {
    assert.equal(stripTags('<b>x</b><!-- y -->z <a title="<i>">w</a>'), 'xz w')
    assert.equal(stripTags('<scr<b>ipt>x'), 'ipt>x')
    assert.equal(stripTags('1 < 2 and 3 > 2'), '1 < 2 and 3 > 2')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', 'a', '/', '!', '-', '"', ' ') }), (text) => {
        assert.ok(stripTags(text).length <= text.length)
      }),
    )
  })
})

describe('numbers', () => {
  test('rounded exactly, half away from zero', () => {
    assert.equal(floatFormat(0.125, 2), '0.13')
    assert.equal(floatFormat(-2.675, 2), '-2.68')
    assert.equal(floatFormat('1e3', 1), '1000.0')
    assert.equal(floatFormat(new Decimal('2.5'), 0), '3')
    assert.equal(floatFormat(34, -2), '34')
    assert.equal(floatFormat(-0.01, 1), '0.0')
    assert.equal(floatFormat('x', 1), null)
    assert.equal(floatFormat('9'.repeat(10_000), 1), null)
    assert.equal(floatFormat(Number.POSITIVE_INFINITY, 1), 'Infinity')
  })

  test('floatFormat gives for a number what it gives for its digits', () => {
    const halves = fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 8 }))
      .map(([whole, places]) => (whole + 0.5) / 10 ** places)
    const short = fc.integer({ min: -1e7, max: 1e7 }).map((whole) => whole / 100)
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), halves, short, fc.integer()),
        fc.integer({ min: -8, max: 8 }),
        fc.constantFrom({}, { grouping: 3 }, { decimalSeparator: ',', thousandSeparator: '.', grouping: [3, 2, 0] }),
        (value, digits, format) => {
          // Text goes the way of exact decimals.
          assert.equal(floatFormat(value, digits, format), floatFormat(String(value), digits, format))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('with separators', () => {
    assert.equal(formatNumber(1234567.5, { grouping: 3, decimals: 2 }), '1,234,567.50')
    assert.equal(
      formatNumber(12345678901234567890n, { grouping: 3, thousandSeparator: '.' }),
      '12.345.678.901.234.567.890',
    )
    assert.equal(formatNumber('-1234567', { grouping: [3, 2, 0] }), '-12,34,567')
    assert.equal(fileSize(0), '0\u00a0bytes')
    assert.equal(fileSize(-1_500_000), '-1.4\u00a0MB')
  })
})

describe('addresses', () => {
  test('encoded and decoded', () => {
    assert.equal(percentEncode('é b/c', ''), '%C3%A9%20b%2Fc')
    assert.equal(percentEncode('\ud800'), '%EF%BF%BD')
    assert.equal(iriToUri('/é?a=b&c'), '/%C3%A9?a=b&c')
    assert.equal(uriToIri('/%C3%A9%2F%FF%41'), '/é%2F%FFA')
    assert.equal(quoteUrl('http://ü.de/ö?ä=1'), 'http://xn--tda.de/%C3%B6?%C3%A4=1')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(decodeURIComponent(percentEncode(text.toWellFormed(), '')), text.toWellFormed())
        assert.doesNotMatch(quoteUrl(text), /[^\x21-\x7e]/)
      }),
    )
  })
})
