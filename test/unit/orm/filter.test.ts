import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { F, Q } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

const found = async (lookups: object) =>
  (await project.run(async () => list(rows.books.filter(lookups).orderBy('id')))) as string[]
const left = async (lookups: object) =>
  (await project.run(async () => list(rows.books.exclude(lookups).orderBy('id')))) as string[]

test('compares values', async () => {
  assert.deepEqual(await found({ title: 'Tides' }), ['Tides'])
  assert.deepEqual(await found({ pages__gte: 300 }), ['Tides', 'Étoiles'])
  assert.deepEqual(await found({ pages__in: [210, 5, null] }), ['Iron'])
  assert.deepEqual(await found({ pages__in: [] }), [])
  assert.deepEqual(await found({ pages__range: [200, 300] }), ['Iron'])
  assert.deepEqual(await found({ pages: null }), ['Light'])
  assert.deepEqual(await found({ pages__isnull: false, price__lt: '10' }), ['Iron', 'Étoiles'])
  assert.deepEqual(await found({ price: '12.5' }), ['Tides'])
  assert.deepEqual(await found({ inPrint: false }), ['Light'])
  assert.deepEqual(await found({ pk: 2 }), ['Iron'])
})

test('compares texts, with patterns taken literally', async () => {
  assert.deepEqual(await found({ title__icontains: 'I' }), ['Tides', 'Iron', 'Light', 'Étoiles'])
  assert.deepEqual(await found({ title__startswith: 'Ti' }), ['Tides'])
  assert.deepEqual(await found({ title__iendswith: 'ES' }), ['Tides', 'Étoiles'])
  assert.deepEqual(await found({ title__iexact: 'iron' }), ['Iron'])
  assert.deepEqual(await found({ subtitle__contains: '100%' }), ['Iron'])
  assert.deepEqual(await found({ subtitle__contains: '1__%' }), [])
  assert.deepEqual(await found({ subtitle__contains: '\\' }), [])
  assert.deepEqual(await found({ title__regex: '^[TI]' }), ['Tides', 'Iron'])
  assert.deepEqual(await found({ title__iregex: '^étoiles$' }), ['Étoiles'])
})

test('reads parts of dates and of JSON', async () => {
  assert.deepEqual(await found({ published__year: 1999 }), ['Tides'])
  assert.deepEqual(await found({ published__year__gt: 1999, published__year__lte: 2020 }), ['Iron', 'Étoiles'])
  assert.deepEqual(await found({ published__year__in: [1999, 2020] }), ['Tides', 'Étoiles'])
  assert.deepEqual(await left({ published__year__gte: 2003 }), ['Tides', 'Light'])
  assert.deepEqual(await found({ published__month__gte: 5, published__day: 12 }), ['Iron'])
  assert.deepEqual(await found({ published__quarter: 1 }), ['Étoiles'])
  assert.deepEqual(await found({ published__week_day: 7 }), ['Tides', 'Étoiles'])
  assert.deepEqual(await found({ created__date__gt: '2020-01-01', title: 'Iron' }), ['Iron'])
  assert.deepEqual(await found({ data__lang: 'en' }), ['Tides'])
  assert.deepEqual(await found({ data__size__w__gt: 9.5 }), ['Tides'])
  assert.deepEqual(await found({ data__lang: null }), ['Light'])
  assert.deepEqual(await found({ data__list__1: 'b' }), ['Light'])
  assert.deepEqual(await found({ data__has_key: 'list' }), ['Light'])
  assert.deepEqual(await found({ data__size__isnull: true }), ['Iron', 'Light', 'Étoiles'])
  assert.deepEqual(await found({ data: { lang: 'en', size: { w: 10 } } }), ['Tides'])
})

test('follows relations', async () => {
  assert.deepEqual(await found({ author__country__code: 'FR' }), ['Tides', 'Iron', 'Étoiles'])
  assert.deepEqual(await found({ author: 3 }), ['Light'])
  assert.deepEqual(await found({ author_id__in: [2, 3] }), ['Light', 'Étoiles'])
  assert.deepEqual(await found({ publisher__isnull: true }), ['Iron', 'Étoiles'])
  assert.deepEqual(await found({ publisher: null, author__name: 'Alice' }), ['Iron'])
  assert.deepEqual(await found({ author__profile__bio__contains: 'night' }), ['Tides', 'Iron'])
  assert.deepEqual(await found({ tags__name: 'sea' }), ['Tides', 'Iron'])
  assert.deepEqual(await found({ reviews__isnull: true }), ['Light', 'Étoiles'])
  const alice = await project.run(() => rows.authors.get({ name: 'Alice' }))
  assert.deepEqual(await found({ author: alice }), ['Tides', 'Iron'])
  assert.deepEqual(await found({ author__in: rows.authors.filter({ age__gt: 50 }) }), ['Light'])
})

