import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Collection } from '../../../src/tools/catalogs/collect.ts'
import type { FoundMessage } from '../../../src/tools/catalogs/extract/found.ts'
import { messageTypes } from '../../../src/tools/catalogs/index.ts'

const found = (id: string, plural: string | null, line: number): FoundMessage => ({
  context: null,
  id,
  plural,
  line,
  comments: [],
})
const rowsOf = (...lists: readonly (readonly FoundMessage[])[]) => {
  const messages = lists.flatMap((list) => {
    const collection = new Collection()
    collection.add('a.ts', list)
    return collection.messages('full')
  })
  return messageTypes(messages).match(/^ {4}.*$/gm)
}

test('a text that stands with and without a plural may be used both ways, whichever comes first', () => {
  const both = ['    "book": "books" | null']
  assert.deepEqual(rowsOf([found('book', 'books', 1), found('book', null, 2)]), both)
  assert.deepEqual(rowsOf([found('book', null, 1), found('book', 'books', 2)]), both)
  // In two apps with catalogs of their own.
  assert.deepEqual(rowsOf([found('book', null, 1)], [found('book', 'books', 1)]), both)
  assert.deepEqual(rowsOf([found('book', 'books', 1)], [found('book', null, 1)]), both)
  assert.deepEqual(rowsOf([found('book', 'books', 1)]), ['    "book": "books"'])
  assert.deepEqual(rowsOf([found('tea', null, 1)]), ['    "tea": null'])
})

test('makemessages says where such a text stands without its plural: it is found with a count alone', () => {
  const collection = new Collection()
  collection.add('a.ts', [found('book', 'books', 1), found('book', null, 2)])
  const said: unknown[] = []
  collection.messages('full', (at, problem) => said.push([at.line, problem.slice(0, 34)]))
  assert.deepEqual(said, [[2, '"book" has a plural elsewhere, so ']])
})
