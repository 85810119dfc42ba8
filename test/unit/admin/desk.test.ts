import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, inline } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { filled, text } from './browser.ts'

class Story extends Model {
  headline = field.char({ maxLength: 40 })
  status = field.char({ maxLength: 6, choices: { draft: 'Draft', live: 'Live', lost: 'Lost' }, default: 'draft' })
  writers = field.manyToMany(() => Person, { blank: true })
  letters = field.reverse(() => Letter, 'story')

  override toString(): string {
    return this.headline
  }
}

class Person extends Model {
  name = field.char({ maxLength: 40 })
}

class Letter extends Model {
  words = field.char({ maxLength: 40 })
  story = field.foreignKey(() => Story, { onDelete: 'cascade' })
}

const desk = defineApp({
  label: 'desk',
  models: { Story, Letter, Person },
  admin: [
    admin(Story, {
      listDisplay: ['headline', 'status'],
      states: { status: { live: 'good', draft: 'draft' } },
      inlines: [inline(Letter, { canAdd: false })],
    }),
    admin(Person, { searchFields: ['name'] }),
  ],
})

let project: TestProject
before(async () => {
  project = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, desk],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await project.run(async () => {
    await createSuperuser({ username: 'ada', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(await Permission.get({ codename: 'view_story' }))
    await Story.create({ headline: 'The ferry', status: 'live' })
    await Story.create({ headline: 'The storm', status: 'lost' })
  })
})
after(() => project.close())

test('each of many is asked for by what one of them is called', async () => {
  const ada = await logIn(project)
  await project.run(async () => {
    const story = await Story.get({ id: 1 })
    await story.writers.add(await Person.create({ name: 'Maren Holt' }))
  })
  const found = text(await page(ada, `/admin/desk/story/?q=${encodeURIComponent('writer:holt')}`))
  assert.match(found, /1 of \d+ stor/)
})

const page = async (client: TestProject['client'], url: string) => (await client.get(url)).text()

test('values that say where a row stands have a mark in the list, on its pages and in the quick look', async () => {
  const [ada, nora] = [await logIn(project), await logIn(project, 'nora')]
  const live = '<span class="n-state" data-state="good"><bdi>Live</bdi></span>'
  const list = await page(ada, '/admin/desk/story/')
  assert.ok(list.includes(live))
  assert.match(list, /<bdi>Lost<\/bdi>/, 'a value that is not named has none')
  for (const [client, url] of [
    [ada, '/admin/desk/story/1/change/'],
    [ada, '/admin/desk/story/1/look/'],
    [nora, '/admin/desk/story/1/change/'],
  ] as const)
    assert.ok((await page(client, url)).includes(live), url)
  assert.doesNotMatch(await page(ada, '/admin/desk/story/2/change/'), /n-state/)
})

test('a form saves although it shows no inline that has no rows and takes none', async () => {
  const ada = await logIn(project)
  for (const url of ['/admin/desk/story/add/', '/admin/desk/story/2/change/']) {
    const form = await page(ada, url)
    assert.doesNotMatch(form, /letters-TOTAL_FORMS|letter-TOTAL_FORMS/)
    const response = await ada.post(url, filled(form, { headline: `Saved at ${url.length}` }))
    assert.equal(response.status, 303, text(await response.text()))
  }
  const saved = await project.run(() => Story.filter({ headline__startswith: 'Saved at' }).count())
  assert.equal(saved, 2)
})

test('the way in which somebody saved last is the first that the next form offers', async () => {
  const ada = await logIn(project)
  const url = '/admin/desk/story/1/change/'
  const first = (html: string) => /n-btn--primary" name="_save" value="([a-z]+)"/.exec(html)![1]
  assert.equal(first(await page(ada, url)), 'done')
  for (const [way, next] of [
    ['stay', 'stay'],
    ['made-up', 'stay'],
    ['another', 'another'],
    ['done', 'done'],
  ] as const) {
    assert.equal((await ada.post(url, filled(await page(ada, url), { _save: way }))).status, 303)
    const html = await page(ada, url)
    assert.equal(first(html), next, way)
    assert.equal(/<button name="_save" value="([a-z]+)" hidden>/.exec(html)![1], next, 'Enter does the same')
  }
})
