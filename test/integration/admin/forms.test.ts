import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LogEntry, RecordChange } from '../../../src/apps/admin/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { logIn } from '../../unit/admin/bookshop.ts'
import { filled, text } from '../../unit/admin/browser.ts'
import { Album, makeAlbum, openRecords, Take, Track } from '../../unit/admin/records.ts'

/* Forms with inlines are saved in every database as the unit tests have them saved in SQLite. */

const scratch: ScratchDatabase[] = []
const projects: TestProject[] = []
before(async () => {
  scratch.push(await scratchPostgres(), await scratchMariadb())
  for (const { url } of scratch) projects.push(await openRecords(url))
})
after(async () => {
  for (const project of projects) await project.close()
  for (const each of scratch) await each.drop()
})

for (const [i, name] of ['PostgreSQL', 'MariaDB'].entries())
  test(`a form with inlines is saved, merged and refused in ${name}`, async () => {
    const project = projects[i]!
    const ada = await logIn(project)
    const { id } = await project.run(() => makeAlbum('Album'))
    const url = `/admin/records/album/${id}/change/`
    const page = async () => (await ada.get(url)).text()
    const tracks = () => project.run(async () => (await Track.filter({ album: id })).map(String))
    const old = await page()

    const saved = await ada.post(
      url,
      filled(old, {
        year: '1972',
        'tracks-0-ORDER': '3',
        'tracks-1-DELETE': 'on',
        'tracks-2-ORDER': '1',
        'tracks-2-title': 'Third again',
        'tracks-3-title': 'New',
        'tracks-3-takes-0-label': 'New take',
        'tracks-3-ORDER': '2',
      }),
    )
    assert.equal(saved.status, 303, text(await saved.text()))
    assert.deepEqual(await tracks(), ['Third again', 'New', 'First'])
    await project.run(async () => {
      assert.deepEqual((await Take.filter({ track__title: 'New' })).map(String), ['New take'])
      const entry = await LogEntry.all().orderBy('-id').first()
      const said = (JSON.parse(entry!.changeMessage) as object[]).map((part) => Object.keys(part)[0])
      assert.deepEqual(said.sort(), ['added', 'added', 'changed', 'changed', 'changed', 'deleted'])
      assert.equal(await RecordChange.filter({ parentId: String(id), action: 'deleted' }).count(), 2)
    })

    // From the page before that save: what does not meet is merged, what meets is asked about, what the database refuses changes nothing.
    const merged = await ada.post(url, filled(old, { note: 'Mine', 'tracks-0-seconds': '11' }))
    assert.equal(merged.status, 303, text(await merged.text()))
    const row = await project.run(() => Album.get({ id }))
    assert.deepEqual([row.year, row.note, (await tracks()).length], [1972, 'Mine', 3])
    assert.equal((await ada.post(url, filled(old, { year: '1999' }))).status, 409)
    const twice = { 'credit-1-role': 'Singer', 'credit-1-person': '1', note: 'Lost' }
    const refused = await ada.post(url, filled(await page(), twice))
    assert.equal(refused.status, 422)
    assert.equal((await project.run(() => Album.get({ id }))).note, 'Mine')
  })
