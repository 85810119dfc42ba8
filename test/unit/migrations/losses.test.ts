import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answered, answersFromFlags, type DropQuestion, prompted } from '../../../src/data/migrations/index.ts'
import { code, memory } from './helpers.ts'
import { lossSuite } from './losses.ts'

lossSuite(memory)

const question: DropQuestion = {
  app: 'news',
  model: 'article',
  field: 'note',
  table: 'news_article',
  column: 'note',
  migration: 'news.0005_x',
  direction: 'forwards',
}

test('flags allow what they name, and nothing else', async () => {
  const { drop } = answered(answersFromFlags({ drop: ['News.Article.note', 'news.story'] }))
  assert.equal(await drop(question), true)
  assert.equal(await drop({ ...question, field: null, model: 'story' }), true)
  assert.equal(await drop({ ...question, field: null }), false)
  assert.equal(await drop({ ...question, model: 'story' }), false)
  for (const wrong of ['note', 'a.b.c.d', 'news.article.', 'news.article=1'])
    assert.throws(() => answersFromFlags({ drop: [wrong] }), code('MIGRATIONS_BAD_ANSWER'), wrong)
})

test('a person is told what would go', async () => {
  const said: string[] = []
  const prompter = {
    async confirm(message: string) {
      said.push(message)
      return said.length > 1
    },
    text: async () => null,
  }
  const { drop } = answered({}, prompted(prompter))
  assert.equal(await drop(question), false)
  assert.equal(await drop({ ...question, direction: 'backwards', field: null, column: null }), true)
  assert.deepEqual(said, [
    'Applying news.0005_x drops the column news_article.note with its values (news.article.note). Drop it?',
    'Taking back news.0005_x drops the table news_article with its rows (news.article). Drop it?',
  ])
})
