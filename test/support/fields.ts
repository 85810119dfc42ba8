import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../src/base/errors/index.ts'
import { Decimal, F, field, KeyedModel, Model, StoredFile, untyped } from '../../src/data/orm/index.ts'
import { type World, world } from '../unit/orm/support/database.ts'
import { Money, money } from './money.ts'

export class Every extends Model {
  small = field.smallInteger({ null: true })
  whole = field.integer({ null: true })
  big = field.bigInteger({ null: true })
  positive = field.positiveInteger({ null: true })
  positiveSmall = field.positiveSmallInteger({ null: true })
  positiveBig = field.positiveBigInteger({ null: true })
  float = field.float({ null: true })
  decimal = field.decimal({ maxDigits: 12, decimalPlaces: 3, null: true })
  flag = field.boolean({ null: true })
  char = field.char({ maxLength: 20, null: true })
  text = field.text({ null: true })
  slug = field.slug({ null: true })
  email = field.email({ null: true })
  link = field.url({ null: true })
  day = field.date({ null: true })
  at = field.time({ null: true })
  moment = field.datetime({ null: true })
  length = field.duration({ null: true })
  uuid = field.uuid({ null: true })
  document = field.json<unknown>({ null: true })
  ip = field.ipAddress({ null: true })
  bytes = field.binary({ null: true })
  file = field.file({ null: true })
  image = field.image({ null: true })
  path = field.filePath({ path: '/srv', null: true })
  price = money({ currency: 'EUR', null: true })
}
export class Keyed extends KeyedModel {
  code = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })
}
export class Coded extends KeyedModel {
  code = field.char({ maxLength: 5, primaryKey: true })
  keyed = field.foreignKey(() => Keyed, { onDelete: 'cascade' })
}
class Timed extends KeyedModel {
  id = field.auto()
  made = field.datetime({ autoNowAdd: true })
}

/** Pairs of values for each kind of field: one that is stored first, then another. */
export const samples: Readonly<Record<string, readonly [unknown, unknown]>> = {
  small: [-32768, 32767],
  whole: [-2147483648, 2147483647],
  big: [-(2n ** 63n), 2n ** 63n - 1n],
  positive: [0, 2147483647],
  positiveSmall: [0, 32767],
  positiveBig: [0n, 2n ** 63n - 1n],
  float: [0.1, -1.7976931348623157e308],
  decimal: [new Decimal('123456789.125'), new Decimal('-0.001')],
  flag: [true, false],
  char: ['ä😀', 'it\'s \\ %_ "x"'],
  text: ['', 'line\nline\ttab'],
  slug: ['a-slug', 'b_1'],
  email: ['a@example.com', 'b@example.org'],
  link: ['https://example.com/', 'http://example.org/a?b=c'],
  day: ['0001-01-01', '9999-12-31'],
  at: ['00:00:00', '23:59:59.000001'],
  moment: [new Date('2024-02-29T23:59:59.999Z'), new Date('0001-01-01T00:00:00.000Z')],
  length: [1_209_600_000, -3_600_500.001],
  uuid: ['6f1c8a0e-9d55-4b0e-8a3e-1f2d3c4b5a69', '00000000-0000-0000-0000-000000000001'],
  document: [{ a: [1, 2.5, null, true, 'ü'], 'k"ey': {} }, ['x', { y: -1 }]],
  ip: ['192.168.0.1', '2001:db8::1'],
  bytes: [new Uint8Array([0, 1, 255, 10, 39]), new Uint8Array([])],
  file: ['a/b.txt', ''],
  image: ['a/b.png', ''],
  path: ['/srv/a', '/srv/b'],
  price: [new Money(-12345n, 'EUR'), new Money(2n ** 62n, 'EUR')],
}

/** Values that a program should not give, and some that it may. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    '',
    '\0',
    '\ud800',
    'a\udfff',
    'x'.repeat(5000),
    '0000-00-00',
    '2024-02-30',
    '10000-01-01',
    '24:00',
    '1e999',
  ),
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    1e300,
    2 ** 53,
    -(2 ** 31) - 1,
    0.1,
  ),
  fc.constantFrom<unknown>(2n ** 63n, -(2n ** 63n) - 1n, 2n ** 200n, 0n, true, false),
  fc.constantFrom<unknown>(new Date(Number.NaN), new Date(8.64e15), new Date(-8.64e15), new Date(0)),
  fc.constantFrom<unknown>(
    {},
    [],
    [[]],
    { a: Number.NaN },
    { 'a\0': 1 },
    new Map(),
    Symbol('s'),
    () => 1,
    new Uint8Array([1]),
  ),
  fc.constantFrom<unknown>(new Decimal('NaN'), new Decimal('1e500'), new Decimal('-1e-500'), new Decimal(1)),
)
/** Patterns may be wrong in a way that the database alone knows; likeness needs an extension. */
const unfuzzed = new Set([
  'regex',
  'iregex',
  'isnull',
  'trigram_similar',
  'trigram_word_similar',
  'trigram_strict_word_similar',
])