test('conditions of one filter speak of the same related row, those of two need not', async () => {
  assert.deepEqual(await found({ reviews__stars: 5, reviews__text: '' }), [])
  const chained = await project.run(async () =>
    list(rows.books.filter({ reviews__stars: 5 }).filter({ reviews__text: '' })),
  )
  assert.deepEqual(chained, ['Tides'])
})

test('excludes rows of which the conditions hold, and no others', async () => {
  assert.deepEqual(await left({ subtitle: 'A 100% true_story' }), ['Tides', 'Light', 'Étoiles'])
  assert.deepEqual(await left({ pages__gt: 300 }), ['Iron', 'Light'])
  assert.deepEqual(await left({ tags__name: 'sea' }), ['Light', 'Étoiles'])
  assert.deepEqual(await left({ author__country__code: 'FR' }), ['Light'])
  assert.deepEqual(await left({ reviews__isnull: true }), ['Tides', 'Iron'])
  assert.deepEqual(await left({ author: 1, pages: 320 }), ['Iron', 'Light', 'Étoiles'])
})

test('joins conditions with Q', async () => {
  assert.deepEqual(await found(Q({ pages__lt: 250 }).or({ pages: null })), ['Iron', 'Light'])
  assert.deepEqual(await found(Q({ pages: 320 }).and(Q({ title: 'Tides' }).not())), ['Étoiles'])
  assert.deepEqual(
    await found(
      Q({ title: 'Iron' })
        .or(Q({ tags__name: 'new' }))
        .not(),
    ),
    ['Tides', 'Étoiles'],
  )
  assert.deepEqual(await found(Q()), ['Tides', 'Iron', 'Light', 'Étoiles'])
  assert.deepEqual(await found(Q({ reviews__stars: 5 }).or({ title: 'Light' })), ['Tides', 'Light'])
})

test('compares with other columns', async () => {
  assert.deepEqual(await found({ pages__gt: F('price').times(30) }), ['Étoiles'])
  assert.deepEqual(await found({ title__startswith: F('title') }), ['Tides', 'Iron', 'Light', 'Étoiles'])
  assert.deepEqual(await found({ id: F('author') }), ['Tides', 'Light'])
})

test('a list of many values travels whole', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => i + 200)
  assert.deepEqual(await found({ pages__in: many }), ['Tides', 'Iron', 'Étoiles'])
})

test('says what is wrong with a path, a lookup or a value', async () => {
  const failing = (lookups: object, code: string, message: RegExp) =>
    assert.rejects(found(lookups), (error: { code: string; message: string }) => {
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  await failing({ titel: 'x' }, 'NUAGES_ORM_UNKNOWN_FIELD', /Book has no field 'titel' \(did you mean 'title'\?\)/)
  await failing(
    { author__nmae__contains: 'x' },
    'NUAGES_ORM_UNKNOWN_FIELD',
    /Author has no field 'nmae' \(did you mean 'name'\?\)/,
  )
  await failing({ title__icontain: 'x' }, 'NUAGES_ORM_UNKNOWN_LOOKUP', /did you mean 'icontains'/)
  await failing({ title: undefined }, 'NUAGES_ORM_UNDEFINED', /filter\(\) was given undefined for 'title'/)
  await failing({ id__in: [1, undefined] }, 'NUAGES_ORM_UNDEFINED', /'id__in'/)
  await failing({ pages__gt: null }, 'NUAGES_ORM_NULL_COMPARED', /pages__gt/)
  await failing({ pages__in: 3 }, 'NUAGES_ORM_BAD_OPERAND', /a list/)
  await failing({ pages__isnull: 1 }, 'NUAGES_ORM_BAD_OPERAND', /true or false/)
  await failing({ pages: 'many' }, 'NUAGES_VALIDATION_FAILED', /integer/)
  await failing(
    { author: await project.run(async () => rows.authors.build({ name: 'x' })) },
    'NUAGES_ORM_UNSAVED_VALUE',
    /Author/,
  )
})
