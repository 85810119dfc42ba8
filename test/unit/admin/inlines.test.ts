import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { filled, text } from './browser.ts'
import { makeAlbum, openRecords, Take, Track, told } from './records.ts'

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
