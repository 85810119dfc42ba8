import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { field } from '../../../../src/data/orm/field.ts'
import { KeyedModel, Model } from '../../../../src/data/orm/model.ts'
import { buildRegistry } from '../../../../src/data/orm/registry.ts'
import { querySetOf } from '../../../../src/data/orm/runtime.ts'
import { type World, world } from '../support/database.ts'

class Country extends Model {
  code = field.char({ maxLength: 2, unique: true })
  name = field.char({ maxLength: 40 })
  cities = field.reverse(() => City, 'country')
  allies = field.manyToMany(() => Country)
  borders = field.manyToMany(() => Country, { symmetrical: false })
}
class City extends Model {
  name = field.char({ maxLength: 40 })
  country = field.foreignKey(() => Country, { onDelete: 'cascade', toField: 'code', null: true })
  clubs = field.manyToMany(() => Club, { through: () => Membership })
}
class Club extends KeyedModel {
  slug = field.slug({ primaryKey: true })
  motto = field.char({ maxLength: 20, unique: true })
}
class Membership extends Model {
  city = field.foreignKey(() => City, { onDelete: 'cascade' })
  club = field.foreignKey(() => Club, { onDelete: 'cascade', toField: 'motto' })
}
class Mayor extends KeyedModel {
  city = field.oneToOne(() => City, { onDelete: 'cascade', primaryKey: true })
  name = field.char({ maxLength: 40 })
}
class Deputy extends Model {
  mayor = field.foreignKey(() => Mayor, { onDelete: 'cascade' })
}

