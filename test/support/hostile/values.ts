import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { F, field, IntegrityError, Model, meta, Q, untyped } from '../../../src/data/orm/index.ts'
import { type World, world } from '../../unit/orm/support/database.ts'

class Safe extends Model {
  code = field.char({ maxLength: 8, unique: true })
  pin = field.integer({ secret: true, null: true })
  word = field.char({ maxLength: 12, secret: true, null: true, choices: ['open', 'shut'] })
  small = field.smallInteger({ null: true })
  ratio = field.float({ null: true })
  day = field.date({ null: true })
  at = field.datetime({ null: true })
  flag = field.boolean({ null: true })
  price = field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true })
  data = field.json<unknown>({ null: true })
  left = field.integer({ default: 0 })
  right = field.integer({ default: 0 })
  inside = field.foreignKey(() => Safe, { onDelete: 'cascade', null: true })
  static meta = meta<Safe>()({
    constraints: [{ kind: 'unique', name: 'safe_sides', fields: ['left', 'right'] }],
  })
}

function unreadable(): unknown[] {
  const { proxy, revoke } = Proxy.revocable({}, {})
  const list = Proxy.revocable([], {})
  revoke()
  list.revoke()
  const thrower = () => {
    throw new TypeError('not yours')
  }
  const circle: unknown[] = []
  circle.push(circle)
  let deep: unknown = 1
  for (let i = 0; i < 20_000; i++) deep = [deep]
  return [
    proxy,
    list.proxy,
    new Proxy({}, { get: thrower, has: thrower, getPrototypeOf: thrower, ownKeys: thrower }),
    new Proxy({}, { get: thrower }),
    { toString: thrower, valueOf: thrower, toJSON: thrower, toNumber: 1 },
    Object.defineProperty({}, 'pk', { get: thrower, enumerable: true }),
    Object.create(null),
    circle,
    deep,
    [Symbol('s')],
    new Map([[1, 1]]),
    () => 1,
    Symbol('s'),
    Promise.resolve(1),
    class {},
    10n ** 400n,
    '9'.repeat(100_000),
    'a\ud800',
    'a\0',
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    new Date(Number.NaN),
    new Date(8.64e15),
  ]
}

/** Coded, of a length that a log takes, and no error of JavaScript's own. */
function coded(error: unknown): asserts error is NuagesError {
  assert.ok(error instanceof NuagesError, String((error as Error)?.stack))
  assert.match(error.code, /^NUAGES_/)
  assert.ok(error.message.length < 4000, `${error.message.length} characters`)
}

