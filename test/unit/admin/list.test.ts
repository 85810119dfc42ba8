import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { text } from './browser.ts'
import { Author, Loan, openLibrary, Subject, Volume } from './library.ts'

let shop: TestProject
let ada: TestProject['client']
let nora: TestProject['client']
before(async () => {
  shop = await openLibrary()
  ada = await logIn(shop)
  nora = await logIn(shop, 'nora')
})
after(() => shop.close())

const list = '/admin/library/volume/'

async function open(query: string, client = ada, at = list): Promise<string> {
  const response = await client.get(`${at}?${query}`)
  assert.equal(response.status, 200, query)
  return response.text()
}
/** How many rows match, as the page says it. */
const found = (html: string) => Number(/role="status">([\d,]+)/.exec(html)![1])
const matches = async (query: string, client = ada) => found(await open(query, client))
const search = (q: string, client = ada) => matches(`q=${encodeURIComponent(q)}`, client)
const heads = (html: string) =>
  [...html.matchAll(/<th scope="col"[^>]*>([\s\S]*?)<\/th>/g)].map((match) => text(match[1]!).trim())
const titles = (html: string) =>
  [...html.matchAll(/<th scope="row">([\s\S]*?)<\/th>/g)].map((match) => text(match[1]!).trim())
const volumes = (lookups: object) => shop.run(() => Volume.filter(lookups as never).count())
const lookupsOf = (chosen: object) =>
  Object.fromEntries(Object.entries(chosen).map(([name, values]) => [`${name}__in`, values]))
/** The values of filters with the numbers beside them; those that would show nothing have none. */
const valuesOf = (html: string, names: readonly string[]) =>
  [
    ...html.matchAll(
      /<input class="n-box" type="checkbox" name="(\w+)" value="(\w+)"[^>]*><span><bdi>[^<]*<\/bdi><span class="n-num">(\d+)/g,
    ),
  ]
    .filter(([, name]) => names.includes(name!))
    .map(([, name, value, count]) => [name!, value!, Number(count)] as const)
const leftOut = (html: string) =>
  [...(/Left out:([\s\S]*?)<a /.exec(html)?.[1] ?? '').matchAll(/<code>(.*?)<\/code>/g)].map((each) => each[1])

