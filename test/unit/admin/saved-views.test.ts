import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, SavedView } from '../../../src/apps/admin/index.ts'
import { pinnedViews } from '../../../src/apps/admin/list/views/pinned.ts'
import { adminRequest, identified, userOf } from '../../../src/apps/admin/request.ts'
import { authApp, createSuperuser, createUser, fieldRules, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, json, path } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { text } from './browser.ts'

class Song extends Model {
  title = field.char({ maxLength: 40 })
  mood = field.char({ maxLength: 6, choices: { calm: 'Calm', loud: 'Loud' }, default: 'calm' })
  label = field.char({ maxLength: 6, choices: { major: 'Major', indie: 'Indie' }, default: 'indie' })
  open = field.boolean({ default: true })

  static meta = meta<Song>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

class Band extends Model {
  name = field.char({ maxLength: 40 })
}

const music = defineApp({
  label: 'music',
  models: { Song, Band },
  admin: [
    admin(Song, {
      listDisplay: ['title', 'mood'],
      listFilter: ['mood', 'label'],
      searchFields: ['title'],
      listPerPage: 5,
    }),
    admin(Band),
  ],
  rules: [
    rule(Song, 'view', (_user, rows) => rows.filter({ open: true }), { modelPermission: 'required' }),
    rule(Song, 'change', (_user, rows) => rows.filter({ open: true }), { modelPermission: 'required' }),
    fieldRules(Song, { hidden: (user) => (user.isAnonymous || user.username !== 'nora' ? [] : ['label']) }),
  ],
})

const site = adminSite()
let shop: TestProject
before(async () => {
  shop = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, music],
      urls: [
        path('pinned/', async (request) => {
          const asked = adminRequest(request, site, 0)
          return json(await pinnedViews(await identified(asked, (await userOf(request))!)))
        }),
        path('admin/', include(adminUrls(site))),
      ],
    }),
  )
  await shop.run(async () => {
    await createSuperuser({ username: 'ada', password })
    for (const username of ['nora', 'otto', 'mia']) {
      const user = await createUser({ username, password, isStaff: true })
      const codenames = username === 'mia' ? ['view_band'] : ['view_song', 'change_song']
      await user.userPermissions.add(...(await Permission.filter({ codename__in: codenames })))
    }
    for (let n = 1; n <= 12; n++)
      await Song.create({
        title: `Song ${n}`,
        mood: n % 3 === 0 ? 'loud' : 'calm',
        label: n % 2 === 0 ? 'major' : 'indie',
        open: n !== 3,
      })
  })
})
after(() => shop.close())

const list = '/admin/music/song/'
const tabs = (page: string) =>
  text(/<nav class="n-tabs"[\s\S]*?<\/nav>/.exec(page)?.[0] ?? '')
    .trim()
    .replace(/\s+/g, ' ')
const only = () => shop.run(() => SavedView.get({}))

async function fresh(username: string): Promise<TestProject['client']> {
  await shop.run(() => SavedView.all().delete())
  return logIn(shop, username)
}

test('what an address shows is saved under a name, without the page, and is a tab with its number', async () => {
  const otto = await fresh('otto')
  assert.equal(tabs(await (await otto.get(list)).text()), '')
  const page = await (await otto.get(`${list}?mood=loud&o=-title&p=2`)).text()
  assert.match(page, /href="\/admin\/music\/song\/saved-views\/add\/\?mood=loud&amp;o=-title" data-dialog/)
  const form = `${list}saved-views/add/?mood=loud&o=-title&p=2&nothing=1`
  assert.match(await (await otto.get(form)).text(), /name="name"/)
  const saved = await otto.post(form, { name: '  Loud   ones ', shared: '0' })
  assert.equal(saved.headers.get('location'), `${list}?mood=loud&o=-title`)
  const view = await only()
  assert.deepEqual([view.name, view.query, view.shared, view.pinned], ['Loud ones', 'mood=loud&o=-title', false, false])
  const open = await (await otto.get(`${list}?o=-title&mood=loud`)).text()
  assert.match(tabs(open), /^All songs 11 Loud ones 3 Edit views$/)
  assert.match(open, /href="\/admin\/music\/song\/\?mood=loud&amp;o=-title" aria-current="page"/)
  assert.match(await (await otto.get(list)).text(), /<a href="\/admin\/music\/song\/" aria-current="page">/)
  const other = await logIn(shop, 'nora')
  assert.equal(tabs(await (await other.get(list)).text()), '', 'a private view is its owner’s alone')
})

