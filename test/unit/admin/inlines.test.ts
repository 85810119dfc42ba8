import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { filled, text } from './browser.ts'
import { Album, Credit, makeAlbum, openRecords, Person, Take, Track, told } from './records.ts'

let project: TestProject
let ada: TestProject['client']
let nora: TestProject['client']
before(async () => {
  project = await openRecords()
  ada = await logIn(project)
  nora = await logIn(project, 'nora')
})
after(() => project.close())

let made = 0
async function album(): Promise<{ id: number; url: string }> {
  const { id } = await project.run(() => makeAlbum(`Album ${(made += 1)}`))
  return { id, url: `/admin/records/album/${id}/change/` }
}

async function page(url: string, client = ada): Promise<string> {
  const response = await client.get(url)
  assert.equal(response.status, 200, url)
  return response.text()
}

async function tracks(id: number): Promise<string[]> {
  return project.run(async () => (await Track.filter({ album: id })).map(String))
}

test('a form shows the rows below its row, and below those', async () => {
  const { url } = await album()
  const html = await page(url)
  const sent = filled(html)
  assert.equal(sent['tracks-0-title']?.[0], 'First')
  assert.equal(sent['tracks-2-seconds']?.[0], '102')
  assert.equal(sent['tracks-1-takes-0-label']?.[0], 'Second take')
  assert.equal(sent['tracks-TOTAL_FORMS']?.[0], '4')
  assert.equal(sent['credit-3-role']?.[0], 'Ghost')
  assert.match(text(html), /SINGER/)
  assert.equal((html.match(/<h1/g) ?? []).length, 1)
  const ids = [...html.replace(/<template>[\s\S]*?<\/template>/g, '').matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, ids.length, 'every id once')
})

test('saving a form unchanged changes nothing', async () => {
  const { id, url } = await album()
  const response = await ada.post(url, filled(await page(url), { _save: 'stay' }))
  assert.equal(response.status, 303)
  assert.match(text(await page(url)), /There was nothing to change/)
  assert.deepEqual(await tracks(id), ['First', 'Second', 'Third'])
})

test('rows are changed, added, removed and put in order, with rows below them, in one save', async () => {
  const { id, url } = await album()
  told.length = 0
  const response = await ada.post(
    url,
    filled(await page(url), {
      year: '1972',
      'tracks-0-ORDER': '3',
      'tracks-1-DELETE': 'on',
      'tracks-2-ORDER': '1',
      'tracks-2-title': 'Third again',
      'tracks-2-players': ['1', '2'],
      'tracks-2-takes-1-label': 'Another take',
      'tracks-3-title': 'New',
      'tracks-3-takes-0-label': 'New take',
      'tracks-3-ORDER': '2',
    }),
  )
  assert.equal(response.status, 303, text(await response.text()))
  assert.deepEqual(await tracks(id), ['Third again', 'New', 'First'])
  await project.run(async () => {
    const third = await Track.get({ album: id, title: 'Third again' })
    assert.deepEqual((await third.players.all()).map(String), ['Ann', 'Bo'])
    assert.deepEqual((await Take.filter({ track: third })).map(String), ['Third take', 'Another take'])
    assert.deepEqual((await Take.filter({ track__title: 'New', track__album: id })).map(String), ['New take'])
    assert.equal(await Take.filter({ label: 'Second take', track__album: id }).count(), 0)
  })
  assert.deepEqual(told, [`change Album ${made}: year`, 'saved with 3 tracks'])
})

test('rules say which rows there are, which can be changed, and which of their fields', async () => {
  const { url } = await album()
  const html = await page(url, nora)
  const sent = filled(html)
  assert.doesNotMatch(html, /Ghost/, 'a row out of sight does not exist')
  assert.equal(sent['credit-INITIAL_FORMS']?.[0], '3', 'a row that may only be deleted has a form too')
  assert.match(text(html), /PRODUCER/)
  assert.equal(Object.keys(sent).filter((name) => name.endsWith('-fee')).length, 0, 'a hidden field is nowhere')
  const roles = Object.entries(sent).filter(([name]) => /^credit-\d+-role$/.test(name))
  assert.deepEqual(roles.map(([, [role]]) => role).filter(Boolean), ['Singer', 'Label'])
  const labelAt = roles.find(([, [role]]) => role === 'Label')?.[0].replace('-role', '')
  assert.equal(sent[`${labelAt}-person`], undefined, 'a field rule about one row')
})

