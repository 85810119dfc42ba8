import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { textOfHtml } from '../../../src/web/mail/index.ts'

const cases: readonly (readonly [html: string, text: string])[] = [
  ['', ''],
  ['plain  text\n here', 'plain text here'],
  ['<p>One</p><p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
  ['<h1>Title</h1>\n<div>A</div><div>B</div>', 'Title\n\nA\nB'],
  ['<ul><li>a</li><li>b <b>c</b></li></ul>after', '- a\n- b c\n\nafter'],
  ['<ol><li>a<ul><li>x</li></ul></li><li>b</li></ol>', '1. a\n  - x\n2. b'],
  ['<a href="https://example.org/?a=1&amp;b=2">here</a>.', 'here (https://example.org/?a=1&b=2).'],
  ['<a href="https://example.org/">https://example.org/</a>', 'https://example.org/'],
  ['<a href="mailto:a@example.org">a@example.org</a>', 'a@example.org'],
  ['<a href="javascript:x">x</a><a href="#top">y</a>', 'xy'],
  ['<a href="https://example.org/"><img src="cid:l" alt="Logo"></a>', 'Logo (https://example.org/)'],
  ['<head><title>T</title><style>p{}</style></head><script>if (a<b && "</p>") x</script>ok', 'ok'],
  ['a &lt;b&gt; &amp;amp; &#233; &#x2601; &nbsp;&unknown; &#0;', 'a <b> &amp; é ☁ &unknown;'],
  ['&eacute;&Eacute;&szlig;&sup2;&rsquo;&#146;&#x80;&AMP;', 'éÉß²’’€&'],
  ['x <a href="https://x.org/"> a<br> b </a>y', 'x a\nb (https://x.org/) y'],
  ['a < b <3 <!-- <p>no --> c', 'a < b <3 c'],
  ['<pre>a\n  b</pre>', 'a\n  b'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['x<hr>y', 'x\n---\ny'],
  ['<p title="a>b">t</p>', 't'],
  ['<p', ''],
  ['<!-- open', ''],
  ['<style>', ''],
]

test('HTML as text', () => {
  for (const [html, text] of cases) assert.equal(textOfHtml(html), text, html)
})

test('any HTML gives a text, and long ones take no time', () => {
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<ul>',
    '<li>',
    '</ul>',
    '<a href="https://x">',
    '</a>',
    '<pre>',
    '</pre>',
    '<',
    '&',
    '&#',
    '<!--',
    '-->',
    '<script>',
    '</script>',
    '"',
    'word',
    ' ',
    '\n',
    '<br>',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      assert.doesNotMatch(textOfHtml(pieces.join('')), /^\n|\s$/)
    }),
  )
  for (const part of [
    '<',
    '<a "',
    '<script>',
    '<!--',
    '</a>',
    '<ul><li>',
    '&#',
    '<a href="https://x">',
    '<a href="https://x">y</a> z',
  ])
    textOfHtml(part.repeat(100_000))
})