/** What bad values do on one database. `url` gives an empty one. */
export function hostileValuesSuite(
  name: string,
  url: () => Promise<string>,
  options: { readonly skip?: false | string } = {},
): void {
  describe(`bad values on ${name}`, options, () => {
    let project: World
    const safes = untyped(Safe)
    before(async () => {
      project = await world({ Safe }, (database) => database, await url())
      await project.run(() => safes.create({ code: 'first' }))
    })
    after(() => project?.close())
    const run = (title: string, work: () => Promise<void>) => test(title, () => project.run(work))
    const bad = unreadable()
    const names = ['pin', 'word', 'small', 'ratio', 'day', 'at', 'flag', 'price', 'data', 'inside', 'id', 'code']

    /** The error of an attempt, or null where it was answered; nothing was sent where it was refused. */
    async function refusal(work: () => unknown): Promise<NuagesError | null> {
      let failed: unknown = null
      const sent = await project.sent(async () => {
        try {
          await work()
        } catch (error) {
          failed = error
        }
      })
      if (failed === null) return null
      coded(failed)
      assert.deepEqual(sent, [], failed.message)
      return failed
    }

    run('whatever stands for a value is answered, or refused by name before anything is sent', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...names),
          fc.constantFrom('exact', 'gt', 'lte', 'contains', 'istartswith', 'in', 'range', 'isnull'),
          fc.constantFrom(...bad.keys()),
          fc.boolean(),
          async (name, lookup, which, listed) => {
            const path = `${name}__${lookup}`
            const value = listed ? [bad[which], bad[which]] : bad[which]
            for (const method of ['filter', 'exclude'] as const) {
              const error = await refusal(() => safes[method]({ [path]: value }).exists())
              if (error !== null && !error.code.startsWith('NUAGES_SQL'))
                assert.ok(error.message.includes(name), error.message)
            }
          },
        ),
        { numRuns: 600 },
      )
    })

    run('and where rows are written', async () => {
      for (const name of names)
        for (const value of bad) {
          const first = await safes.get({ code: 'first' })
          const attempts = [
            () => safes.filter({ pk: -1 }).update({ [name]: value }),
            () => {
              first[name] = value
            },
            () => safes.bulkCreate([{ code: 'first', [name]: value }], { ignoreConflicts: true }),
          ]
          for (const attempt of attempts) {
            await refusal(attempt)
          }
          await Promise.resolve()
            .then(() => safes.build({ [name]: value }).validate())
            .catch(coded)
        }
      await safes.exclude({ code: 'first' }).delete()
    })

    run('conditions and values that cannot be read', async () => {
      for (const value of bad) {
        for (const attempt of [
          () => safes.filter(value as never).exists(),
          () => safes.exclude(Q(value as never)).exists(),
          () => safes.get(value as never),
          () => safes.update(value as never),
          () => safes.build(value as never),
        ]) {
          await refusal(attempt)
        }
      }
      await safes.exclude({ code: 'first' }).delete()
    })

    run('a secret value is in no message', async () => {
      const secret = '918273645546372819'
      const attempts: (() => unknown)[] = [
        () => safes.filter({ pin: `x${secret}` }).exists(),
        () => safes.create({ code: 'a', pin: secret }),
        () => safes.create({ code: 'a', pin: 918273645546 }),
        () => safes.update({ pin: `${secret}.5` }),
        () => safes.build({ code: 'a', word: secret }).validate(),
        () => safes.get({ word: secret }),
        () => safes.filter({ code__regex: `(${secret}` }).exists(),
      ]
      for (const attempt of attempts) {
        await assert.rejects(Promise.resolve().then(attempt), (error) => {
          coded(error)
          const shown = JSON.stringify([error.message, error.hint, error.data])
          assert.ok(!shown.includes(secret.slice(0, 12)), shown)
          return true
        })
      }
      assert.equal(await safes.filter({ pin__isnull: false }).count(), 0)
    })

    run('lookups with values that no column holds find nothing, and the others find all', async () => {
      await safes.update({ small: 1, ratio: 1, day: '2024-01-01', price: '1.00', pin: 1 })
      for (const big of [2 ** 40, 2 ** 53 - 1, -(2 ** 53) + 1]) {
        assert.equal(await safes.filter({ small: big }).count(), 0)
        assert.equal(await safes.filter({ pin__in: [big, big] }).count(), 0)
        assert.equal(await safes.filter({ small__gt: big }).count(), big > 0 ? 0 : 1)
        assert.equal(await safes.filter({ price__lt: big }).count(), big > 0 ? 1 : 0)
      }
      for (const year of [-5, 0, 10_000, 1_000_000]) assert.equal(await safes.filter({ day__year: year }).count(), 0)
      assert.equal(await safes.filter({ code: 'x'.repeat(100_000) }).count(), 0)
      assert.equal(await safes.filter({ ratio__gt: -0 }).count(), 1)
      assert.equal(await safes.exclude({ small: 2 ** 40 }).count(), 1)
    })

    run('a rule that is broken names the model and its fields', async () => {
      const names = (fields: string[], kind: string) => (error: unknown) => {
        assert.ok(error instanceof IntegrityError, String(error))
        assert.equal(error.kind, kind)
        assert.deepEqual([error.data['model'], error.data['fields']], ['Safe', fields])
        assert.match(error.message, new RegExp(`^Safe${fields.length > 0 ? `\\.${fields[0]}` : ''}`))
        return true
      }
      await assert.rejects(safes.create({ code: 'first', left: 5 }), names(['code'], 'unique'))
      await assert.rejects(safes.bulkCreate([{ code: 'b' }]), names(['left', 'right'], 'unique'))
      await safes.create({ code: 'second', left: 1 })
      await assert.rejects(safes.update({ code: 'same' }), names(['code'], 'unique'))
      await assert.rejects(safes.filter({ code: 'second' }).update({ left: 0 }), names(['left', 'right'], 'unique'))
      await assert.rejects(safes.filter({ code: 'second' }).update({ code: null }), names(['code'], 'notNull'))
      const second = await safes.get({ code: 'second' })
      second['inside'] = 987_654
      await assert.rejects(second.save(), names(['inside'], 'foreignKey'))
      await safes.filter({ code: 'second' }).delete()
    })

    run('what only the database can know has a code and the model', async () => {
      const postgres = project.database.database === 'postgres'
      const about = (code: string) => (error: unknown) => {
        coded(error)
        assert.equal(error.code, `NUAGES_DRIVERS_${code}`)
        assert.match(error.message, /^Safe: /)
        return true
      }
      for (const pattern of ['(', '[z-a]', '*'])
        await assert.rejects(safes.filter({ code__regex: pattern }).exists(), about('BAD_REGEX'))
      const divided = safes.annotate({ n: F('small').dividedBy(F('left')) }).valuesList('n', { flat: true })
      if (postgres) await assert.rejects(Promise.resolve(divided), about('BAD_VALUE'))
      else assert.ok((await divided).every((each) => each === null))
      if (postgres) await assert.rejects(safes.update({ small: F('small').times(100_000) }), about('BAD_VALUE'))
    })
  })
}
