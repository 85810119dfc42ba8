import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  AnonymousUser,
  allowedAmong,
  authApp,
  fieldRules,
  Group,
  rule,
  type User,
  visibleFields,
  writableFields,
} from '../../../src/apps/auth/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { assertNumQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { Article, Author, again, desk, deskProject, grant, Photo, person, root } from './newsdesk.ts'

let site: TestProject
let ada: User
let bo: User
let all: Article[]

before(async () => {
  site = await testProject(deskProject)
  await site.run(async () => {
    ada = await person('ada')
    bo = await person('bo')
    const [one, two] = [await Author.create({ name: 'Ada', user: ada }), await Author.create({ name: 'A.', user: ada })]
    all = []
    for (let i = 0; i < 6; i++)
      all.push(
        await Article.create({
          title: `Article ${i}`,
          status: ['draft', 'review', 'live'][i % 3]!,
          editor: i < 2 ? bo : null,
          desk: i === 5 ? 'ada' : null,
        }),
      )
    await all[0]!.authors.add(one, two)
    await all[3]!.authors.add(two)
  })
})
after(() => site.close())

const titles = async (rows: PromiseLike<Article[]>) => (await rows).map(({ title }) => Number(title.slice(-1))).sort()

test('a rule says which rows, and whether this one; rules of one action add up', async () => {
  await site.run(async () => {
    assert.deepEqual(await titles(ada.allowed(Article, 'change')), [0, 3])
    assert.equal(await ada.can('desk.change_article', all[0]), true)
    assert.equal(await ada.can('desk.change_article', all[1]), false)
    // As the editor only together with the permission.
    assert.deepEqual(await titles(bo.allowed(Article, 'change')), [])
    assert.equal(await bo.can('desk.change_article', all[0]), false)
    await grant(bo, 'desk.change_article')
    const fresh = await again(bo)
    assert.deepEqual(await titles(fresh.allowed(Article, 'change')), [0, 1])
    assert.equal(await fresh.can('desk.change_article', all[1]), true)
    assert.equal(await fresh.can('desk.change_article', all[3]), false)
    await fresh.permissions()
    assert.deepEqual(await titles(fresh.allowed(Article, 'change')), [0, 1])
  })
})

test('allowed rows can be narrowed and counted, each is there once', async () => {
  await site.run(async () => {
    assert.equal(await ada.allowed(Article, 'change').count(), 2)
    const drafts = Article.filter({ status: 'draft' })
    assert.deepEqual(await titles(allowedAmong(drafts, ada, 'change')), [0, 3])
    assert.deepEqual(await titles(allowedAmong(drafts, ada, 'delete')), [])
    assert.deepEqual(await titles(ada.allowed(Article, 'change').filter({ title__endswith: '3' })), [3])
  })
})

test('visitors have the rows of rules that speak of them, and no others', async () => {
  await site.run(async () => {
    const nobody = new AnonymousUser()
    assert.deepEqual(await titles(nobody.allowed(Article, 'view')), [2, 5])
    assert.equal(await nobody.can('desk.view_article', all[2]), true)
    assert.equal(await nobody.can('desk.view_article', all[0]), false)
    assert.deepEqual(await titles(nobody.allowed(Article, 'change')), [])
    assert.equal(await nobody.can('desk.delete_article', all[2]), false)
    // Two rules: what is live and not of the desk of that name (null is of none), and what is one's own.
    assert.deepEqual(await titles(ada.allowed(Article, 'view')), [0, 2, 3])
  })
})

test('without a rule the permission decides about every row; "enough" opens every row', async () => {
  await site.run(async () => {
    assert.equal(await ada.can('desk.delete_article', all[0]), false)
    assert.deepEqual(await titles(ada.allowed(Article, 'publish')), [1, 4])
    const team = await Group.create({ name: 'team' })
    await grant(team, 'desk.delete_article', 'desk.publish_article')
    await ada.groups.add(team)
    const fresh = await again(ada)
    assert.deepEqual(await titles(fresh.allowed(Article, 'delete')), [0, 1, 2, 3, 4, 5])
    assert.deepEqual(await titles(fresh.allowed(Article, 'publish')), [0, 1, 2, 3, 4, 5])
    assert.equal(await fresh.can('desk.delete_article', all[5]), true)
    assert.equal(await fresh.can('desk.publish_article', all[0]), true)
    await ada.groups.clear()
  })
})