test('a new row is saved with the rows below it; what is wrong in one of them keeps everything', async () => {
  const add = '/admin/records/album/add/'
  const title = 'Made at once'
  const refused = await ada.post(
    add,
    filled(await page(add), {
      title,
      'tracks-0-title': 'Opening',
      'tracks-0-seconds': 'long',
      'tracks-0-takes-0-label': 'One',
      'credit-0-person': '1',
      'credit-0-role': '',
    }),
  )
  assert.equal(refused.status, 422)
  const html = await refused.text()
  assert.match(html, /<title>2 to fix · Add album/)
  assert.match(html, /<a href="#id_tracks-0-seconds"><bdi>Track 1, Seconds<\/bdi>/)
  assert.match(html, /<a href="#id_credit-0-role"><bdi>Credit 1, Role<\/bdi>/)
  assert.match(text(html), /On this page Details Tracks 1 to fix Credits 1 to fix/)
  assert.equal(await project.run(() => Album.filter({ title }).exists()), false)
  const sent = filled(html, { 'tracks-0-seconds': '61', 'credit-0-role': 'Voice', _save: 'stay' })
  assert.equal(sent['tracks-0-takes-0-label']?.[0], 'One')
  const saved = await ada.post(add, sent)
  assert.equal(saved.status, 303)
  await project.run(async () => {
    const take = await Take.selectRelated('track').get({ track__album__title: title })
    assert.deepEqual([take.label, take.track.seconds, take.track.position], ['One', 61, 1])
    assert.equal(await Credit.filter({ album__title: title, role: 'Voice' }).count(), 1)
  })
})

test('without script a button asks for one more row and keeps what was typed', async () => {
  const { id, url } = await album()
  const first = await ada.post(
    url,
    filled(await page(url), { 'tracks-0-title': '', 'tracks-3-title': 'Half', 'tracks-ADD': '1' }),
  )
  assert.equal(first.status, 200)
  const html = await first.text()
  assert.doesNotMatch(html, /n-errors/)
  const sent = filled(html)
  assert.equal(sent['tracks-TOTAL_FORMS']?.[0], '5')
  assert.equal(sent['tracks-3-title']?.[0], 'Half')
  const below = await ada.post(url, { ...sent, 'tracks-0-takes-ADD': '1' })
  assert.equal(filled(await below.text())['tracks-0-takes-TOTAL_FORMS']?.[0], '3')
  const saved = await ada.post(url, { ...sent, 'tracks-0-title': 'First', 'tracks-4-title': 'Whole' })
  assert.equal(saved.status, 303)
  assert.deepEqual(await tracks(id), ['First', 'Second', 'Third', 'Half', 'Whole'])
})

test('what two rows may not both say is an error of the form, checked or not', async () => {
  const { id, url } = await album()
  const refused = await ada.post(
    url,
    filled(await page(url), { 'credit-4-person': '1', 'credit-4-role': 'Singer', year: '1' }),
  )
  assert.equal(refused.status, 422)
  assert.match(text(await refused.text()), /Person, ?.*Role|already exists/)
  assert.equal((await project.run(() => Album.get({ id }))).year, 1971, 'nothing of it was saved')
})

test('a copy is a new row with everything below it, and leaves the first one as it is', async () => {
  const { id, url } = await album()
  const refused = await ada.post(url, filled(await page(url), { _save: 'copy' }))
  assert.equal(refused.status, 422, 'a title is there once')
  const html = await refused.text()
  assert.match(html, /action="\/admin\/records\/album\/add\/"/)
  const saved = await ada.post('/admin/records/album/add/', filled(html, { title: `Copy of ${id}` }))
  assert.equal(saved.status, 303)
  await project.run(async () => {
    const copy = await Album.get({ title: `Copy of ${id}` })
    assert.deepEqual((await Track.filter({ album: copy })).map(String), ['First', 'Second', 'Third'])
    assert.equal(await Take.filter({ track__album: copy }).count(), 3)
    assert.equal(await Credit.filter({ album: copy }).count(), 4)
    assert.equal(await Track.filter({ album: id }).count(), 3)
  })
})