describe('filters', () => {
  test('of numbers take from and to, both included, with a picture of what there is', async () => {
    assert.equal(await matches('price__gte=20.50&price__lte=22.5'), 3)
    assert.equal(await matches('price__gte=29'), 2)
    assert.equal(await matches('stock__lte=4'), 2)
    assert.equal(await matches('stock__gte=3.5&stock__lte=4.2'), 1, 'between whole numbers')
    const html = await open('price__gte=20.50')
    assert.match(html, /<svg class="n-hist"[^>]*aria-label="From 1\.50 to 30\.50; most, \d+, from/)
    assert.equal([...html.matchAll(/<rect[^>]* data-in/g)].length > 5, true)
    assert.match(text(html), /Price from 20\.50 Stock|Price from 20\.50/)
  })

  test('of dates take periods with names and days, in the zone of the site', async () => {
    assert.equal(await matches('published=__none'), 15)
    assert.equal(await matches('published__gte=2021'), await volumes({ published__gte: '2021-01-01' }))
    const day = await volumes({ embargo__gte: '2025-12-30T15:00:00Z', embargo__lt: '2025-12-31T15:00:00Z' })
    assert.ok(day > 0)
    assert.equal(await matches('embargo__gte=2025-12-31&embargo__lte=2025-12-31'), day, 'a day of Tokyo')
    await shop.run(async () => {
      const now = await Volume.get({ title: 'Volume 03' })
      now.embargo = new Date()
      await now.save()
    })
    for (const name of ['today', '7days', 'month', 'year'])
      assert.equal((await matches(`embargo=${name}`)) >= 1, true, name)
    assert.match(text(await open('')), /Any time Today 1 Last 7 days 1 This month 1/)
    await shop.run(() => Volume.filter({ title: 'Volume 03' }).update({ embargo: null }))
  })

  test('of relations, of what is empty, across relations, and of the project’s own', async () => {
    const [holt] = await shop.run(() => Author.filter({ name: 'Holt' }))
    assert.equal(await matches(`author=${holt!.pk}`), 10)
    assert.equal(await matches('note__isempty=1'), 23)
    assert.equal(await matches('note__isempty=0'), 7)
    assert.equal(await matches('note__isempty=0&note__isempty=1'), 30)
    assert.equal(await matches('author__born__gte=1960'), 10)
    assert.equal(await matches('author__born=__none'), 10)
    assert.equal(await matches('size=thick'), 16)
    assert.match(text(await open('size=thick')), /Size Thick/)
    assert.match(text(await open('')), /Noted Empty 23 Filled in 7/)
  })

  test('of values count what each would show as the others leave it, all of them by one statement', async () => {
    const [holt] = await shop.run(() => Author.filter({ name: 'Holt' }))
    const key = String(holt!.pk)
    for (const [query, others] of [
      ['', {}],
      ['status=live', { status: ['live'] }],
      [`status=live&status=draft&author=${key}`, { status: ['live', 'draft'], author: [key] }],
      ['featured=0&status=review', { featured: [false], status: ['review'] }],
      ['featured=1&author=__none', { featured: [true], author: [] }],
    ] as const) {
      let html = ''
      const { queries } = await collectQueries(async () => (html = await open(query)))
      assert.ok(queries.some(({ sql }) => sql.includes('GROUP BY "status", "featured", "author_id"')))
      assert.equal(found(html), await volumes(lookupsOf(others)), query)
      for (const [name, value, count] of valuesOf(html, ['status', 'featured', 'author'])) {
        if (value === '__none') continue // Every volume has an author.
        const own = { [name]: [name === 'featured' ? value === '1' : value] }
        assert.equal(count, await volumes(lookupsOf({ ...others, ...own })), `${query}: ${name} ${value}`)
      }
    }
    // What the project narrows is counted as it comes.
    const thick = await collectQueries(() => open('size=thick&status=live'))
    assert.equal(
      thick.queries.some(({ sql }) => sql.includes('GROUP BY "status", "featured"')),
      false,
    )
  })

  test('names and values that mean nothing are said to be left out, and reach no query', async () => {
    for (const [query, name] of [
      ['password__startswith=a', 'password__startswith'],
      ['pin=open', 'pin'],
      ['pin__startswith=o', 'pin__startswith'],
      ['author__token=hush', 'author__token'],
      ['author__name=Holt', 'author__name'],
      ['price__gt=1', 'price__gt'],
      ['price__gte=abc', 'price__gte'],
      ['price=3', 'price'],
      ['published=2026-99', 'published'],
      ['published__gte=2026-02-31', 'published__gte'],
      ['published__gte=0000-01-01', 'published__gte'],
      ['published__lte=99999-01-01', 'published__lte'],
      ['embargo__on=2026-13', 'embargo__on'],
      ['embargo__on=26', 'embargo__on'],
      ['status=nope', 'status'],
      ['author=1e99', 'author'],
      ['size=huge', 'size'],
      ['size=__proto__', 'size'],
      ['note__isempty=maybe', 'note__isempty'],
      ['o=margin', 'o'],
      ['o=pin', 'o'],
      ['col=pin', 'col'],
      ['col=author__token', 'col'],
      ['%00=1', '\0'],
    ] as const) {
      const html = await open(query)
      assert.equal(found(html), 30, query)
      if (name !== '\0') assert.deepEqual(leftOut(html), [name], query)
    }
  })

  test('values beyond what a column holds match nothing, or everything', async () => {
    const huge = '9'.repeat(30)
    for (const name of ['price', 'stock', 'margin']) {
      assert.equal(await matches(`${name}__gte=${huge}`), 0, name)
      assert.equal(await matches(`${name}__lte=${huge}`), 30, name)
      assert.equal(await matches(`${name}__gte=-${huge}`), 30, name)
      assert.equal(await matches(`${name}__lte=-${huge}`), 0, name)
    }
    assert.equal(await matches('published__gte=9998-12-31'), 0)
    assert.equal(await matches('embargo__lte=0001-01-01'), 0)
  })

  test('many values of a relation are looked for by a part of their name', async () => {
    await shop.run(() =>
      Subject.bulkCreate(
        Array.from({ length: 60 }, (_, i) => ({ name: `Shelf ${String(i).padStart(2, '0')}` })) as never,
      ),
    )
    try {
      const html = await open('find-subjects=shelf+41')
      assert.match(html, /name="find-subjects" value="shelf 41"/)
      assert.match(text(html), /Shelf 41 0/)
      assert.doesNotMatch(text(html), /Shelf 40/)
      assert.equal(found(html), 30, 'looking for a value narrows nothing')
    } finally {
      await shop.run(() => Subject.filter({ name__startswith: 'Shelf' }).delete())
    }
  })
})

describe('the strip of dates', () => {
  test('goes from years to months to days, in the zone of the site', async () => {
    const years = await open('')
    assert.match(text(years), /2025: 15 volumes .*2026: 5 volumes/)
    const inTokyo = await volumes({ embargo__gte: '2025-12-31T15:00:00Z' })
    assert.equal(await matches('embargo__on=2026'), inTokyo)
    const months = await open('embargo__on=2026')
    assert.match(months, /class="n-time__up" href="\?"/)
    assert.match(text(months), /January 2026: \d+ volumes .*December 2026: 0 volumes/)
    const days = await open('embargo__on=2026-01&status=live')
    assert.match(text(days), /1 Jan 2026: \d+ volumes/)
    assert.match(days, /href="\?status=live&amp;embargo__on=2026-01-01"/)
    assert.match(await open('embargo__on=2026-01-01'), /aria-current="date"/)
  })
})

describe('typed search', () => {
  test('asks fields by name, and what is asked stands in chips', async () => {
    assert.equal(await search('price>20'), 11)
    assert.equal(await search('price>=20.5'), 11)
    assert.equal(await search('price<2'), 1)
    assert.equal(await search('price:2.5..4.5'), 3)
    assert.equal(await search('price=3.50'), 1)
    assert.equal(await search('price!=3.50'), 29)
    assert.equal(await search('author:holt'), 10)
    assert.equal(await search('author:HOL,vela'), 20)
    assert.equal(await search('author__name:ont'), 10)
    assert.equal(await search('status:live'), 10)
    assert.equal(await search('status:published,"in review"'), 20)
    assert.equal(await search('status!=live'), 20)
    assert.equal(await search('-status:live'), 20)
    assert.equal(await search('featured:yes'), 6)
    assert.equal(await search('published:none'), 15)
    assert.equal(await search('published:any'), 15)
    assert.equal(await search('note:none'), 23)
    assert.equal(await search('published>=2021-02'), await volumes({ published__gte: '2021-02-01' }))
    assert.equal(await search('published>2021'), await volumes({ published__gte: '2022-01-01' }))
    assert.equal(await search('embargo:2026-01-01'), await volumes({ embargo__gte: '2025-12-31T15:00:00Z' }))
    assert.equal(await search('title:"volume 0"'), 9)
    assert.equal(await search('title="volume 07"'), 1)
    assert.equal(
      await search('stock>10 stock<=14 author:fontaine'),
      await volumes({ stock__gt: 10, stock__lte: 14, author__name: 'Fontaine' }),
    )
    assert.equal(await search('Margin>2900'), 1, 'an own field that is no column')
    const html = await open(`q=${encodeURIComponent('price>20 07 -subject:poetry')}`)
    assert.match(text(html), /Search 07 Price &gt; 20 Subjects not poetry/)
    assert.match(html, /href="\?q=07\+-subject%3Apoetry" aria-label="Remove filter: Price"/)
  })

  test('across to-many relations each condition is answered by any row, and is denied for all', async () => {
    assert.equal(await search('subjects:fiction subjects:poetry'), 10)
    assert.equal(await search('-subjects:fiction'), 10)
    assert.equal(await search('subject:fiction,travel'), 30)
    assert.equal(await search('fiction poetry'), 10, 'words too')
    assert.equal(await search('-fiction'), 10)
  })

  test('takes OR between lists of conditions, phrases, and words that are no conditions', async () => {
    assert.equal(await search('price<2 OR price>30'), 2)
    assert.equal(await search('OR price<2 OR'), 1)
    assert.equal(await search('"lume 01"'), 1)
    assert.equal(await search('"volume" "01"'), 1)
    assert.equal(await search("Volume '02'"), 1)
    assert.equal(await search('https://example.org/a:b'), 0)
    assert.equal(await search('-"volume 01"'), 29)
    assert.equal(await search('""'), 30)
  })

  test('what is not understood is said, and nothing of it is lost', async () => {
    for (const [q, words, rows] of [
      ['prize>20', /This list has no field “prize”, only “price”: “prize&gt;20” is looked for as a word\./, 0],
      ['price>cheap', /Price is a number, and “cheap” is not\./, 0],
      ['price>1..2..3', /Price is a number/, 0],
      ['published>soon', /Published is a date, such as 2026-03-15, 2026-03, 2026 or today, and “soon” is not\./, 0],
      ['published:2026-02-30', /“2026-02-30” is not/, 0],
      ['status:gone', /Status is Draft, In review or Published, and not “gone”\./, 0],
      ['status>live', /status is not compared by size/, 0],
      ['featured:perhaps', /Featured is Yes or No, and not “perhaps”\./, 0],
    ] as const) {
      const html = await open(`q=${encodeURIComponent(q)}`)
      assert.match(html, words, q)
      assert.equal(found(html), rows, q)
      assert.ok(html.includes(`name="q" value="${q.replaceAll('>', '&gt;')}"`), q)
    }
  })

  test('offers while somebody types what can be asked, and nothing that this person does not see', async () => {
    const offered = async (client: TestProject['client']) => {
      const html = await (await client.get('/admin/library/volume/')).text()
      const json = /data-suggest="([^"]*)"/.exec(html)![1]!.replaceAll('&quot;', '"')
      return new Map((JSON.parse(json) as [string, string, string[]?][]).map(([name, ...rest]) => [name, rest]))
    }
    const all = await offered(ada)
    assert.deepEqual(all.get('status:'), ['Status', ['draft', 'review', 'live']])
    assert.deepEqual(all.get('featured:'), ['Featured', ['yes', 'no']])
    assert.equal(all.get('author.born:')?.[0], 'Author born')
    assert.ok(all.has('margin:') && all.has('price:'))
    assert.ok(![...all.keys()].some((name) => /pin|token|details/.test(name)))
    const hers = await offered(nora)
    assert.ok(hers.has('price:') && !hers.has('margin:') && !hers.has('author.born:'))
  })

  test('secret fields are no names, whatever they are called', async () => {
    for (const q of [
      'pin:open',
      'pin="open sesame"',
      'author.token:hush',
      'author__token:hush',
      'token:hush',
      'password:x',
    ])
      assert.match(await open(`q=${encodeURIComponent(q)}`), /This list has no field/, q)
    assert.equal(await search('hush'), 0)
    assert.equal(await search('sesame'), 0)
  })

  test('a search of any length is answered', async () => {
    assert.equal(await search(Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ')), 0)
    assert.equal(await search(Array.from({ length: 300 }, () => 'volume').join(' ')), 0)
    assert.equal(
      await search(Array.from({ length: 100 }, () => 'price>1').join(' ')),
      0,
      'conditions that are not read find nothing',
    )
    assert.equal(await search(`price>${'9'.repeat(3000)}`), 0)
    assert.equal(await search(`title:${'a,'.repeat(1500)}a`), await search('title:a'))
    assert.equal(await search('('.repeat(500)), 0)
    assert.equal(await search('"'), 0)
    assert.equal(await search('price>'), 0)
    assert.equal(await search('\0'), 30)
    assert.equal(await search("'; drop table x --"), 0)
    assert.equal(await search('%'), 0)
    assert.equal(await search('OR '.repeat(50)), 30)
  })
})

describe('columns', () => {
  test('are chosen in the address; the first stays', async () => {
    assert.deepEqual(heads(await open('')), [
      'Title',
      'Author name',
      'Status',
      'Price',
      'Stock',
      'Published',
      'Worth',
      'Subjects',
    ])
    const html = await open('col=note&col=length_of_blurb&col=nope')
    assert.deepEqual(heads(html), ['Title', 'Length of blurb', 'Note'])
    assert.match(html, /Volume 01[\s\S]*?13/)
    assert.match(html, /name="col" value="note" checked/)
    assert.match(html, /name="col" value="title" checked disabled/)
    assert.doesNotMatch(html, /value="pin"/)
  })

  test('are sorted by one, and by several, as far as the registration lets them', async () => {
    assert.deepEqual(titles(await open('o=-price')).slice(0, 2), ['Volume 30', 'Volume 29'])
    assert.deepEqual(titles(await open('o=status,-price')).slice(0, 2), ['Volume 30', 'Volume 27'])
    const html = await open('o=status')
    assert.match(html, /data-add="\?o=status%2Cprice"/)
    assert.match(text(html), /Sorted by Status first to last Then by Title Author name/)
    assert.doesNotMatch(html, /href="\?o=subjects"/)
    assert.deepEqual(leftOut(await open('o=note')), ['o'])
    assert.equal(leftOut(await open(`o=${'price,'.repeat(500)}`)).length, 1)
  })

  test('an empty cell says what the registration says', async () => {
    assert.match(text(await open('o=published')), /nothing/)
  })

  test('totals are over all that match', async () => {
    assert.match(text(await open('')), /All 30 average 16\.00 930/)
    assert.match(text(await open('price__gte=29')), /All 2 average 30\.00 118/)
    assert.doesNotMatch(text(await open('col=status')), /average/)
  })
})

describe('pages', () => {
  test('have as many rows as the address says, within limits', async () => {
    assert.equal(titles(await open('n=25')).length, 25)
    assert.equal(titles(await open('n=all')).length, 30)
    for (const n of ['7', '100000', '-1', '1e9', 'x']) assert.equal(titles(await open(`n=${n}`)).length, 10, n)
    assert.match(await open('n=25&p=2'), /1|2/)
    assert.deepEqual(titles(await open('n=25&p=2')), ['Volume 26', 'Volume 27', 'Volume 28', 'Volume 29', 'Volume 30'])
  })

  test('take the same queries whatever they hold, and do not select what they do not show', async () => {
    const sql = async (query: string) => (await collectQueries(() => open(query))).queries.map((each) => each.sql)
    await sql('')
    const [small, large] = [await sql('n=10'), await sql('n=all')]
    assert.equal(small.length, large.length)
    const page = (all: readonly string[]) =>
      all.filter((each) => /LIMIT|ORDER BY/.test(each) && /"stock"/.test(each) && /"title"/.test(each))
    const [read] = page(await sql('col=stock&n=25'))
    assert.ok(read !== undefined)
    assert.doesNotMatch(read, /"blurb"|"details"|"pin"|"margin"/)
    const [computed] = page(await sql('col=worth&col=stock'))
    assert.doesNotMatch(computed!, /"blurb"|"details"/)
    const twice = await sql('col=length_of_blurb')
    const once = await sql('col=length_of_blurb')
    assert.ok(once.length <= twice.length, 'what was read once is loaded from then on')
    assert.match(once.join('\n'), /"blurb"/)
  })

  test('a model of which nothing is said shows what its rows say, with all that that takes', async () => {
    const html = await open('', ada, '/admin/library/loan/')
    assert.deepEqual(
      heads(html),
      ['Loan', 'Volume', 'Reader', 'Since'].filter((head) => head !== 'Reader'),
    )
    assert.ok(titles(html).includes('Reader 2, Volume 02'))
    assert.ok(titles(html).includes('Nobody: r6'), 'a branch that reads a text which was not loaded')
    const { queries } = await collectQueries(() => open('', ada, '/admin/library/loan/'))
    await shop.run(async () => {
      for (const volume of await Volume.all()) await Loan.create({ volume, reader: 'One more', since: '2026-01-01' })
    })
    const more = await collectQueries(() => open('', ada, '/admin/library/loan/'))
    assert.equal(more.queries.length, queries.length)
  })
})

describe('what a person does not see', () => {
  test('is in no list, count, facet, total or search', async () => {
    const html = await open('', nora)
    assert.equal(found(html), 20)
    assert.doesNotMatch(html, /Margin|margin/)
    assert.match(text(html), /All 20 average/)
    assert.match(text(html), /Status .*Draft 0/)
    assert.doesNotMatch(text(html), /Vela 7/)
    for (const query of [
      'margin__gte=1',
      'o=margin',
      'col=margin',
      'author__born=__none',
      'col=author__born',
      'o=author__born',
    ])
      assert.equal(leftOut(await open(query, nora)).length, 1, query)
    assert.match(await open('q=margin>1', nora), /This list has no field “margin”/)
    assert.match(await open('q=author__born>1900', nora), /This list has no field/)
    assert.equal(await search('status:draft', nora), 0)
  })

  test('hidden fields of a row at the end of a relation are not looked into', async () => {
    assert.equal(await search('author:holt@example.org'), 10)
    assert.equal(await search('author:holt@example.org', nora), 0)
    const facet = await open('find-author=example.org', nora)
    assert.match(text(facet), /0 found/)
    assert.match(text(await open('find-author=example.org')), /3 found/)
    assert.match(text(await open('find-author=vela', nora)), /0 found/, 'nor rows that rules hide')
  })
})

test('an empty list says which filter is in the way', async () => {
  const html = await open(`q=${encodeURIComponent('price>25 status:live zebra')}&stock__lte=40`)
  assert.match(text(html), /No volumes match/)
  const two = await open(`price__gte=25&stock__lte=10`)
  assert.match(text(two), /Drop “Stock”: 6 volumes/)
  assert.match(text(two), /Drop “Price”: 5 volumes/)
  assert.doesNotMatch(text(await open(`q=zebra&status=live`)), /Drop “Status”/)
})

test('filters of too many combinations are counted one by one', async () => {
  await shop.run(async () => {
    const authors = await Author.bulkCreate(Array.from({ length: 1001 }, (_, n) => ({ name: `Author ${n}` })))
    const [first] = await Volume.all()
    await Volume.bulkCreate(authors.map((author) => ({ title: `By ${author.name}`, author, price: first!.price })))
  })
  const together = (sql: string) => sql.includes('"featured", "author_id"')
  for (const tried of [1, 0]) {
    let html = ''
    const { queries } = await collectQueries(async () => (html = await open('status=live')))
    assert.equal(queries.filter(({ sql }) => together(sql)).length, tried)
    assert.equal(found(html), await volumes({ status: 'live' }))
    for (const [name, value, count] of valuesOf(html, ['author']))
      assert.equal(count, await volumes({ status: 'live', author: value }), `${name} ${value}`)
  }
})
