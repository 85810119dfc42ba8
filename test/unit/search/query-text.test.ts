import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseQuery } from '../../../src/apps/search/query-text.ts'
import { snippet } from '../../../src/apps/search/snippet.ts'
import { folded } from '../../../src/apps/search/words.ts'

const told = (text: string) => {
  const wanted = parseQuery(text)
  if (wanted === null) return null
  const term = ({ text: word, prefix, exact }: { text: string; prefix: boolean; exact: boolean }) =>
    `${exact ? `"${word}"` : word}${prefix ? '*' : ''}`
  return [wanted.groups.map((terms) => terms.map(term).join('|')).join(' '), wanted.excluded.map(term).join(' ')]
}

test('a query is words, phrases, alternatives, exclusions and beginnings', () => {
  assert.deepEqual(told('climate change'), ['climate change', ''])
  assert.deepEqual(told('"new york" paris'), ['"new york" paris', ''])
  assert.deepEqual(told('a OR b OR c d'), ['a|b|c d', ''])
  assert.deepEqual(told('a -b -"c d"'), ['a', 'b "c d"'])
  assert.deepEqual(told('clim*'), ['clim*', ''])
  assert.deepEqual(told('"open phrase'), ['"open phrase"', ''])
  assert.deepEqual(told('“curly”'), ['"curly"', ''])
  assert.deepEqual(told('"OR"'), ['"OR"', ''], 'in quotes it is a word')
  assert.deepEqual(told('OR a'), ['a', ''])
})

test('where nothing is looked for there is no query', () => {
  for (const text of ['', ' - ', '-only', '***', '""', 'OR', '!?']) assert.equal(told(text), null, text)
})

test('any text is read, in bounds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 350 }), (text) => {
      const wanted = parseQuery(text)
      const terms = [...(wanted?.groups.flat() ?? []), ...(wanted?.excluded ?? [])]
      return (
        terms.length <= 32 &&
        terms.every(({ text: word }) => /[\p{L}\p{N}]/u.test(folded(word)) && !word.includes('\0'))
      )
    }),
  )
})

test('a snippet is a piece of the text, marks what was found and nothing else', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 80 }), fc.nat(80), fc.integer({ min: 20, max: 300 }), (text, at, length) => {
      const words = text.split(' ')
      const word = words[at % words.length]!.replace(/\W/g, '')
      const wanted = parseQuery(word)!
      const { parts } = snippet(text, wanted, length, false)
      const plain = parts.map((part) => part.text).join('')
      assert.ok(plain.length <= length + 2)
      assert.ok(text.includes(plain.replace(/^…|…$/g, '')))
      assert.ok(parts.some(({ found }) => found))
      for (const part of parts.filter(({ found }) => found)) assert.equal(part.text.toLowerCase(), word.toLowerCase())
    }),
  )
})