let project: World
before(async () => {
  project = await world({ Country, City, Club, Membership, Mayor, Deputy })
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)
// biome-ignore lint/suspicious/noExplicitAny: rows of generic querysets
type Any = any

describe('a foreign key to a unique column', () => {
  test('holds its values, joins, loads, prefetches and cascades by it', () =>
    run(async () => {
      const fr = (await querySetOf(Country).create({ code: 'fr', name: 'France' })) as Any
      await querySetOf(Country).create({ code: 'de', name: 'Germany' })
      const lyon = (await querySetOf(City).create({ name: 'Lyon', country: fr })) as Any
      await querySetOf(City).create({ name: 'Bonn', country: 'de' })
      assert.equal(lyon.country_id, 'fr')
      assert.equal(lyon.country, fr)
      const named = (await querySetOf(City).filter({ country__name: 'France' })) as Any[]
      assert.deepEqual(
        named.map((city) => city.name),
        ['Lyon'],
      )
      assert.equal(await querySetOf(City).filter({ country: 'de' }).count(), 1)
      assert.equal(await querySetOf(City).filter({ country: fr }).count(), 1)
      assert.equal(
        await querySetOf(City)
          .filter({ country__in: [fr] })
          .count(),
        1,
      )
      assert.equal(await querySetOf(City).filter({ country__id: fr.id }).count(), 1)
      const french = querySetOf(Country).filter({ code: 'fr' })
      assert.equal(await querySetOf(City).filter({ country__in: french }).count(), 1)
      assert.equal(await querySetOf(City).exclude({ country__in: french }).count(), 1)
      assert.equal(await querySetOf(City).filter({ country__id__in: french }).count(), 1)
      assert.equal(
        await querySetOf(City)
          .filter({ country__in: french.slice(0, 1) })
          .count(),
        1,
      )
      assert.equal(await querySetOf(City).exclude({ country: fr }).count(), 1)
      const [first] = (await querySetOf(City).orderBy('id')) as Any[]
      assert.equal((await first.country.load()).name, 'France')
      const [eager] = (await querySetOf(City).selectRelated('country').orderBy('id')) as Any[]
      assert.equal(eager.country.name, 'France')
      const countries = (await querySetOf(Country).prefetchRelated('cities').orderBy('code')) as Any[]
      assert.deepEqual(
        await Promise.all(countries.map(async (each) => (await each.cities.all()).map((city: Any) => city.name))),
        [['Bonn'], ['Lyon']],
      )
      assert.equal(await fr.cities.count(), 1)
      assert.equal(((await fr.cities.create({ name: 'Metz' })) as Any).country_id, 'fr')
      assert.equal(await querySetOf(Country).filter({ cities__name: 'Metz' }).count(), 1)
      assert.deepEqual(await fr.delete(), [3, { 'lib.Country': 1, 'lib.City': 2 }])
    }))

  test('in a link table', () =>
    run(async () => {
      const city = (await querySetOf(City).create({ name: 'Graz' })) as Any
      const club = (await querySetOf(Club).create({ slug: 'chess', motto: 'slowly' })) as Any
      await city.clubs.add(club)
      const [link] = (await querySetOf(Membership)) as Any[]
      assert.equal(link.club_id, 'slowly')
      assert.deepEqual(
        ((await city.clubs.all()) as Any[]).map((each) => each.slug),
        ['chess'],
      )
      assert.equal(await querySetOf(City).filter({ clubs__slug: 'chess' }).count(), 1)
      assert.equal(await querySetOf(City).filter({ clubs: club }).count(), 1)
      assert.equal(
        await querySetOf(City)
          .filter({ clubs__in: querySetOf(Club) })
          .count(),
        1,
      )
      assert.equal(
        await querySetOf(Club)
          .filter({ city__in: querySetOf(City) })
          .count(),
        1,
      )
      const [read] = (await querySetOf(City).filter({ name: 'Graz' }).prefetchRelated('clubs')) as Any[]
      assert.deepEqual(
        ((await read.clubs.all()) as Any[]).map((each) => each.slug),
        ['chess'],
      )
      await city.clubs.remove(club)
      assert.equal(await city.clubs.count(), 0)
    }))

  test('has to name a unique field', () => {
    class Loose extends Model {
      country = field.foreignKey(() => Country, { onDelete: 'cascade', toField: 'name' })
    }
    class Typo extends Model {
      country = field.foreignKey(() => Country, { onDelete: 'cascade', toField: 'kode' })
    }
    const all = { Country, City, Club, Membership }
    assert.throws(
      () => buildRegistry([{ label: 'a', models: { ...all, Loose } }]),
      /Country\.name, which is not `unique/,
    )
    assert.throws(() => buildRegistry([{ label: 'a', models: { ...all, Typo } }]), /did you mean 'code'/)
  })
})

test('a one-to-one as the key', () =>
  run(async () => {
    const city = (await querySetOf(City).create({ name: 'Wien' })) as Any
    const mayor = (await querySetOf(Mayor).create({ city, name: 'Anna' })) as Any
    assert.equal(mayor.pk, city.id)
    assert.equal(((await querySetOf(Mayor).get({ pk: city.id })) as Any).name, 'Anna')
    assert.equal(((await querySetOf(Mayor).get({ city })) as Any).name, 'Anna')
    const deputy = (await querySetOf(Deputy).create({ mayor })) as Any
    assert.equal(deputy.mayor_id, city.id)
    assert.equal(await querySetOf(Deputy).filter({ mayor__city__name: 'Wien' }).count(), 1)
    mayor.name = 'Berta'
    await mayor.save()
    assert.equal(((await querySetOf(Mayor).get({ pk: city })) as Any).name, 'Berta')
  }))

describe('a many-to-many of a model to itself', () => {
  test('goes both ways', () =>
    run(async () => {
      const [a, b, c] = (await Promise.all(
        ['aa', 'bb', 'cc'].map((code) => querySetOf(Country).create({ code, name: code })),
      )) as Any[]
      const allies = async (of: Any) => ((await of.allies.all().orderBy('code')) as Any[]).map((each) => each.code)
      await a.allies.add(b, c)
      assert.deepEqual([await allies(a), await allies(b), await allies(c)], [['bb', 'cc'], ['aa'], ['aa']])
      await b.allies.add(a)
      assert.deepEqual(await allies(a), ['bb', 'cc'])
      await b.allies.remove(a)
      assert.deepEqual([await allies(a), await allies(b)], [['cc'], []])
      await c.allies.set([b])
      assert.deepEqual([await allies(a), await allies(b), await allies(c)], [[], ['cc'], ['bb']])
      await b.allies.clear()
      assert.deepEqual(await allies(c), [])
      await a.allies.add(a)
      assert.deepEqual(await allies(a), ['aa'])
      assert.equal(await querySetOf(Country).filter({ allies: a }).count(), 1)
    }))

  test('goes one way where it says so', () =>
    run(async () => {
      const [a, b] = (await querySetOf(Country)
        .filter({ code__in: ['aa', 'bb'] })
        .orderBy('code')) as Any[]
      await a.borders.add(b)
      assert.equal(await a.borders.count(), 1)
      assert.equal(await b.borders.count(), 0)
    }))
})