test('an action of its own needs no permission to be declared; a slice means the same for one row and for all', async () => {
  await site.run(async () => {
    assert.deepEqual(await titles(ada.allowed(Article, 'feature')), [4, 5])
    assert.equal(await ada.can('desk.feature_article', all[5]), true)
    assert.equal(await ada.can('desk.feature_article', all[3]), false)
    assert.deepEqual(await titles(ada.allowed(Article, 'feature').filter({ title__endswith: '3' })), [])
  })
})

test('superusers may do everything, inactive users nothing', async () => {
  await site.run(async () => {
    const chief = await root()
    assert.equal(await chief.can('desk.change_article', all[5]), true)
    assert.equal(await chief.allowed(Article, 'view').count(), 6)
    chief.isActive = false
    assert.equal(await chief.can('desk.change_article', all[5]), false)
    assert.equal(await chief.allowed(Article, 'view').count(), 0)
    // An account that sleeps is not a visitor either.
    assert.equal(await chief.can('desk.view_article', all[2]), false)
    await chief.delete()
  })
})

test('rows that were read together are answered for with one query', async () => {
  await site.run(async () => {
    const user = await again(ada)
    const rows = await Article.all().orderBy('pk')
    const asked = await assertNumQueries(1, async () => {
      const found: boolean[] = []
      for (const row of rows) found.push(await user.can('desk.change_article', row))
      return found
    })
    assert.deepEqual(asked, [true, false, false, true, false, false])
    await assertNumQueries(0, () => Promise.all(rows.map((row) => user.can('desk.change_article', row))))
    // Another request's user asks for itself, all at once.
    const other = await again(ada)
    await assertNumQueries(1, () => Promise.all(rows.map((row) => other.can('desk.change_article', row))))
  })
})

test('a row that is not saved is in nobody’s rows; a name that the model does not have is an error', async () => {
  await site.run(async () => {
    assert.equal(await ada.can('desk.change_article', Article.build({ title: 'New' })), false)
    await assert.rejects(ada.can('desk.chnage_article', all[0]), {
      code: 'NUAGES_AUTH_UNKNOWN_PERMISSION',
      message: /did you mean 'desk.change_article'/,
    })
    await assert.rejects(ada.can('desk.view_photo', all[0]), { code: 'NUAGES_AUTH_UNKNOWN_PERMISSION' })
  })
})

test('rules that cannot be are refused', async () => {
  assert.throws(() => rule(Article, 'add', (_user, rows) => rows), { code: 'NUAGES_AUTH_RULE_OF_ADDING' })
  const broken = defineProject({
    apps: [
      authApp,
      defineApp({
        label: 'desk',
        models: desk.models,
        rules: [
          rule(Article, 'view', (() => Promise.resolve([])) as never),
          rule(Article, 'change', (() => Photo.all()) as never),
          fieldRules(Article, { hidden: ['titel' as never] }),
        ],
      }),
    ],
  })
  await using other = await testProject(broken)
  await other.run(async () => {
    const user = await person('cy')
    const code = 'NUAGES_AUTH_RULE_GAVE'
    assert.throws(() => user.allowed(Article, 'view'), { code })
    assert.throws(() => user.allowed(Article, 'change'), { code })
    await assert.rejects(visibleFields(user, Article), { code: 'NUAGES_AUTH_RULE_OF_NO_FIELD', message: /'title'/ })
  })
  const stray = defineProject({ apps: [authApp, defineApp({ label: 'desk', rules: [{}] })] })
  await assert.rejects(testProject(stray), { code: 'NUAGES_AUTH_NOT_A_RULE' })
})

test('field rules leave out what a user does not see, and what they do not write', async () => {
  await site.run(async () => {
    const user = await again(ada)
    assert.deepEqual(await visibleFields(user, Article), ['id', 'title', 'status', 'desk', 'editor', 'authors'])
    assert.deepEqual(await writableFields(user, Article), ['title', 'status', 'desk', 'editor', 'authors'])
    assert.deepEqual(await writableFields(user, Article, all[2]), ['status', 'desk', 'editor'])
    await grant(ada, 'desk.see_fees')
    assert.ok((await visibleFields(await again(ada), Article)).includes('fee'))
    assert.deepEqual((await visibleFields(new AnonymousUser(), Article)).includes('fee'), false)
    const chief = await root()
    assert.deepEqual((await writableFields(chief, Article, all[2])).includes('title'), true)
  })
})