test('what was made up is refused, and nothing is written', async () => {
  const other = await album()
  const { id, url } = await album()
  const [theirs] = await project.run(() => Track.filter({ album: other.id }))
  const html = await page(url)
  const hidden = filled(await page(url, nora))
  const ghost = await project.run(() => Credit.get({ album: id, role: 'Ghost' }))
  const tries: [string, Record<string, string | undefined>, typeof ada, Record<string, string | string[]>][] = [
    ['a row of another parent', { 'tracks-0-id': String(theirs?.id), 'tracks-0-title': 'Taken' }, ada, filled(html)],
    ['a row named twice', { 'tracks-1-id': filled(html)['tracks-0-id']?.[0] }, ada, filled(html)],
    ['a key that is none', { 'tracks-0-id': "1' or 1=1" }, ada, filled(html)],
    ['no management form', { 'tracks-TOTAL_FORMS': undefined }, ada, filled(html)],
    ['a count that is none', { 'tracks-TOTAL_FORMS': 'many' }, ada, filled(html)],
    ['more rows than there may be', { 'tracks-TOTAL_FORMS': '1000000' }, ada, filled(html)],
    ['a row out of sight', { 'credit-0-id': String(ghost.id), 'credit-0-role': 'Seen' }, nora, hidden],
  ]
  for (const [what, changes, client, sent] of tries) {
    const body = { ...sent, ...changes }
    for (const [name, value] of Object.entries(changes)) if (value === undefined) delete body[name]
    const response = await client.post(url, body as Record<string, string>)
    assert.equal(response.status, 422, what)
  }
  assert.deepEqual(await tracks(other.id), ['First', 'Second', 'Third'])
  assert.deepEqual(await tracks(id), ['First', 'Second', 'Third'])
  await nora.post(url, { ...hidden, 'credit-0-id': String(ghost.id), 'credit-0-DELETE': 'on' })
  const still = await project.run(() => Credit.get({ id: ghost.id }))
  assert.equal(still.role, 'Ghost')
})

test('fields and rows that this person may not write stay as they are, whatever is sent', async () => {
  const { id, url } = await album()
  const sent = filled(await page(url, nora))
  const roles = Object.entries(sent).filter(([name]) => /^credit-\d+-role$/.test(name))
  const at = (role: string) => roles.find(([, [value]]) => value === role)?.[0].replace('role', '') ?? ''
  const response = await nora.post(url, {
    ...sent,
    [`${at('Singer')}fee`]: '5000',
    [`${at('Label')}person`]: '2',
    [`${at('Label')}role`]: 'Label',
  })
  assert.equal(response.status, 303)
  await project.run(async () => {
    const [singer, label] = [
      await Credit.get({ album: id, role: 'Singer' }),
      await Credit.get({ album: id, role: 'Label' }),
    ]
    assert.equal(singer.fee, 0, 'a hidden field')
    assert.equal(label.person.pk, 1, 'a field that is only read')
  })
  const producer = await project.run(() => Credit.get({ album: id, role: 'Producer' }))
  const index = Object.entries(sent)
    .find(([, [value]]) => value === String(producer.id))?.[0]
    .replace('id', '')
  assert.notEqual(index, undefined, 'it may be deleted, so it is in the form')
  const forced = await nora.post(url, { ...filled(await page(url, nora)), [`${index}role`]: 'Mine' })
  assert.equal(forced.status, 303)
  assert.equal((await project.run(() => Credit.get({ id: producer.id }))).role, 'Producer')
})

test('whoever may only see a model sees its rows, and can send nothing', async () => {
  const viewer = await logIn(project, 'viewer')
  const { url } = await album()
  const html = await page(url, viewer)
  assert.match(text(html), /First/)
  assert.doesNotMatch(html, /tracks-TOTAL_FORMS|data-add|name="_save"/)
  assert.equal((await viewer.post(url, filled(await page(url)))).status, 403)
})

test('a form makes the same queries for three rows and for thirty', async () => {
  const few = await album()
  const many = await album()
  await project.run(async () => {
    const ann = await Person.get({ name: 'Ann' })
    for (let at = 0; at < 30; at++) {
      const track = await Track.create({ album_id: many.id, title: `More ${at}`, position: 10 + at } as never)
      await track.players.add(ann)
      await Take.create({ track, label: `Take ${at}` })
      await Credit.create({ album_id: many.id, person: ann, role: `Role ${at}` } as never)
    }
  })
  const count = async (url: string, client: typeof ada) => (await client.get(url)).queries.length
  for (const client of [ada, nora]) {
    await count(few.url, client)
    const base = await count(few.url, client)
    assert.equal(await count(many.url, client), base)
    assert.ok(base <= 32, `${base} queries`)
  }
})
