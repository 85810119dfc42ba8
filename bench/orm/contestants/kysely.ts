import { BetterSqlite } from '../better-sqlite.ts'
import { nested, rowsByCity, withCity } from '../by-hand.ts'
import { type NewPerson, type Open, peer, type Untyped } from '../contestant.ts'
import { depth } from '../tables.ts'

const { Kysely, SqliteDialect, PostgresDialect, sql } = await peer('kysely')

/** A query builder: rows are plain objects, relations are joined or gathered by hand. */
export const open: Open = async (place) => {
  const sqlite = place.kind === 'sqlite'
  const dialect = sqlite ? new SqliteDialect({ database: new BetterSqlite(place.file) }) : await postgres(place)
  const db = new Kysely({ dialect })
  const flag = (value: boolean) => (sqlite ? Number(value) : value)
  const written = ({ city, active, ...rest }: NewPerson) => ({ ...rest, active: flag(active), city_id: city })
  const columns = ['id', 'name', 'age', 'sex', 'phone', 'active', 'city_id']
  const one = (id: number) => db.selectFrom('app_person').select(columns).where('id', '=', id).executeTakeFirst()
  const page = (age: number) =>
    db
      .selectFrom('app_person as p')
      .innerJoin('app_city as c', 'c.id', 'p.city_id')
      .select([...columns.map((name) => `p.${name}`), 'c.id as c_id', 'c.name as c_name'])
      .where('p.age', '>=', age)
      .where('p.active', '=', flag(true))
      .where('c.name', 'like', 'City%')
      .where((eb: Untyped) => eb.not(eb('p.sex', '=', 'x')))
      .orderBy('p.id')
      .limit(100)
  const update = (id: number, age: number) =>
    db.updateTable('app_person').set({ age }).where('id', '=', id).executeTakeFirst()
  return {
    driver: sqlite ? 'node:sqlite' : 'pg',
    script: (text) => sql.raw(text).execute(db),
    get: one,
    rows: (count) => db.selectFrom('app_person').select(columns).where('id', '<=', count).execute(),
    page: async (age) => (await page(age).execute()).map(withCity),
    async cities() {
      const cities = await db.selectFrom('app_city').select(['id', 'name']).where('id', '<=', 1000).execute()
      const keys = cities.map(({ id }: { id: number }) => id)
      const people = await db
        .selectFrom('app_person')
        .select(columns)
        .where('city_id', 'in', keys)
        .orderBy('city_id')
        .execute()
      return rowsByCity(cities, people)
    },
    async deep() {
      let query = db.selectFrom('app_place as p0').select(['p0.id as id0', 'p0.name as name0'])
      for (let i = 1; i <= depth; i++)
        query = query
          .leftJoin(`app_place as p${i}`, `p${i}.id`, `p${i - 1}.around_id`)
          .select([`p${i}.id as id${i}`, `p${i}.name as name${i}`])
      return (await query.where('p0.id', '>', 900).execute()).map(nested)
    },
    insert: (person) => db.insertInto('app_person').values(written(person)).returning(columns).executeTakeFirst(),
    bulk: (people) =>
      db.transaction().execute(async (trx: Untyped) => {
        for (let at = 0; at < people.length; at += 1000)
          await trx
            .insertInto('app_person')
            .values(people.slice(at, at + 1000).map(written))
            .execute()
      }),
    async save(id, age) {
      const person = await one(id)
      person.age = age
      await update(id, age)
      return person
    },
    update,
    build: (age) => page(age).compile().sql,
    close: () => db.destroy(),
  }
}

async function postgres(place: Extract<Parameters<Open>[0], { kind: 'postgres' }>) {
  const { default: pg } = await peer('pg')
  const { host, port, user, password, database } = place
  return new PostgresDialect({ pool: new pg.Pool({ host, port, user, password, database }) })
}
