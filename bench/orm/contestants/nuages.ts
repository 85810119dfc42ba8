import type { Database } from '../../../src/data/drivers/index.ts'
import { connect } from '../../../src/data/orm/connect.ts'
import { createOrm } from '../../../src/data/orm/orm.ts'
import { buildRegistry } from '../../../src/data/orm/registry.ts'
import type { Open } from '../contestant.ts'
import { City, Person, Place } from '../models.ts'
import { chain } from '../tables.ts'

export const models = { City, Person, Place }

/** Paths deeper than three relations are computed ones: the types look no further. */
const deepPath = chain('__') as 'around'

export const page = (age: number) =>
  Person.filter({ age__gte: age, active: true, city__name__startswith: 'City' })
    .exclude({ sex: 'x' })
    .selectRelated('city')
    .orderBy('id')
    .slice(0, 100)

export const open: Open = async (place) => {
  const project = await connect(place.kind === 'sqlite' ? `sqlite:${place.file}` : place.url, { models })
  return {
    driver: 'its own driver',
    script: (text) => project.database.script(text),
    get: (id) => Person.get({ id }),
    rows: (count) => Promise.resolve(Person.filter({ id__lte: count })),
    page: (age) => Promise.resolve(page(age)),
    cities: () => Promise.resolve(City.filter({ id__lte: 1000 }).prefetchRelated('people')),
    deep: () => Promise.resolve(Place.filter({ id__gt: 900 }).selectRelated(deepPath)),
    insert: (person) => Person.create(person),
    bulk: (people) => Person.bulkCreate(people),
    async save(id, age) {
      const person = await Person.get({ id })
      person.age = age
      return person.save()
    },
    update: (id, age) => Person.filter({ id }).update({ age }),
    close: () => project.close(),
  }
}

/** An ORM on a database that answers nothing, at once: what is left is the making of statements. */
export function withoutDatabase(kind: 'sqlite' | 'postgres') {
  const answer = { database: kind, name: 'default', inTransaction: false, transaction: null, all: () => [] }
  const database = answer as unknown as Database
  const registry = buildRegistry([{ label: 'app', models }])
  return () => createOrm({ registry, databases: { default: database } })
}
