import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { logIn } from '../../unit/admin/bookshop.ts'
import { text } from '../../unit/admin/browser.ts'
import { Author, openLibrary } from '../../unit/admin/library.ts'

/* The same addresses of the same rows give the same lists in every database. */

const huge = '9'.repeat(30)
const addresses = [
  '',
  'o=-price&n=25',
  'o=status,-price',
  'price__gte=20.50&price__lte=22.5',
  'stock__lte=4',
  'published__gte=2021-03',
  'published=__none',
  'embargo__gte=2025-12-31&embargo__lte=2025-12-31',
  'embargo__on=2026',
  'embargo__on=2026-01',
  'note__isempty=1&size=thick',
  'author=1&subjects=1&subjects=2',
  'author__born__gte=1960',
  'find-author=ol',
  'col=length_of_blurb&col=author__born',
  ...['price', 'stock', 'margin'].flatMap((name) => [`${name}__gte=${huge}`, `${name}__lte=${huge}`]),
  'published__gte=9998-12-31',
  'embargo__lte=0001-01-01',
  ...[
    'price>20 author:holt',
    'price:2.5..4.5',
    `stock>${huge}`,
    `price<${huge}`,
    'status!=live -subject:poetry',
    'VOLUME "lume 07" OR author:VELA',
    'published>=2021-02 embargo:none',
    'embargo:2026-01-01',
    '"%" OR note:none',
  ].map((q) => `q=${encodeURIComponent(q)}&n=25`),
]

const names = ['sqlite', 'postgres', 'mariadb'] as const
const scratch: ScratchDatabase[] = []
const projects = new Map<string, TestProject>()
before(async () => {
  scratch.push(await scratchPostgres(), await scratchMariadb())
  const urls = [undefined, ...scratch.map(({ url }) => url)]
  for (const [i, name] of names.entries()) projects.set(name, await openLibrary(urls[i]))
})
after(async () => {
  for (const project of projects.values()) await project.close()
  for (const each of scratch) await each.drop()
})

/** What a list says, from its chips to its pages, with the filters. */
async function lists(name: string): Promise<string[]> {
  const client = await logIn(projects.get(name)!)
  const said: string[] = []
  for (const address of addresses) {
    const response = await client.get(`/admin/library/volume/?${address}`)
    assert.equal(response.status, 200, `${name}: ${address}`)
    const html = await response.text()
    said.push(`${address} ${text(html.slice(html.indexOf('<div class="n-chips'), html.indexOf('</aside>')))}`)
  }
  return said
}

test('lists are the same in SQLite, PostgreSQL and MariaDB', async () => {
  const expected = await lists('sqlite')
  for (const name of names.slice(1)) {
    const found = await lists(name)
    for (const [i, said] of found.entries()) assert.equal(said, expected[i], name)
  }
})

test('a long list goes by key, forwards and back, and guesses how long it is', async () => {
  for (const name of names) {
    const project = projects.get(name)!
    const client = await logIn(project)
    await project.run(() =>
      Author.bulkCreate(
        Array.from({ length: 10_200 }, (_, i) => ({ name: `Writer ${String(i).padStart(5, '0')}` })) as never,
      ),
    )
    const open = async (url: string) => {
      const html = await (await client.get(`/admin/library/author/${url}`)).text()
      const link = (text: string) =>
        new RegExp(`href="([^"]*)"(?: rel="\\w+")?>${text}<`).exec(html)?.[1]?.replaceAll('&amp;', '&')
      const rows = [...html.matchAll(/<th scope="row">([\s\S]*?)<\/th>/g)].map((match) => text(match[1]!).trim())
      return { html, rows, next: link('Next'), previous: link('Previous'), first: link('First') }
    }
    const one = await open('')
    assert.deepEqual([one.rows, one.previous], [['Fontaine', 'Holt'], undefined], name)
    const two = await open(one.next!)
    assert.deepEqual(two.rows, ['Vela', 'Writer 00000'], name)
    assert.deepEqual((await open(two.previous!)).rows, one.rows, name)
    assert.equal(two.first, '?', name)
    const filtered = await open('?q=writer+0000&o=-__str__')
    assert.deepEqual(filtered.rows, ['Writer 10000', 'Writer 00009'], name)
    assert.match(text(filtered.html), /11 of (?:more than 1,000|about 10,\d00) authors/, name)
    assert.deepEqual((await open(filtered.next!)).rows, ['Writer 00008', 'Writer 00007'], name)
    assert.match(text(one.html), /too long to count|(?:more than 1,000|about 10,\d00) authors/, name)
    for (const cursor of ['x', '', `${new URLSearchParams(filtered.next!).get('after')}&o=born`, 'e30'])
      assert.deepEqual((await open(`?after=${cursor}`)).rows.length, 2, `${name}: ${cursor}`)
    const { queries } = await collectQueries(() => open('?q=writer&o=-__str__&n=100'))
    const few = await collectQueries(() => open('?q=writer&o=-__str__&n=10'))
    assert.equal(queries.length, few.queries.length, name)
    assert.ok(!queries.some(({ sql }) => /count\(\*\)/i.test(sql) && !/limit/i.test(sql)), name)
  }
})
