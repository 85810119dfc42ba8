import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { filled, text } from './browser.ts'
import { Album, makeAlbum, openRecords, Take, Track } from './records.ts'

let project: TestProject
let ada: TestProject['client']
let nora: TestProject['client']
before(async () => {
  project = await openRecords()
  ada = await logIn(project)
  nora = await logIn(project, 'nora')
})
after(() => project.close())

type Sent = Record<string, string | string[]>

let made = 0
async function album(): Promise<{
  id: number
  url: string
  opened: (client?: TestProject['client']) => Promise<Sent>
}> {
  const { id } = await project.run(() => makeAlbum(`Album ${(made += 1)}`))
  const url = `/admin/records/album/${id}/change/`
  return { id, url, opened: async (client = ada) => filled(await (await client.get(url)).text()) }
}

const track = (album: number, title: string) => project.run(() => Track.filter({ album, title }).first())

test('changes of two people to different fields of one row both stay, and are named', async () => {
  const { id, url, opened } = await album()
  const mine = await opened()
  await nora.post(url, { ...(await opened(nora)), 'tracks-0-seconds': '999', year: '1980' })
  const response = await ada.post(url, { ...mine, 'tracks-0-title': 'First, louder', _save: 'stay' })
  assert.equal(response.status, 303)
  const first = await track(id, 'First, louder')
  assert.equal(first?.seconds, 999)
  assert.match(text(await (await ada.get(url)).text()), /meanwhile \(year, tracks: 1 changed\) was kept/)
})

test('changes to one field of one row are shown side by side, and the answer is saved', async () => {
  for (const [answer, seconds] of [
    ['mine', 111],
    ['theirs', 999],
  ] as const) {
    const { id, url, opened } = await album()
    const mine = await opened()
    await nora.post(url, { ...(await opened(nora)), 'tracks-0-seconds': '999', 'tracks-1-title': 'Hers' })
    const refused = await ada.post(url, { ...mine, 'tracks-0-seconds': '111', note: 'mine', 'tracks-0-note': 'too' })
    assert.equal(refused.status, 409)
    const html = await refused.text()
    assert.match(text(html), /Track First: Seconds .*Yours: 111 .*999/)
    assert.equal((await track(id, 'First'))?.seconds, 999, 'nothing was written')
    // A question that is left open is asked again.
    assert.equal((await ada.post(url, filled(html))).status, 409)
    const response = await ada.post(url, filled(html, { '_keep_tracks-0-seconds': answer }))
    assert.equal(response.status, 303)
    const first = await track(id, 'First')
    assert.deepEqual([first?.seconds, first?.note], [seconds, 'too'])
    assert.notEqual(await track(id, 'Hers'), null, 'what did not meet stays')
  }
})

test('a row that somebody deleted: untouched it is gone, changed it is kept and can be added anew', async () => {
  const { id, url, opened } = await album()
  const mine = await opened()
  await nora.post(url, { ...(await opened(nora)), 'tracks-0-DELETE': 'on', 'tracks-1-DELETE': 'on' })
  const refused = await ada.post(url, { ...mine, 'tracks-1-title': 'Second, kept', 'tracks-2-seconds': '5' })
  assert.equal(refused.status, 422)
  const html = await refused.text()
  assert.match(text(html), /Somebody deleted this track while you changed it \(Title\)/)
  assert.equal(filled(html)['tracks-1-title']?.[0], 'Second, kept')
  assert.equal((await track(id, 'Third'))?.seconds, 102, 'nothing was written')
  const response = await ada.post(url, filled(html, { 'tracks-1-_again': 'on' }))
  assert.equal(response.status, 303)
  await project.run(async () => {
    assert.deepEqual((await Track.filter({ album: id })).map(String).sort(), ['Second, kept', 'Third'])
    assert.deepEqual((await Take.filter({ track__title: 'Second, kept', track__album: id })).map(String), [
      'Second take',
    ])
  })
})

test('removing what somebody changed asks first', async () => {
  for (const answer of ['mine', 'theirs']) {
    const { id, url, opened } = await album()
    const mine = await opened()
    await nora.post(url, { ...(await opened(nora)), 'tracks-0-title': 'First, better' })
    const refused = await ada.post(url, { ...mine, 'tracks-0-DELETE': 'on', year: '1999' })
    assert.equal(refused.status, 409)
    const html = await refused.text()
    assert.match(text(html), /Remove it .*Changed it \(Title: First, better\)/)
    const response = await ada.post(url, filled(html, { '_keep_tracks-0-DELETE': answer }))
    assert.equal(response.status, 303)
    assert.equal((await track(id, 'First, better')) === null, answer === 'mine')
    assert.equal((await project.run(() => Album.get({ id }))).year, 1999)
  }
})