/** Each kind of field there and back through one database. `url` gives an empty one. */
export function fieldSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`fields on ${name}`, options, () => {
    let project: World
    before(async () => {
      project = await world({ Every, Keyed, Coded, Timed }, (database) => database, await url())
    })
    after(() => project?.close())
    const rows = untyped(Every)
    const plain = (value: unknown) =>
      value instanceof Uint8Array
        ? [...value]
        : value instanceof Decimal || value instanceof StoredFile
          ? String(value)
          : value

    for (const [property, [first, second]] of Object.entries(samples)) {
      test(`${property}: created, read, found, changed, emptied`, () =>
        project.run(async () => {
          const made = await rows.create({ [property]: first })
          const row = await rows.get({ pk: made.pk })
          assert.deepEqual(plain(row[property]), plain(made[property]))
          assert.deepEqual(plain(row[property]), plain(property === 'decimal' ? new Decimal('123456789.125') : first))
          assert.deepEqual(await project.sent(() => row.save()), [], 'what was not touched is not written')
          const mine = rows.filter({ pk: made.pk })
          if (property !== 'document') {
            assert.equal(await mine.filter({ [property]: first }).count(), 1)
            assert.equal(await mine.filter({ [`${property}__in`]: [first, second] }).count(), 1)
            assert.equal(await mine.exclude({ [property]: first }).count(), 0)
          }
          row[property] = second
          await row.save()
          assert.deepEqual(plain((await rows.get({ pk: made.pk }))[property]), plain(row[property]))
          assert.equal(await mine.update({ [property]: first }), 1)
          assert.deepEqual(plain((await rows.get({ pk: made.pk }))[property]), plain(made[property]))
          const values = await mine.values(property)
          assert.deepEqual(plain((values[0] as Record<string, unknown>)[property]), plain(made[property]))
          await mine.update({ [property]: null })
          assert.equal((await rows.get({ pk: made.pk }))[property], null)
          assert.equal(await mine.filter({ [`${property}__isnull`]: true }).count(), 1)
          await rows.bulkCreate([{ [property]: first }, { [property]: second }, {}])
          assert.equal(await rows.filter({ [`${property}__isnull`]: false }).count(), 2)
          await rows.delete()
        }))
    }

    test('keys that are no numbers', () =>
      project.run(async () => {
        const keyed = await untyped(Keyed).create({})
        const coded = await untyped(Coded).create({ code: 'abc', keyed })
        const read = await untyped(Coded).selectRelated('keyed').get({ pk: 'abc' })
        assert.equal((read['keyed'] as { pk: string }).pk, keyed.pk)
        assert.equal(await untyped(Coded).filter({ keyed: keyed.pk }).count(), 1)
        assert.deepEqual(await untyped(Keyed).filter({ coded__code: coded.pk }).count(), 1)
        assert.equal((await untyped(Timed).create({})).pk, 1)
      }))

    test('numbers that no column holds are compared all the same, and never written', () =>
      project.run(async () => {
        await rows.create({ whole: 5, small: 5 })
        const big = 2 ** 40
        assert.equal(await rows.filter({ whole: big }).count(), 0)
        assert.equal(await rows.filter({ whole__lt: big, small__lt: big }).count(), 1)
        assert.equal(await rows.filter({ whole__in: [5, big] }).count(), 1)
        assert.equal(await rows.filter({ whole__range: [-big, big] }).count(), 1)
        await assert.rejects(rows.create({ whole: big }), { code: 'NUAGES_VALIDATION_FAILED' })
        await assert.rejects(rows.update({ small: 40000 }), { code: 'NUAGES_VALIDATION_FAILED' })
        await rows.delete()
      }))

    test('parts of values', () =>
      project.run(async () => {
        await rows.create({
          char: ' Ab ',
          whole: -7,
          float: 2.25,
          moment: new Date('2024-12-30T10:20:30Z'),
          day: '2024-12-30',
          at: '10:20:30',
        })
        const found = async (lookups: Record<string, unknown>) =>
          assert.equal(await rows.filter(lookups).count(), 1, JSON.stringify(lookups))
        await found({
          char__lower: ' ab ',
          char__upper: ' AB ',
          char__trim: 'Ab',
          char__length: 4,
          char__trim__length__lt: 3,
        })
        await found({ char__ltrim: 'Ab ', char__rtrim: ' Ab', char__trim__lower__startswith: 'a' })
        await found({
          whole__abs: 7,
          whole__sign: -1,
          float__floor: 2,
          float__ceil: 3,
          float__round: 2,
          float__sqrt: 1.5,
        })
        await found({
          moment__year: 2024,
          moment__iso_year: 2025,
          moment__week: 1,
          moment__quarter: 4,
          moment__week_day: 2,
        })
        await found({
          moment__iso_week_day: 1,
          moment__date: '2024-12-30',
          moment__time: '10:20:30',
          moment__hour__gte: 10,
        })
        await found({
          day__iso_year: 2025,
          day__month__in: [12],
          day__day__range: [30, 31],
          at__minute: 20,
          at__second: 30,
        })
        await found({ moment__date__year: 2024, moment__date__lt: '2024-12-31' })
        await rows.delete()
      }))

    test('durations compute with moments and days', () =>
      project.run(async () => {
        await rows.create({ length: 86_400_000, moment: new Date('2024-01-01T00:00:00Z') })
        assert.equal(await rows.filter({ length__gt: 86_399_999, length__lte: '1 00:00:00' }).count(), 1)
        await rows.delete()
      }))

    test('whatever is compared or written: an answer, or an error that names the path before anything is sent', () =>
      project.run(async () => {
        const table = project.orm.registry.models.find((info) => info.model === Every)!
        const columns = table.columns.filter((column) => !column.primaryKey)
        const cases = columns.flatMap(({ property, field: { lookups } }) =>
          [...lookups]
            .filter(([lookup]) => !unfuzzed.has(lookup))
            .map((of) => ({ property, lookup: of[0], operand: of[1] })),
        )
        const named = (error: unknown, path: string) => {
          assert.ok(error instanceof NuagesError, `${path}: ${String(error)}`)
          assert.match(error.code, /^NUAGES_(VALIDATION|ORM|SQL)_/, `${path}: ${error.message}`)
          if (!error.code.startsWith('NUAGES_SQL')) assert.ok(error.message.includes(path), `${path}: ${error.message}`)
        }
        const attempt = async (path: string, work: () => Promise<unknown>) => {
          let failed: unknown = null
          const sent = await project.sent(() =>
            work().catch((error: unknown) => {
              failed = error
            }),
          )
          if (failed === null) return
          named(failed, path)
          assert.deepEqual(sent, [], path)
        }
        await fc.assert(
          fc.asyncProperty(fc.constantFrom(...cases), hostile, hostile, async ({ property, lookup, operand }, a, b) => {
            const value = operand === 'list' || operand === 'range' ? [a, b] : a
            await attempt(`${property}__${lookup}`, () => rows.filter({ [`${property}__${lookup}`]: value }).count())
          }),
          { numRuns: 1500 },
        )
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(...columns.map(({ property }) => property)),
            hostile,
            async (property, value) => {
              await attempt(property, () => rows.create({ [property]: value }))
              await attempt(property, () => rows.filter({ pk: -1 }).update({ [property]: value }))
            },
          ),
          { numRuns: 1000 },
        )
        await rows.delete()
      }))

    test('a field of one’s own', () =>
      project.run(async () => {
        await rows.create({ price: '12.34' })
        const row = (await untyped(Every).get({ price__near: '12.00' })) as unknown as Every
        assert.ok(row.price instanceof Money)
        assert.equal(String(row.price), '12.34 EUR')
        assert.equal(await rows.filter({ price__whole: 12, price__whole__lt: 13 }).count(), 1)
        assert.equal(await rows.exclude({ price__near: '12.00' }).count(), 0)
        assert.equal(await rows.filter({ price__near: '20.00' }).count(), 0)
        assert.equal(await rows.filter({ price__gt: '12.33', price: F('price') as never }).count(), 1)
        await assert.rejects(rows.filter({ price: 'x' }).count(), /price: Enter an amount in EUR/)
        await rows.delete()
      }))
  })
}
