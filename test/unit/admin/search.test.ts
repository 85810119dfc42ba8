import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { searchWords } from '../../../src/apps/admin/list/search/words.ts'

test('words are split at spaces, quotes hold together what belongs together', () => {
  assert.deepEqual(searchWords('storm  ferry'), ['storm', 'ferry'])
  assert.deepEqual(searchWords('"salt road" holt'), ['salt road', 'holt'])
  assert.deepEqual(searchWords("'salt road'"), ['salt road'])
  assert.deepEqual(searchWords('say \\"hi "a \\"quoted\\" word"'), ['say', '\\"hi', 'a "quoted" word'])
})

test('an unclosed quote is a part of its word, empty quotes are nothing', () => {
  assert.deepEqual(searchWords('"salt road'), ['"salt', 'road'])
  assert.deepEqual(searchWords('"" \'\' '), [])
  assert.deepEqual(searchWords("d'or"), ["d'or"])
})

test('a null character never reaches the database', () => {
  assert.deepEqual(searchWords('a\0b'), ['ab'])
})

test('without quotes, words are what split at white space gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = text.replaceAll(/["'\0]/g, '')
      assert.deepEqual(searchWords(plain), plain.split(/\s+/).filter(Boolean))
    }),
  )
})
