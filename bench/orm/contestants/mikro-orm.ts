import { type NewPerson, type Open, peer, type Untyped } from '../contestant.ts'
import { chain } from '../tables.ts'

const { MikroORM, defineEntity } = await peer('@mikro-orm/core')

const City = defineEntity({
  name: 'City',
  tableName: 'app_city',
  properties: (p: Untyped) => ({
    id: p.integer().primary(),
    name: p.string(),
    people: () => p.oneToMany(Person).mappedBy('city'),
  }),
})
const Person: Untyped = defineEntity({
  name: 'Person',
  tableName: 'app_person',
  properties: (p: Untyped) => ({
    id: p.integer().primary(),
    name: p.string(),
    age: p.integer(),
    sex: p.string(),
    phone: p.string(),
    active: p.boolean(),
    city: () => p.manyToOne(City).fieldName('city_id'),
  }),
})
const Place: Untyped = defineEntity({
  name: 'Place',
  tableName: 'app_place',
  properties: (p: Untyped) => ({
    id: p.integer().primary(),
    name: p.string(),
    around: () => p.manyToOne(Place).fieldName('around_id').nullable(),
  }),
})

/** A new identity map for each task, as its documentation asks for in servers. */
export const open: Open = async (place) => {
  const sqlite = place.kind === 'sqlite'
  const { SqliteDriver, NodeSqliteDialect } = await peer('@mikro-orm/sql')
  const connection = sqlite
    ? { driver: SqliteDriver, dbName: place.file, driverOptions: new NodeSqliteDialect(place.file) }
    : await postgres(place)
  const orm = await MikroORM.init({ ...connection, entities: [City, Person, Place], debug: false })
  const em = () => orm.em.fork()
  const where = (age: number) => ({
    age: { $gte: age },
    active: true,
    city: { name: { $like: 'City%' } },
    $not: { sex: 'x' },
  })
  const builder = em()
  return {
    driver: sqlite ? 'node:sqlite' : 'pg',
    script: (text) => orm.em.getConnection().execute(text, [], 'run'),
    get: (id) => em().findOne(Person, id),
    rows: (count) => em().find(Person, { id: { $lte: count } }),
    page: (age) =>
      em().find(Person, where(age), { populate: ['city'], strategy: 'joined', orderBy: { id: 'asc' }, limit: 100 }),
    cities: () => em().find(City, { id: { $lte: 1000 } }, { populate: ['people'], strategy: 'select-in' }),
    deep: () => em().find(Place, { id: { $gt: 900 } }, { populate: [chain('.')], strategy: 'select-in' }),
    async insert(person) {
      const own = em()
      const row = own.create(Person, person)
      await own.persist(row).flush()
      return row
    },
    bulk: (people) => em().insertMany(Person, people as NewPerson[]),
    async save(id, age) {
      const own = em()
      const person = await own.findOne(Person, id)
      person.age = age
      await own.flush()
      return person
    },
    update: (id, age) => em().nativeUpdate(Person, { id }, { age }),
    build: (age) =>
      builder
        .createQueryBuilder(Person, 'p')
        .select('*')
        .innerJoinAndSelect('p.city', 'c')
        .where({ age: { $gte: age }, active: true, $not: { sex: 'x' } })
        .andWhere({ 'c.name': { $like: 'City%' } })
        .orderBy({ id: 'asc' })
        .limit(100)
        .toQuery().sql,
    close: () => orm.close(true),
  }
}

async function postgres({ host, port, user, password, database }: Extract<Parameters<Open>[0], { kind: 'postgres' }>) {
  const { PostgreSqlDriver } = await peer('@mikro-orm/postgresql')
  return { driver: PostgreSqlDriver, host, port, user, password: password ?? '', dbName: database }
}
