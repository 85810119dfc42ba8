import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { autodetect } from '../../../src/data/migrations/autodetector/index.ts'
import { answered, answersFromFlags, field, prompted, readAnswers } from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { code, detect, lines, model, stateOf, workshop } from './helpers.ts'

const text = field.char({ maxLength: 50 })
const before = stateOf(model('news', 'Article', { title: text }))
const after = stateOf(model('news', 'Article', { headline: text, lead: text }))

const read = (t: TestContext, name: string, body: string) => {
  const directory = workshop(t)
  writeFileSync(join(directory, name), body)
  return readAnswers(directory)
}

test('answers are read from a file, which may be absent', async (t) => {
  assert.deepEqual(await readAnswers(workshop(t)), {})
  const body = `{ renames: { 'news.article.title': 'headline' }, fills: { 'news.article.lead': '' }, drops: ['news.story'] }`
  const given = await read(
    t,
    'migration-answers.ts',
    `import { answers } from 'nuages/migrations'\nexport default answers(${body})\n`,
  )
  assert.deepEqual(given.drops, ['news.story'])
  assert.deepEqual(lines(await detect(before, after, given)), [
    'news: Rename field title on article to headline',
    'news: Add field lead to article',
  ])
  assert.deepEqual(await read(t, 'migration-answers.json', '{ "fills": { "news.article.lead": "" } }'), {
    fills: { 'news.article.lead': '' },
  })
})

test('what is no answer is told with the file', async (t) => {
  const cases: [string, RegExp][] = [
    ['[]', /no object/],
    ['{', /reading it failed/],
    ['{ "rename": {} }', /knows no 'rename'/],
    ['{ "renames": [] }', /'renames' is no object/],
    ['{ "renames": { "news.article.title": 3 } }', /neither a name nor null of 'news\.article\.title'/],
    ['{ "fills": { "lead": "" } }', /'lead' in 'fills' names nothing/],
    ['{ "drops": { "news.article": true } }', /'drops' is no list/],
    ['{ "merges": { "news.a+b": "yes" } }', /neither true nor false/],
  ]
  for (const [body, message] of cases)
    await assert.rejects(read(t, 'migration-answers.json', body), {
      ...code('MIGRATIONS_BAD_ANSWERS_FILE'),
      message,
    })
  await assert.rejects(read(t, 'migration-answers.ts', 'export const x = 1'), {
    message: /default export is no object/,
  })
})

test('a flag goes before the file, the file before a person', async () => {
  const asked: string[] = []
  const person = prompted({
    confirm: async (message) => asked.push(message) > 0,
    text: async (message) => String(asked.push(message)),
  })
  const file = { renames: { 'news.article.title': 'lead' }, fills: { 'news.article.headline': 'from the file' } }
  const flags = answersFromFlags({ rename: ['news.article.title='] })
  const all = answered(flags, answered(file, person))
  const drafts = await autodetect(before, after, all)
  assert.deepEqual(lines(drafts), [
    'news: Remove field title from article',
    'news: Add field headline to article',
    'news: Add field lead to article',
  ])
  assert.equal((drafts[0]!.operations[1]!.arguments as { fill: string }).fill, 'from the file')
  assert.equal(asked.length, 1)
  assert.match(asked[0]!, /news\.Article\.lead: the field is new/)
})

test('an answer of another time does nothing', async () => {
  const old = { renames: { 'news.article.title': 'name', 'news.story': 'tale' }, fills: { 'news.story.x': 1 } }
  await assert.rejects(detect(before, after, old), code('MIGRATIONS_UNANSWERED_RENAME'))
  const stories = stateOf(model('news', 'Story', { title: text }))
  const articles = stateOf(model('news', 'Article', { title: text }))
  await assert.rejects(detect(stories, articles, old), code('MIGRATIONS_UNANSWERED_MODEL_RENAME'))
  assert.deepEqual(lines(await detect(stories, articles, { renames: { 'news.story': 'article' } })), [
    'news: Rename model Story to Article',
  ])
  assert.deepEqual(await detect(emptyState, emptyState, old), [])
})

test('a primary key is renamed where somebody says so, and the question says how', async () => {
  const keyed = (name: string) =>
    stateOf(model('news', 'Tag', { [name]: field.char({ maxLength: 5, primaryKey: true }) }))
  await assert.rejects(detect(keyed('code'), keyed('slug')), {
    ...code('MIGRATIONS_UNANSWERED_FILL'),
    message: /--rename news\.tag\.OLD=slug/,
  })
  const answers = { renames: { 'news.tag.code': 'slug' } }
  assert.deepEqual(lines(await detect(keyed('code'), keyed('slug'), answers)), [
    'news: Rename field code on tag to slug',
  ])
  const behind = await autodetect(keyed('code'), keyed('slug'), answered({}, answered(answers)))
  assert.equal(lines(behind).length, 1)
})
