import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type BaseField,
  F,
  field,
  Model,
  SearchHeadline,
  SearchMatch,
  SearchQuery,
  SearchRank,
  SearchVector,
  TrigramSimilarity,
  TrigramWordSimilarity,
  untyped,
} from '../../../src/data/orm/index.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { type World, world } from '../../unit/orm/support/database.ts'

class Cheese extends Model {
  name = field.char({ maxLength: 50 })
  notes = field.text({ blank: true })
  tags = field.array(field.char({ maxLength: 20 }), { default: [], size: 3 })
  counts = field.array(field.integer({ null: true }), { null: true })
  grid = field.array(field.array(field.integer()), { null: true })
  seen = field.array(field.datetime(), { null: true })
  bits = field.array(field.decimal({ maxDigits: 5, decimalPlaces: 2 }), { null: true })
  words = field.searchVector({ null: true })
}

let scratch: ScratchDatabase
let project: World
const skip = await skipWithout('postgres')
const rows = untyped(Cheese)
const names = async (query: typeof rows) => (await query.orderBy('name')).map((row) => row['name'])

describe('PostgreSQL’s own fields', { skip }, () => {
  before(async () => {
    scratch = await scratchPostgres()
    project = await world({ Cheese }, (database) => database, scratch.url)
    await project.database.script('CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent;')
    await project.run(async () => {
      await Cheese.bulkCreate([
        { name: 'Brie', notes: 'soft cow cheese', tags: ['soft', 'cow'], counts: [1, null, 3] },
        { name: 'Comté', notes: 'hard cow cheese of the mountains', tags: ['hard', 'cow'], counts: [] },
        { name: 'Feta', notes: 'sheep, in brine', tags: ['sheep, "in brine"', '{x}', 'NULL'] },
      ])
    })
  })
  after(async () => {
    await project?.close()
    await scratch?.drop()
  })
  const run = <R>(work: () => Promise<R>) => project.run(work)

  test('lists come back as they are', () =>
    run(async () => {
      const brie = await Cheese.get({ name: 'Brie' })
      const tags: readonly string[] = brie.tags
      assert.deepEqual([tags, brie.counts, brie.grid], [['soft', 'cow'], [1, null, 3], null])
      assert.deepEqual((await Cheese.get({ name: 'Feta' })).tags, ['sheep, "in brine"', '{x}', 'NULL'])
      const seen = [new Date('2024-01-01T00:00:00.123Z')]
      brie.grid = [
        [1, 2],
        [3, 4],
      ]
      brie.seen = seen
      await brie.save()
      await rows.filter({ name: 'Brie' }).update({ bits: ['1.5', '2'] })
      const again = await Cheese.get({ name: 'Brie' })
      assert.deepEqual(
        [again.grid, again.seen, again.bits?.map(String)],
        [
          [
            [1, 2],
            [3, 4],
          ],
          seen,
          ['1.50', '2.00'],
        ],
      )
      assert.deepEqual(await project.sent(() => again.save()), [])
    }))

  test('lookups of lists', () =>
    run(async () => {
      assert.deepEqual(await names(rows.filter({ tags__contains: ['cow'] })), ['Brie', 'Comté'])
      assert.deepEqual(await names(rows.filter({ tags__contained_by: ['soft', 'cow', 'x'] })), ['Brie'])
      assert.deepEqual(await names(rows.filter({ tags__overlap: ['hard', 'NULL'] })), ['Comté', 'Feta'])
      assert.deepEqual(await names(rows.filter({ tags__len: 3 })), ['Feta'])
      assert.deepEqual(await names(rows.filter({ counts__len: 0 })), ['Comté'])
      assert.deepEqual(await names(rows.filter({ tags__0: 'soft' })), ['Brie'])
      assert.equal(await Cheese.filter({ tags__overlap: ['soft'], tags__len: 2, tags__0: 'soft' }).count(), 1)
      assert.deepEqual(await names(rows.filter({ tags__1__startswith: 'c' })), ['Brie', 'Comté'])
      assert.deepEqual(await names(rows.filter({ tags__0_1: ['hard'] })), ['Comté'])
      assert.deepEqual(await names(rows.filter({ tags: ['soft', 'cow'] })), ['Brie'])
      assert.deepEqual(await names(rows.exclude({ tags__contains: ['cow'] })), ['Feta'])
      await assert.rejects(rows.filter({ tags__contains: [{}] }).count(), /tags__contains: Item 1 in the array/)
      await assert.rejects(rows.filter({ tags__contains: 'cow' }).count(), /tags__contains: Enter a list/)
      await assert.rejects(rows.create({ name: 'x', tags: ['a\0'] }), /Null characters/)
      const four = Cheese.build({ name: 'x', tags: ['a', 'b', 'c', 'd'] })
      await assert.rejects(four.validate(), /List contains 4 items/)
    }))

  test('full-text search', () =>
    run(async () => {
      assert.deepEqual(await names(rows.filter({ notes__search: 'cow sea' })), [])
      assert.deepEqual(await names(rows.filter({ notes__search: 'cow mountains' })), ['Comté'])
      await rows.update({ words: SearchVector('name', 'notes', { config: 'english' }) })
      assert.deepEqual(await names(rows.filter({ words__search: 'soft' })), ['Brie'])
      const query = SearchQuery('cow -soft', { config: 'english', type: 'websearch' })
      assert.deepEqual(await names(rows.filter(SearchMatch(F('words'), query) as never)), ['Comté'])
      const ranked = await rows
        .annotate({
          rank: SearchRank(SearchVector('notes', { weight: 'A' }), 'mountains', { normalization: 1 }),
        } as never)
        .orderBy('-rank')
        .first()
      assert.equal(ranked?.['name'], 'Comté')
      const [headline] = await rows
        .filter({ name: 'Comté' })
        .annotate({ piece: SearchHeadline('notes', 'mountains', { startSel: '[', stopSel: ']' }) } as never)
        .values('piece')
      assert.match(String(headline?.['piece']), /\[mountains\]/)
    }))

  test('likeness', () =>
    run(async () => {
      assert.deepEqual(await names(rows.filter({ name__unaccent: 'Comte' })), ['Comté'])
      assert.deepEqual(await names(rows.filter({ name__trigram_similar: 'brei' })), [])
      assert.deepEqual(await names(rows.filter({ name__trigram_similar: 'brie!' })), ['Brie'])
      assert.deepEqual(await names(rows.filter({ notes__trigram_word_similar: 'mountain' })), ['Comté'])
      const [best] = await rows
        .annotate({ like: TrigramSimilarity('name', 'fetta'), word: TrigramWordSimilarity('notes', 'brine') } as never)
        .orderBy('-like')
      assert.equal(best?.['name'], 'Feta')
      assert.equal(best?.['word'], 1)
    }))
})

test('another database refuses them at start-up', async () => {
  await assert.rejects(
    world({ Cheese }).then((made) => made.close()),
    { code: 'NUAGES_ORM_UNSUPPORTED_FIELD', message: /tags/ },
  )
  const given = field.array(field.char({ maxLength: 2 }), { size: 2 }) as unknown as BaseField
  assert.deepEqual(given.deconstruct(), {
    type: 'array',
    options: { of: { type: 'char', options: { maxLength: 2 } }, size: 2 },
  })
})
