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

class Sailor extends Model {
  name = field.char({ maxLength: 40 })
  retired = field.boolean({ default: false })

  override toString(): string {
    return this.name
  }
}

class Boat extends Model {
  name = field.char({ maxLength: 40 })
  captain = field.foreignKey(() => Sailor, { onDelete: 'protect', limitChoicesTo: { retired: false } })
  owner = field.foreignKey(() => Sailor, {
    onDelete: 'setNull',
    null: true,
    blank: true,
    limitChoicesTo: { retired: true },
  })
  crew = field.manyToMany(() => Sailor, { blank: true })

  override toString(): string {
    return this.name
  }
}

class Trip extends Model {
  boat = field.foreignKey(() => Boat, { onDelete: 'cascade' })
  guest = field.foreignKey(() => Sailor, { onDelete: 'cascade' })
}

const harbour = defineApp({
  label: 'harbour',
  models: { Sailor, Boat, Trip },
  admin: [
    admin(Sailor, { listDisplay: ['name', 'retired'], listEditable: ['retired'], searchFields: ['name'] }),
    admin(Boat, {
      rawIdFields: ['captain', 'crew'],
      inlines: [inline(Trip, { widgets: { guest: 'rawId' } })],
      hooks: {
        choices: (field, rows, request) =>
          request.query.has('all') || field === 'crew' ? rows : rows.exclude({ name__startswith: 'D' }),
      },
    }),
  ],
})

let site: TestProject
let ada: TestProject['client']
before(async () => {
  site = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, harbour],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await site.run(async () => {
    await createSuperuser({ username: 'ada', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(...(await Permission.filter({ codename__in: ['change_boat', 'view_boat'] })))
    const sailors: Sailor[] = []
    for (const [name, retired] of [
      ['Ann', false],
      ['Bo <bosun>', false],
      ['Cid', true],
      ['Dan', false],
      ['Dora', true],
    ] as const)
      sailors.push(await Sailor.create({ name, retired }))
    const boat = await Boat.create({ name: 'Swift', captain: sailors[0]! })
    await boat.crew.add(sailors[0]!)
  })
  ada = await logIn(site)
})
after(() => site.close())

const boat = '/admin/harbour/boat/1/change/'
const page = async (address: string) => (await ada.get(address)).text()
const locationOf = (response: Response) => response.headers.get('location') ?? ''
/** Sends the form to choose from a list: the list’s address, and its page. */
async function pick(field: string, changes: Record<string, string> = {}) {
  const away = await ada.post(
    boat,
    filled(await page(boat), { name: 'Half typed', ...changes, _pick: `${field} harbour/sailor` }),
  )
  assert.equal(away.status, 303)
  assert.match(locationOf(away), /^\/admin\/harbour\/sailor\/\?_for=/)
  return { url: locationOf(away), html: await page(locationOf(away)) }
}
const linkOf = (html: string, name: string) =>
  new RegExp(`href="([^"]*)"[^>]*>(?:<[^>]*>)*${name}`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''

test('a key is chosen from the list, and the form comes back as it was left', async () => {
  const { url, html } = await pick('captain')
  assert.match(text(html), /Choose one for “Swift”, which is kept as you left it\. Go back to it/)
  assert.doesNotMatch(html, /Cid|Dan/, 'a row that the field may not be given is not offered')
  assert.doesNotMatch(html, /name="_save"|name="action"|type="checkbox" name="id"|Add sailor|Left out/)
  const searched = await page(`${url}&q=bo`)
  assert.doesNotMatch(text(searched), /Ann/)
  assert.match(searched, /type="hidden" name="_for"|_for=/)
  const back = await page(linkOf(searched, 'Bo &lt;bosun&gt;'))
  const sent = filled(back)
  assert.deepEqual([sent['name'], sent['captain']], [['Half typed'], ['2']])
  assert.match(back, /<bdi>Bo &lt;bosun&gt;<\/bdi>/)
  assert.match(back, /data-dirty="Nothing saved yet"/)
  assert.equal((await site.run(() => Boat.get({ id: 1 }))).name, 'Swift', 'nothing was saved')
  const saved = await ada.post(boat, { ...sent, _save: 'done' })
  assert.equal(saved.status, 303)
  const row = await site.run(() => Boat.selectRelated('captain').get({ id: 1 }))
  assert.deepEqual([row.name, row.captain.name], ['Half typed', 'Bo <bosun>'])
})

test('of several rows one more is chosen, and in a row of an inline too', async () => {
  const crew = await pick('crew')
  assert.match(crew.html, /Cid/)
  const more = filled(await page(linkOf(crew.html, 'Cid')))
  assert.deepEqual(more['crew'], ['1, 3'])
  const guest = await pick('trip-0-guest')
  const sent = filled(await page(linkOf(guest.html, 'Cid')))
  assert.deepEqual(sent['trip-0-guest'], ['3'])
})

test('who sees no such rows is offered no list, gets none, and chooses none', async () => {
  const nora = await logIn(site, 'nora')
  const html = await (await nora.get(boat)).text()
  assert.doesNotMatch(html, /name="_pick"/)
  const refused = await nora.post(boat, filled(html, { name: 'Kept', _pick: 'captain harbour/sailor' }))
  assert.equal(refused.status, 200)
  assert.match(await refused.text(), /value="Kept"/)
  const { url } = await pick('captain', { name: 'Of ada alone' })
  const token = new URL(url, 'http://x').searchParams.get('_for')!
  const theirs = await (await nora.get(`${boat}?${new URLSearchParams({ _parked: token, _chosen: '2' })}`)).text()
  assert.doesNotMatch(theirs, /Of ada alone/)
})

test('a token that was made up opens the list as it is', async () => {
  const html = await page('/admin/harbour/sailor/?_for=made-up')
  assert.match(text(html), /no longer kept/)
  assert.match(html, /href="\/admin\/harbour\/sailor\/1\/change\/"/)
})

test('a hook says what relations may be given, within their limits; what a row has it may keep', async () => {
  const owners = async (address: string) =>
    /<select[^>]* name="owner"[\s\S]*?<\/select>/
      .exec(await page(address))![0]
      .match(/<bdi>\w+|>[A-Z]\w+</g)
      ?.join()
  assert.equal(await owners(boat), '>None<,>Cid<')
  assert.equal(await owners(`${boat}?all`), '>None<,>Cid<,>Dora<')
  const send = async (changes: Record<string, string>) => ada.post(boat, filled(await page(boat), changes))
  assert.equal((await send({ owner: '5' })).status, 422)
  assert.equal((await send({ captain: '4' })).status, 422)
  assert.equal((await send({ owner: '3' })).status, 303)
  await site.run(async () => {
    const row = await Boat.get({ id: 1 })
    Object.assign(row, { captain: await Sailor.get({ name: 'Dan' }), owner: await Sailor.get({ name: 'Dora' }) })
    await row.save()
  })
  assert.equal((await send({ name: 'Kept' })).status, 303)
  const row = await site.run(() => Boat.selectRelated('captain', 'owner').get({ id: 1 }))
  assert.deepEqual([row.name, row.captain.name, row.owner?.name], ['Kept', 'Dan', 'Dora'])
  const found = await (await ada.get('/admin/harbour/boat/autocomplete/?field=captain&q=d')).json()
  assert.deepEqual(found, { results: [], next: null })
})
