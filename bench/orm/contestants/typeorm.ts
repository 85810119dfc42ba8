import { type Open, peer } from '../contestant.ts'
import { depth } from '../tables.ts'

await peer('reflect-metadata')
const { DataSource, EntitySchema, LessThanOrEqual, Like, MoreThan, MoreThanOrEqual, Not } = await peer('typeorm')

class City {}
class Person {}
class Place {}
const id = { type: 'integer', primary: true, generated: true }
const cities = new EntitySchema({
  name: 'City',
  target: City,
  tableName: 'app_city',
  columns: { id, name: { type: 'varchar' } },
  relations: { people: { type: 'one-to-many', target: 'Person', inverseSide: 'city' } },
})
const people = new EntitySchema({
  name: 'Person',
  target: Person,
  tableName: 'app_person',
  columns: {
    id,
    name: { type: 'varchar' },
    age: { type: 'integer' },
    sex: { type: 'varchar' },
    phone: { type: 'varchar' },
    active: { type: 'boolean' },
    cityId: { type: 'integer', name: 'city_id' },
  },
  relations: { city: { type: 'many-to-one', target: 'City', joinColumn: { name: 'city_id' }, inverseSide: 'people' } },
})
const places = new EntitySchema({
  name: 'Place',
  target: Place,
  tableName: 'app_place',
  columns: { id, name: { type: 'varchar' } },
  relations: { around: { type: 'many-to-one', target: 'Place', joinColumn: { name: 'around_id' }, nullable: true } },
})

/** Repositories and find options. */
export const open: Open = async (place) => {
  const { host, port, user: username, password, database } = place as Extract<typeof place, { kind: 'postgres' }>
  const where =
    place.kind === 'sqlite'
      ? { type: 'better-sqlite3', database: place.file }
      : { type: 'postgres', host, port, username, password, database }
  const source = await new DataSource({ ...where, entities: [cities, people, places] }).initialize()
  const persons = source.getRepository(Person)
  let around: object | true = true
  for (let i = 1; i < depth; i++) around = { around }
  const written = ({ city: cityId, ...rest }: { city: number }) => ({ ...rest, cityId })
  return {
    driver: place.kind === 'sqlite' ? 'better-sqlite3' : 'pg',
    script: (text) => source.query(text),
    get: (id) => persons.findOneBy({ id }),
    rows: (count) => persons.findBy({ id: LessThanOrEqual(count) }),
    page: (age) =>
      persons.find({
        where: { age: MoreThanOrEqual(age), active: true, city: { name: Like('City%') }, sex: Not('x') },
        relations: { city: true },
        order: { id: 'ASC' },
        take: 100,
      }),
    cities: () =>
      source.getRepository(City).find({ where: { id: LessThanOrEqual(1000) }, relations: { people: true } }),
    deep: () => source.getRepository(Place).find({ where: { id: MoreThan(900) }, relations: { around } }),
    insert: (person) => persons.save(persons.create(written(person))),
    async bulk(rows) {
      for (let at = 0; at < rows.length; at += 1000) await persons.insert(rows.slice(at, at + 1000).map(written))
    },
    async save(id, age) {
      const person = await persons.findOneBy({ id })
      person.age = age
      return persons.save(person)
    },
    update: (id, age) => persons.update({ id }, { age }),
    build: (age) =>
      persons
        .createQueryBuilder('p')
        .innerJoinAndSelect('p.city', 'c')
        .where('p.age >= :age', { age })
        .andWhere('p.active = :active', { active: true })
        .andWhere('c.name LIKE :city', { city: 'City%' })
        .andWhere('NOT (p.sex = :sex)', { sex: 'x' })
        .orderBy('p.id', 'ASC')
        .limit(100)
        .getQueryAndParameters()[0],
    close: () => source.destroy(),
  }
}