test('a name is needed, has a limit, and is there once', async () => {
  const otto = await fresh('otto')
  const form = `${list}saved-views/add/?mood=loud`
  for (const [name, problem] of [
    ['', /A view needs a name/],
    ['x'.repeat(81), /at most 80 characters/],
  ] as const) {
    const refused = await otto.post(form, { name, shared: '1', pinned: '1' })
    assert.equal(refused.status, 422)
    const page = await refused.text()
    assert.match(text(page), problem)
    assert.match(page, /name="pinned" value="1" checked/)
    assert.match(page, /name="shared" value="1" checked/)
  }
  assert.equal((await otto.post(form, { name: '<b>"Loud"</b>' })).status, 303)
  assert.match(await (await otto.get(list)).text(), /<bdi>&lt;b&gt;&quot;Loud&quot;&lt;\/b&gt;<\/bdi>/)
  assert.match(text(await (await otto.post(form, { name: '<b>"Loud"</b>' })).text()), /a view of this name already/)
})

test('a shared view is seen by all who see the list, and changed by its owner or a superuser only', async () => {
  const otto = await fresh('otto')
  await otto.post(`${list}saved-views/add/?mood=loud`, { name: 'Loud', shared: '1', pinned: '1' })
  const { pk } = await only()
  const url = `${list}saved-views/${pk}/`
  const nora = await logIn(shop, 'nora')
  assert.match(tabs(await (await nora.get(list)).text()), /Loud 3/)
  assert.doesNotMatch(await (await nora.get(`${list}saved-views/`)).text(), /name="name"/)
  assert.equal((await nora.post(url, { name: 'Mine' })).status, 404)
  assert.equal((await nora.post(url, { _do: 'delete' })).status, 404)
  const ada = await logIn(shop)
  assert.match(tabs(await (await ada.get(list)).text()), /Loud 4/, 'who sees more counts more')
  assert.equal((await ada.post(url, { name: 'Louder', shared: '1' })).status, 303)
  const view = await only()
  assert.deepEqual([view.name, view.shared, view.pinned], ['Louder', true, false])
  assert.equal((await otto.post(url, { name: 'Own' })).status, 303)
  assert.equal((await only()).shared, false)
  assert.equal((await ada.post(url, { _do: 'delete' })).status, 404, 'a private view of another is not there')
  assert.equal((await otto.post(url, { name: '' })).status, 422)
  assert.equal((await otto.post(url, { _do: 'delete' })).status, 303)
  assert.equal(await shop.run(() => SavedView.all().count()), 0)
})

test('views of other lists, wrong keys, and lists that one may not open are not there', async () => {
  const ada = await fresh('ada')
  await ada.post(`${list}saved-views/add/?mood=loud`, { name: 'Loud', shared: '1' })
  const { pk } = await only()
  assert.equal((await ada.post(`/admin/music/band/saved-views/${pk}/`, { _do: 'delete' })).status, 404)
  for (const key of ['0', 'x', '99999999999999999999'])
    assert.equal((await ada.post(`${list}saved-views/${key}/`, { _do: 'delete' })).status, 404)
  const mia = await logIn(shop, 'mia')
  assert.equal((await mia.get(`${list}saved-views/`)).status, 403)
  assert.equal((await mia.post(`${list}saved-views/add/`, { name: 'x' })).status, 403)
  assert.equal((await mia.post(`${list}saved-views/${pk}/`, { _do: 'delete' })).status, 403)
  assert.equal(await shop.run(() => SavedView.all().count()), 1)
})

test('a shared view that filters by what somebody does not see is not theirs', async () => {
  const ada = await fresh('ada')
  await ada.post(`${list}saved-views/add/?label=major`, { name: 'Majors', shared: '1', pinned: '1' })
  assert.match(tabs(await (await ada.get(list)).text()), /Majors 6/)
  const nora = await logIn(shop, 'nora')
  const page = await (await nora.get(list)).text()
  assert.doesNotMatch(page, /Majors|label=major/)
  assert.deepEqual(await (await nora.get('/pinned/')).json(), [])
})

test('pinned views are counted for the overview, as their reader may see them', async () => {
  const otto = await fresh('otto')
  await otto.post(`${list}saved-views/add/?mood=loud`, { name: 'Loud', shared: '1', pinned: '1' })
  await otto.post(`${list}saved-views/add/?mood=calm`, { name: 'Calm', pinned: '1' })
  await otto.post(`${list}saved-views/add/?q=Song`, { name: 'Free' })
  const pinned = async (username: string) =>
    (
      (await (await (await logIn(shop, username)).get('/pinned/')).json()) as {
        name: string
        count: string
        url: string
      }[]
    ).map(({ name, count, url }) => `${name} ${count} ${url.split('?')[1]}`)
  assert.deepEqual(await pinned('otto'), ['Calm 8 mood=calm', 'Loud 3 mood=loud'])
  assert.deepEqual(await pinned('ada'), ['Loud 4 mood=loud'])
  assert.deepEqual(await pinned('mia'), [])
})