test('two orders that differ are asked about; a row that came meanwhile stays in its place', async () => {
  const { id, url, opened } = await album()
  const mine = await opened()
  const order = (...places: string[]) => Object.fromEntries(places.map((place, at) => [`tracks-${at}-ORDER`, place]))
  await nora.post(url, { ...(await opened(nora)), ...order('2', '1', '3', '4'), 'tracks-3-title': 'Hers' })
  const refused = await ada.post(url, { ...mine, ...order('1', '3', '2') })
  assert.equal(refused.status, 409)
  const html = await refused.text()
  assert.match(text(html), /Order of tracks .*First, Third, Second .*Second, First, Third/)
  assert.equal((await ada.post(url, filled(html, { '_keep_tracks-ORDER': 'mine' }))).status, 303)
  const titles = await project.run(async () => (await Track.filter({ album: id })).map(String))
  assert.deepEqual(titles, ['First', 'Third', 'Second', 'Hers'])
})

/** Numbers that look random, the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * sides)
  }
}

const fields = [
  'year',
  'note',
  ...[0, 1, 2].flatMap((at) => ['title', 'seconds', 'note'].map((n) => `tracks-${at}-${n}`)),
]

/** What a person changes on the page: fields of the row and of its rows. */
function changes(roll: (sides: number) => number, who: string): Record<string, string> {
  const made: Record<string, string> = {}
  for (const name of fields)
    if (roll(4) === 0)
      made[name] = /year|seconds/.test(name) ? String(1000 + roll(2)) : `${who} ${roll(2) === 0 ? 'x' : name}`
  return made
}

test('whatever two people change, nothing is overwritten without a word', async () => {
  const roll = dice(20261129)
  for (let round = 0; round < 14; round++) {
    const { id, url, opened } = await album()
    const [page, hersPage] = [await opened(), await opened(nora)]
    const before = (name: string) => String([page[name] ?? ''].flat()[0])
    const [hers, mine] = [changes(roll, 'n'), changes(roll, roll(2) === 0 ? 'n' : 'a')]
    const drops = { hers: roll(4), mine: roll(4) }
    const drop = (at: number) => (at < 3 && roll(2) === 0 ? { [`tracks-${at}-DELETE`]: 'on' } : {})
    const [herDrop, myDrop] = [drop(drops.hers), drop(drops.mine)]
    assert.equal((await nora.post(url, { ...hersPage, ...hers, ...herDrop })).status, 303)
    const isDropped = (drop: object, name: string) => `${name.slice(0, 9)}DELETE` in drop
    const touched = (sent: Record<string, string>, name: string) => (sent[name] ?? before(name)) !== before(name)
    const meets = fields.filter((name) => touched(hers, name) && touched(mine, name) && hers[name] !== mine[name])
    const clashes = meets.filter((name) => !isDropped(herDrop, name) && !isDropped(myDrop, name))
    const overDropped = fields.some(
      (name) => isDropped(myDrop, name) && !isDropped(herDrop, name) && touched(hers, name),
    )
    const lost = fields.some((name) => isDropped(herDrop, name) && !isDropped(myDrop, name) && touched(mine, name))
    const response = await ada.post(url, { ...page, ...mine, ...myDrop })
    const told = JSON.stringify({ round, hers, mine, herDrop, myDrop })
    assert.equal(response.status, lost ? 422 : clashes.length > 0 || overDropped ? 409 : 303, told)
    const takes = new Map(clashes.map((name) => [name, roll(2) === 0 ? 'mine' : 'theirs']))
    if (response.status === 422) continue
    if (response.status === 409) {
      const answers = Object.fromEntries([...takes].map(([name, answer]) => [`_keep_${name}`, answer]))
      const dropped = Object.keys(myDrop).map((name) => [`_keep_${name}`, 'mine'])
      const html = await response.text()
      const asked = [...html.matchAll(/name="_ask" value="([^"]+)"/g)].map(([, name]) => name)
      assert.deepEqual(
        asked.sort(),
        [...clashes, ...(overDropped ? Object.keys(myDrop) : [])].sort(),
        `asks about all that met and nothing else: ${told}`,
      )
      const again = await ada.post(url, filled(html, { ...answers, ...Object.fromEntries(dropped) }))
      assert.equal(again.status, 303, told)
    }
    const stored = await project.run(async () => {
      const row = await Album.get({ id })
      const tracks = await Track.filter({ album: id })
      const values: Record<string, string> = { year: String(row.year), note: row.note }
      for (const at of [0, 1, 2]) {
        const found = tracks.find((each) => String(each.id) === before(`tracks-${at}-id`))
        if (found === undefined) continue
        values[`tracks-${at}-title`] = found.title
        values[`tracks-${at}-seconds`] = String(found.seconds)
        values[`tracks-${at}-note`] = found.note
      }
      return values
    })
    for (const name of fields) {
      if (isDropped(herDrop, name) || isDropped(myDrop, name)) {
        assert.equal(stored[name], undefined, `${name} ${told}`)
        continue
      }
      const taken = takes.get(name)
      const mineWins = taken === undefined ? touched(mine, name) : taken === 'mine'
      const expected = mineWins ? mine[name] : touched(hers, name) ? hers[name] : before(name)
      assert.equal(stored[name], expected, `${name} ${told}`)
    }
  }
})
