import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  Author,
  Award,
  Book,
  Country,
  dumped,
  library,
  load,
  type Objects,
  objectsIn,
  refusal,
  Shelf,
} from '../../unit/fixtures/support.ts'
import type { World } from '../../unit/orm/support/database.ts'

const country = (code: string, name: string) => ({ model: 'lib.country', pk: code, fields: { name } })
const author = (pk: number | undefined, fields: Record<string, unknown>) => ({
  model: 'lib.author',
  ...(pk !== undefined && { pk }),
  fields: { country: null, teacher: null, is_alive: true, born: null, ...fields },
})
const book = (pk: number, slug: string, fields: Record<string, unknown> = {}) => ({
  model: 'lib.book',
  pk,
  fields: {
    title: slug,
    slug,
    author: 1,
    pages: 1,
    price: '1.50',
    changed: '2020-01-02T03:04:05.678Z',
    token: '',
    sequel: null,
    awards: [],
    similar: [],
    ...fields,
  },
})
const award = (pk: number, name: string, first: unknown = null) => ({ model: 'lib.award', pk, fields: { name, first } })

const small: Objects = [
  country('at', 'Austria'),
  author(1, { name: 'Ada', country: 'at' }),
  book(1, 'one'),
  book(2, 'two'),
]

/** What loading and dumping promise, on any database. */
export function fixtureSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`fixtures on ${name}`, options, () => {
    let place: World
    before(async () => {
      place = await library(await url())
    })
    after(() => place?.close())
    beforeEach(() =>
      place.run(async () => {
        await Shelf.all().delete()
        await Award.all().update({ first: null })
        await Book.all().delete()
        await Award.all().delete()
        await Author.all().delete()
        await Country.all().delete()
      }),
    )
    const nothing = async () => assert.deepEqual(await objectsIn(place), [])

    test('what is loaded is dumped again, object by object', async () => {
      const objects: Objects = [
        country('at', 'Austria'),
        author(1, { name: 'Ada', country: 'at', born: '1815-12-10' }),
        author(2, { name: 'Bo', teacher: 1, is_alive: false }),
        award(7, 'Prize'),
        book(1, 'one', { awards: [7], price: null }),
        book(2, 'two', { token: 'secret', similar: [1] }),
        { model: 'lib.shelf', pk: 4, fields: { book: 'two' } },
      ]
      assert.deepEqual(await load(place, objects), { installed: 7, skipped: 0, files: 1 })
      const found = await objectsIn(place)
      // A symmetrical relation goes both ways.
      const expected = objects.map((each) =>
        each.pk === 1 && 'slug' in each.fields ? book(1, 'one', { awards: [7], price: null, similar: [2] }) : each,
      )
      const sorted = (list: Objects) =>
        list
          .map((each) => JSON.stringify(each, Object.keys({ model: 0, pk: 0, fields: 0, ...each.fields }).sort()))
          .sort()
      assert.deepEqual(sorted(found), sorted(expected))
      assert.deepEqual(await load(place, await dumped(place, { format: 'ndjson' })), {
        installed: 7,
        skipped: 0,
        files: 1,
      })
      assert.deepEqual(await objectsIn(place), found)
    })

    test('foreign keys come after what they name, as far as they can', async () => {
      await load(place, [...small, award(1, 'Prize', 2)])
      const order = [...new Set((await objectsIn(place)).map(({ model }) => model))]
      assert.ok(order.indexOf('lib.country') < order.indexOf('lib.author'))
      assert.ok(order.indexOf('lib.author') < order.indexOf('lib.book'))
    })

    test('a row that is there gets what the object gives, and keeps the rest', () =>
      place.run(async () => {
        await load(place, [...small, { model: 'lib.book', pk: 1, fields: { title: 'New', author: 1, slug: 'one' } }])
        const row = await Book.get({ id: 1 })
        assert.deepEqual(
          [row.title, row.pages, String(row.price), row.changed.toISOString()],
          ['New', 1, '1.50', '2020-01-02T03:04:05.678Z'],
        )
        await load(place, [{ model: 'lib.book', pk: 2, fields: { pages: 9, slug: 'two', author: 1, title: 'T' } }])
        const other = await Book.get({ id: 2 })
        assert.deepEqual([other.title, other.pages, other.changed.getUTCFullYear()], ['T', 9, 2020])
        assert.equal(await Book.count(), 2)
      }))

    test('a new row gets the defaults of what its object leaves out; moments that fill themselves, too', () =>
      place.run(async () => {
        await load(place, [
          author(1, { name: 'Ada' }),
          { model: 'lib.book', pk: 1, fields: { slug: 'one', author: 1 } },
        ])
        const row = await Book.get({ id: 1 })
        assert.deepEqual([row.title, row.pages, row.price, row.token], ['', 0, null, ''])
        assert.ok(Date.now() - row.changed.getTime() < 60_000)
      }))

    test('names of the model do as well as Django’s', () =>
      place.run(async () => {
        await load(place, [{ model: 'Lib.Author', pk: 3, fields: { name: 'Ada', isAlive: false, country_id: null } }])
        assert.equal((await Author.get({ id: 3 })).isAlive, false)
      }))

    test('an object that the files have twice is written twice', async () => {
      await load(place, [...small, book(2, 'two', { pages: 5 }), book(2, 'two', { pages: 6 })])
      const [row] = await objectsIn(place, { models: ['lib.book'], keys: ['2'] })
      assert.equal(row!.fields['pages'], 6)
    })

    test('keys count on from the greatest', () =>
      place.run(async () => {
        await load(place, [author(40, { name: 'Ada' })])
        assert.equal((await Author.create({ name: 'Bo' })).id, 41)
      }))

    test('keys may name rows that come later, in a circle, and in another file', async () => {
      await load(place, [
        book(1, 'one', { author: 2, sequel: 2, awards: [7] }),
        book(2, 'two', { author: 1, sequel: 1 }),
        award(7, 'Prize', 1),
        author(1, { name: 'Ada', teacher: 2 }),
        author(2, { name: 'Bo', teacher: 1, country: 'at' }),
        country('at', 'Austria'),
      ])
      assert.equal((await objectsIn(place)).length, 6)
    })

    test('natural keys name rows, and rows that come later', async () => {
      await load(place, [
        { model: 'lib.shelf', pk: 1, fields: { book: ['one'] } },
        book(1, 'one', { author: ['Ada', 'Austria'], awards: [['Prize'], 8], sequel: ['two'] }),
        book(2, 'two', { author: ['Ada', 'Austria'], sequel: ['one'] }),
        author(1, { name: 'Ada', country: ['Austria'] }),
        country('at', 'Austria'),
        award(7, 'Prize', ['two']),
        award(8, 'Medal'),
      ])
      const natural = await objectsIn(place, { naturalForeign: true, naturalPrimary: true })
      const [found] = natural.filter(({ fields }) => fields['slug'] === 'one')
      assert.deepEqual(found!.fields['author'], ['Ada', 'Austria'])
      assert.deepEqual([...(found!.fields['awards'] as string[][])].sort(), [['Medal'], ['Prize']])
      assert.deepEqual(found!.fields['sequel'], ['two'])
      assert.ok(!natural.some((each) => 'pk' in each && !['lib.shelf', 'lib.country'].includes(each.model)))
      // The rows of the natural keys are changed, and none is made.
      const before = await objectsIn(place)
      await load(place, natural)
      assert.deepEqual(await objectsIn(place), before)
    })

    test('objects without keys name each other by natural keys, in a circle too', async () => {
      const { pk: _one, ...one } = book(0, 'one', { author: ['Ada', 'Austria'], sequel: ['two'], similar: [['two']] })
      const { pk: _two, ...two } = book(0, 'two', { author: ['Bo', 'Austria'], sequel: ['one'] })
      const { pk: _prize, ...prize } = award(0, 'Prize', ['one'])
      await load(place, [
        prize,
        one,
        two,
        author(undefined, { name: 'Ada', country: ['Austria'], teacher: ['Bo', 'Austria'] }),
        author(undefined, { name: 'Bo', country: 'at', teacher: ['Ada', 'Austria'] }),
        country('at', 'Austria'),
      ])
      await place.run(async () => {
        const rows = await Book.all().selectRelated('author__teacher', 'sequel').orderBy('slug')
        assert.deepEqual(
          rows.map((row) => [row.slug, row.author.name, row.author.teacher?.name, row.sequel?.slug]),
          [
            ['one', 'Ada', 'Bo', 'two'],
            ['two', 'Bo', 'Ada', 'one'],
          ],
        )
        assert.equal((await Award.all().selectRelated('first').get({ name: 'Prize' })).first?.slug, 'one')
        assert.deepEqual(await (await Book.get({ slug: 'two' })).similar.all().valuesList('slug', { flat: true }), [
          'one',
        ])
      })
    })

    test('the same natural key twice without a key is one row', async () => {
      const { pk: _pk, ...one } = book(0, 'one')
      await load(place, [...small.slice(0, 2), one, { ...one, fields: { ...one.fields, pages: 3 } }])
      const rows = await objectsIn(place, { models: ['lib.book'] })
      assert.deepEqual(
        rows.map(({ fields }) => fields['pages']),
        [3],
      )
    })

    test('keys that the database gives pass by those of the file', async () => {
      const { pk: _pk, ...third } = book(0, 'three')
      await load(place, [...small, third, book(9, 'nine')])
      const rows = await objectsIn(place, { models: ['lib.book'] })
      assert.deepEqual(rows.map(({ fields }) => fields['slug']).toSorted(), ['nine', 'one', 'three', 'two'])
    })

    test('links become those of the object', async () => {
      await load(place, [...small, award(1, 'a'), award(2, 'b'), award(3, 'c'), book(1, 'one', { awards: [1, 2] })])
      await load(place, [book(1, 'one', { awards: [2, 3, 3] })])
      const [found] = await objectsIn(place, { models: ['lib.book'], keys: ['1'] })
      assert.deepEqual(found!.fields['awards'], [2, 3])
      const { awards: _awards, ...fields } = book(1, 'one').fields
      await load(place, [{ model: 'lib.book', pk: 1, fields }])
      assert.deepEqual((await objectsIn(place, { models: ['lib.book'], keys: ['1'] }))[0]!.fields['awards'], [2, 3])
    })

    test('what names nothing is said with its place, and nothing stays', async () => {
      assert.equal(
        await refusal(load(place, [...small, book(3, 'three', { author: 9 })])),
        "DANGLING: a.json, line 6 (object 5), lib.book 3: 'author' names lib.author 9, which is neither in the database nor in the files.",
      )
      await nothing()
      assert.equal(
        await refusal(load(place, [...small, book(3, 'three', { awards: [9] })])),
        "DANGLING: a.json, line 6 (object 5), lib.book 3: 'awards' names lib.award 9, which is neither in the database nor in the files.",
      )
      assert.equal(
        await refusal(load(place, [...small, book(3, 'three', { author: ['Zoe', 'Austria'] })])),
        'NO_NATURAL_KEY: a.json, line 6 (object 5), lib.book 3: \'author\' names lib.author ["Zoe","Austria"], which is neither in the database nor in the files.',
      )
      assert.match(
        await refusal(load(place, [...small, book(3, 'three', { awards: [['Zoe']] })])),
        /^NO_NATURAL_KEY: .*'awards' names lib.award \["Zoe"\]/,
      )
      await nothing()
    })

    test('a row that the database refuses is said with its place, and nothing stays', async () => {
      const many = Array.from({ length: 300 }, (_, i) => book(10 + i, `slug-${i}`))
      assert.match(
        await refusal(load(place, [...small, ...many, book(900, 'one'), book(901, 'last')])),
        /^REFUSED: a\.json, line 306 \(object 305\), lib\.book 900 was refused by the database: .*already has a row/,
      )
      await nothing()
      assert.match(
        await refusal(load(place, [...small, book(3, 'three', { pages: -1 })])),
        /object 5\), lib.book 3 was refused/,
      )
      await load(place, small)
      const before = await objectsIn(place)
      assert.match(
        await refusal(load(place, [book(1, 'one', { pages: 77 }), book(8, 'two')])),
        /object 2\), lib.book 8 was refused/,
      )
      assert.deepEqual(await objectsIn(place), before)
    })

    test('a text that is too long for its column is said with its place', async () => {
      const long = load(place, [author(1, { name: 'Ada' }), author(2, { name: 'x'.repeat(41) })])
      // SQLite holds no text to a length.
      if (place.database.database === 'sqlite') assert.equal((await long).installed, 2)
      else {
        assert.match(
          await refusal(long),
          /^BAD_VALUE: a\.json, line 3 \(object 2\), lib\.author 2: 'name' does not do: .*at most 40/,
        )
        await nothing()
      }
    })

    test('more rows than one with a natural key', async () => {
      await load(place, [author(1, { name: 'Ada' }), author(2, { name: 'Ada' })])
      assert.match(await refusal(load(place, [book(1, 'one', { author: ['Ada', null] })])), /^NO_NATURAL_KEY/)
    })
  })
}
