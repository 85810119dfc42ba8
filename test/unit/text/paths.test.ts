import assert from 'node:assert/strict'
import { isAbsolute, relative } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  fillHtml,
  markSafe,
  repercentBroken,
  safeJoin,
  urlEncode,
  validFilename,
} from '../../../src/base/text/index.ts'
import { UploadedFile } from '../../../src/web/http/index.ts'

test('nothing that is joined leads out of the directory', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '.', '/', '../x', 'a/../../b', '/base', '/base2', '\\..', ''),
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      let path: string
      try {
        path = safeJoin('/base', ...parts)
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'NUAGES_TEXT_OUTSIDE_DIRECTORY')
        return
      }
      const within = relative('/base', path)
      assert.ok(within !== '..' && !within.startsWith('../') && !isAbsolute(within), path)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('a name that is cleaned is one name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const file = new UploadedFile(text, '', 0, Buffer.alloc(0))
      assert.match(file.safeName, /^[-\p{L}\p{N}_.]+$/u)
      assert.ok(file.safeName !== '.' && file.safeName !== '..')
    }),
    { seed: 2, numRuns: 500 },
  )
  assert.equal(validFilename('  Été 2024 (1).pdf\n'), 'Été_2024_1.pdf')
  assert.throws(() => validFilename('../..'.slice(0, 2)), { code: 'NUAGES_TEXT_NO_FILENAME' })
})

test('texts are filled in with what is escaped', () => {
  assert.equal(fillHtml('<a href="{0}">{0}</a>', ['<&>']).value, '<a href="&lt;&amp;&gt;">&lt;&amp;&gt;</a>')
  assert.equal(fillHtml('{{{name:_^7}}} {safe}', { name: 'a', safe: markSafe('<b>') }).value, '{___a___} <b>')
  assert.equal(fillHtml('{:.3}|{:*<4}', ['12345', 1]).value, '123|1***')
  const wrong: [string, readonly unknown[]][] = [
    ['{', []],
    ['}', []],
    ['{}', []],
    ['{}{0}', [1, 2]],
    ['{name}', []],
    ['{:d}', [1]],
    ['{:>99999999}', [1]],
    ['{0.secret}', [{ secret: 1 }]],
    ['{constructor}', []],
  ]
  for (const [format, values] of wrong) {
    assert.throws(() => fillHtml(format, values), { code: 'NUAGES_TEXT_BAD_PLACEHOLDER' }, format)
  }
})

test('parameters of an address', () => {
  assert.equal(urlEncode({ q: 'a b&c', n: 1 }), 'q=a+b%26c&n=1')
  assert.equal(urlEncode({ tag: ['a', 'b'], set: new Set([1]) }, { lists: true }), 'tag=a&tag=b&set=1')
  assert.equal(urlEncode(new Map([['ü', '√']])), '%C3%BC=%E2%88%9A')
  assert.throws(() => urlEncode({ a: null }), { code: 'NUAGES_TEXT_NO_VALUE' })
})

test('bytes that are no UTF-8 are told apart from those that are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      // The platform's own decoder says which bytes are whole characters.
      const text = repercentBroken(bytes.map((byte) => (byte === 0x25 ? 0x24 : byte)))
      const back = Buffer.concat(
        text
          .split(/(%[0-9A-F]{2})/)
          .map((piece) => (/^%..$/.test(piece) ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece))),
      )
      assert.deepEqual(
        [...back],
        Array.from(bytes, (byte) => (byte === 0x25 ? 0x24 : byte)),
      )
    }),
    { seed: 3, numRuns: 1000 },
  )
})
