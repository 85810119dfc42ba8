import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as newsroom from '../../../examples/newsroom/newsroom/models.ts'
import { authApp, User } from '../../../src/apps/auth/index.ts'
import { minLength, minValue } from '../../../src/base/schema/index.ts'
import { type AnyModelClass, field, Model, ValidationError } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { databaseTests, factory } from '../../../src/tools/testing/index.ts'

const { Article, Comment, Reporter, Section, Tag } = newsroom

class Everything extends Model {
  short = field.char({ maxLength: 2, unique: true })
  padded = field.char({ maxLength: 30, validators: [minLength(20)] })
  email = field.email({ unique: true })
  url = field.url()
  slug = field.slug({ maxLength: 6, unique: true })
  code = field.uuid()
  ip = field.ipAddress()
  kind = field.char({ maxLength: 5, choices: { a: 'A', b: 'B' } })
  small = field.smallInteger()
  big = field.bigInteger()
  level = field.integer({ validators: [minValue(3000)] })
  price = field.decimal({ maxDigits: 4, decimalPlaces: 2 })
  tiny = field.decimal({ maxDigits: 2, decimalPlaces: 2 })
  ratio = field.float()
  on = field.boolean()
  day = field.date()
  at = field.time()
  moment = field.datetime()
  lasts = field.duration()
  data = field.json()
  bytes = field.binary()
  even = field.integer({
    validators: [
      (value: number) => {
        if (value % 2 === 1) throw new ValidationError('odd')
      },
    ],
  })
}

class Picky extends Model {
  text = field.char({
    maxLength: 20,
    validators: [
      () => {
        throw new ValidationError('Nothing will do.')
      },
    ],
  })
}

class Snake extends Model {
  tail = field.foreignKey(() => Snake, { onDelete: 'cascade' })
}

const definition = defineProject({
  apps: [
    authApp,
    defineApp({ label: 'newsroom', models: newsroom }),
    defineApp({ label: 'all', models: { Everything, Picky, Snake } }),
  ],
})

const { dbTest } = databaseTests(definition, {
  setup: async () => {
    await factory(Tag).create()
  },
})

dbTest('rows of every model of the newsroom, and of users, are valid', async (_t, { project }) => {
  const models = project.orm.registry.models.filter(
    ({ app, automatic, name }) =>
      !automatic && ['newsroom', 'auth', 'all'].includes(app) && name !== 'Snake' && name !== 'Picky',
  )
  assert.ok(models.length >= 8)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...models.map(({ label }) => label)),
      fc.integer({ min: 1, max: 3 }),
      async (label, count) => {
        const { model } = project.orm.registry.byLabel(label)!
        const rows = await factory(model as AnyModelClass as typeof Tag).createMany(count)
        for (const row of rows) {
          await row.refresh()
          await row.validate()
        }
      },
    ),
    { numRuns: 60, seed: 1 },
  )
})

dbTest('values are the same in every test, and go on from those of the setup', async () => {
  const tags = await factory(Tag).createMany(2)
  assert.deepEqual(
    tags.map(({ name }) => name),
    ['Name 2', 'Name 3'],
  )
})

dbTest('relations are made where they are needed, from values, from rows and from keys', async () => {
  const article = await factory(Article).create({ headline: 'Ferry', section: { name: 'Harbour' } })
  assert.equal(article.headline, 'Ferry')
  assert.equal((await article.section.load()).name, 'Harbour')
  const section = await factory(Section).create()
  const [first, second] = await factory(Article).createMany(2, (i) => ({ section, slug: `story-${i}` }))
  assert.deepEqual([first?.slug, second?.slug, first?.section_id], ['story-0', 'story-1', section.pk])
  const byKey = await factory(Article).create({ section_id: section.pk })
  assert.equal(byKey.section_id, section.pk)
  assert.equal(await Section.count(), 2)
  const reporter = await factory(Reporter).create({ user: { username: 'ada' } })
  assert.equal((await User.get({ username: 'ada' })).pk, reporter.user_id)
})

dbTest('lists are filled from numbers, values and rows, from either side', async () => {
  const tag = await factory(Tag).create()
  const article = await factory(Article).create({
    authors: 2,
    tags: [tag, { name: 'sea' }],
    comments: [{ text: 'First' }, {}],
  })
  assert.equal(await article.authors.count(), 2)
  assert.equal(await article.tags.count(), 2)
  assert.deepEqual(await Comment.filter({ article }).orderBy('id').valuesList('text', { flat: true }), [
    'First',
    'Text 2',
  ])
})

dbTest('traits, functions and what comes after', async () => {
  const seen: number[] = []
  const stories = factory(Article, {
    defaults: { headline: (n) => `Story ${n}` },
    traits: { live: { status: 'live', publishedAt: new Date(0) }, dear: { fee: '900' } },
    after: (row, number) => void seen.push(row.pk, number),
  })
  const story = await stories.with('live', 'dear').create({ wordCount: 3 })
  assert.deepEqual([story.headline, story.status, String(story.fee), story.wordCount], ['Story 1', 'live', '900.00', 3])
  assert.deepEqual(seen, [story.pk, 1])
  assert.throws(() => stories.with('old' as never), { code: 'NUAGES_TESTING_NO_TRAIT', message: /live, dear/ })
})

dbTest('a row that is built is not saved, and can be', async () => {
  const built = await factory(Comment).build()
  assert.equal(built.pk, null)
  assert.equal(await Comment.count(), 0)
  await built.validate()
  await built.save()
  assert.equal(await Comment.count(), 1)
})

dbTest('what cannot be made up is said', async () => {
  await assert.rejects(factory(Snake).create(), { code: 'NUAGES_TESTING_FACTORY_CIRCLE', message: /Snake/ })
  await assert.rejects(factory(Picky).create(), {
    code: 'NUAGES_TESTING_NO_VALUE',
    message: /Picky.text.*Nothing will do/,
  })
  await assert.rejects(factory(Tag).create({ nmae: 'x' } as object), {
    code: 'NUAGES_TESTING_NO_MODEL_FIELD',
    message: /did you mean 'name'/,
  })
})
