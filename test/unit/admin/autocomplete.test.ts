import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { openCabinet, Person } from './specimens.ts'

let site: TestProject
before(async () => {
  site = await openCabinet(10_000)
})
after(() => site.close())

interface Answer {
  readonly results: readonly { readonly id: string; readonly label: string; readonly note: string }[]
  readonly next: string | null
}
const root = '/admin/cabinet/specimen/autocomplete/'
async function ask(who: string, query: Record<string, string>, address = root) {
  const client = await logIn(site, who)
  const response = await client.get(`${address}?${new URLSearchParams(query)}`)
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const answer = isJson ? ((await response.json()) as Answer) : { results: [], next: null }
  return { status: response.status, ...answer, labels: answer.results.map(({ label }) => label) }
}

test('rows come by the page, each once, in their order, told apart where they look the same', async () => {
  const client = await logIn(site)
  const seen: string[] = []
  let after: string | null = ''
  let pages = 0
  while (after !== null && pages < 4) {
    const query = new URLSearchParams({ field: 'finder', q: 'person 000', ...(after === '' ? {} : { after }) })
    const answer = (await (await client.get(`${root}?${query}`)).json()) as Answer
    seen.push(...answer.results.map(({ label }) => label))
    after = answer.next
    pages += 1
  }
  assert.equal(new Set(seen).size, 80)
  assert.deepEqual(seen, [...seen].sort())
  const { results } = await ask('ada', { field: 'finder', q: 'Maren' })
  assert.deepEqual(results, [
    { id: '1', label: 'Maren Holt', note: 'Brest' },
    { id: '2', label: 'Maren Holt', note: 'Kiel' },
  ])
})

test('a number finds its row, a part of a name the rows that have it, nothing the first ones', async () => {
  assert.deepEqual((await ask('ada', { field: 'finder', q: '4711' })).results[0]?.id, '4711')
  assert.deepEqual((await ask('ada', { field: 'helpers', q: 'holt' })).labels, ['Maren Holt', 'Maren Holt'])
  const first = await ask('ada', { field: 'finder' })
  assert.deepEqual([first.labels.length, first.labels[0], first.next !== null], [20, 'Maren Holt', true])
  assert.deepEqual((await ask('ada', { field: 'finder', q: 'no such person' })).results, [])
})

test('a field takes the rows that its limits allow, and keeps what its row has', async () => {
  assert.deepEqual(
    (await ask('ada', { field: 'local' })).results.map(({ id }) => id),
    ['1'],
  )
  assert.deepEqual((await ask('ada', { field: 'local', row: '1', q: 'person' })).results, [])
})

test('only relations of a form that the person may fill in are answered', async () => {
  for (const field of ['', 'name', 'pk', 'finder__name', '__proto__', 'constructor', 'nothing', 'raw'])
    assert.equal((await ask('ada', { field })).status, 404, field)
  assert.equal((await ask('ada', { field: 'finder', row: '999' })).status, 404)
  assert.equal((await ask('ada', { field: 'finder', row: "1' or 1=1" })).status, 404)
  assert.equal((await ask('vera', { field: 'finder' })).status, 403, 'who may only view')
  assert.equal((await ask('vera', { field: 'finder', row: '1' })).status, 403)
  assert.equal((await ask('olga', { field: 'finder', row: '1' })).status, 200)
  // Fields that give rights are in no form of somebody who may not give them.
  assert.equal((await ask('nora', { field: 'groups' }, '/admin/auth/user/autocomplete/')).status, 403)
  const visitor = await site.newClient().get(`${root}?field=finder`)
  assert.equal(visitor.status, 302)
  assert.equal((await ask('ada', { field: 'finder' }, '/admin/cabinet/nothing/autocomplete/')).status, 404)
})

test('rows outside of the rules do not exist, by name, by number or by place', async () => {
  assert.deepEqual((await ask('ada', { field: 'finder', q: 'Nemo' })).labels, ['Nobody, Nemo'])
  for (const who of ['nora', 'olga']) {
    assert.deepEqual((await ask(who, { field: 'finder', row: '1', q: 'Nemo' })).labels, [])
    assert.deepEqual((await ask(who, { field: 'finder', row: '1', q: '3' })).labels.includes('Nobody, Nemo'), false)
  }
})

test('who may not see the other model finds its rows by what they are called, and reads nothing else of them', async () => {
  await site.run(() => Person.filter({ pk: 2 }).update({ pin: 'kestrel' }))
  assert.deepEqual((await ask('olga', { field: 'finder', row: '1', q: 'Kiel' })).labels, ['Maren Holt'])
  assert.deepEqual((await ask('nora', { field: 'finder', q: 'Kiel' })).labels, [], 'a town is not shown to nora')
  assert.deepEqual((await ask('nora', { field: 'finder', q: 'Maren' })).results, [
    { id: '1', label: 'Maren Holt', note: '#1' },
    { id: '2', label: 'Maren Holt', note: '#2' },
  ])
  for (const who of ['ada', 'nora', 'olga'])
    assert.deepEqual((await ask(who, { field: 'finder', row: '1', q: 'kestrel' })).labels, [], 'a secret')
})

test('whatever is sent is answered', async () => {
  assert.equal((await ask('ada', { field: 'finder', after: 'x' })).status, 400)
  assert.equal((await ask('ada', { field: 'finder', after: Buffer.from('[1,2,3]').toString('base64url') })).status, 400)
  for (const q of ['x'.repeat(7000), 'a '.repeat(3000), '%_\\', '"', '\u0000', '<script>', '٣'.repeat(40), '-'])
    assert.equal((await ask('ada', { field: 'finder', q })).status, 200, q.slice(0, 10))
})

test('an answer takes a flat number of queries', async () => {
  const client = await logIn(site)
  const { queries } = await collectQueries(() => client.get(`${root}?field=finder&q=person`))
  assert.ok(queries.length <= 6, queries.join('\n'))
})
