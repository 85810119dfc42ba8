import { BetterSqlite } from '../better-sqlite.ts'
import { type Open, type Place, peer, type Untyped } from '../contestant.ts'
import { depth } from '../tables.ts'

const { and, asc, eq, gt, gte, like, lte, not, relations } = await peer('drizzle-orm')

/** A database of Drizzle's, and the tables that it knows. */
export const connected = (place: Place) => (place.kind === 'sqlite' ? sqlite : postgres)(place)

/** Relational queries where there are relations, the builder elsewhere. */
export const open: Open = async (place) => {
  const { db, raw, person, city, place: places, close } = await connected(place)
  const page = (age: number) =>
    db
      .select()
      .from(person)
      .innerJoin(city, eq(city.id, person.cityId))
      .where(and(gte(person.age, age), eq(person.active, true), like(city.name, 'City%'), not(eq(person.sex, 'x'))))
      .orderBy(asc(person.id))
      .limit(100)
  const update = (id: number, age: number) => db.update(person).set({ age }).where(eq(person.id, id))
  let around: object = {}
  for (let i = 0; i < depth; i++) around = { with: { around } }
  const written = ({ city: cityId, ...rest }: { city: number }) => ({ ...rest, cityId })
  return {
    driver: place.kind === 'sqlite' ? 'node:sqlite' : 'pg',
    script: raw,
    get: async (id) => (await db.select().from(person).where(eq(person.id, id)))[0],
    rows: (count) => db.select().from(person).where(lte(person.id, count)),
    page: async (age) =>
      (await page(age)).map((row: { app_person: object; app_city: object }) => ({
        ...row.app_person,
        city: row.app_city,
      })),
    cities: () => db.query.city.findMany({ where: lte(city.id, 1000), with: { people: true } }),
    deep: () => db.query.place.findMany({ where: gt(places.id, 900), ...around }),
    insert: async (row) => (await db.insert(person).values(written(row)).returning())[0],
    async bulk(people) {
      for (let at = 0; at < people.length; at += 1000)
        await db.insert(person).values(people.slice(at, at + 1000).map(written))
    },
    async save(id, age) {
      const [row] = await db.select().from(person).where(eq(person.id, id))
      row.age = age
      await update(id, age)
      return row
    },
    update,
    build: (age) => page(age).toSQL().sql,
    close,
  }
}
function schemaOf(tables: { person: Untyped; city: Untyped; place: Untyped }) {
  const { person, city, place } = tables
  return {
    ...tables,
    personRelations: relations(person, ({ one }: Untyped) => ({
      city: one(city, { fields: [person.cityId], references: [city.id] }),
    })),
    cityRelations: relations(city, ({ many }: Untyped) => ({ people: many(person) })),
    placeRelations: relations(place, ({ one }: Untyped) => ({
      around: one(place, { fields: [place.aroundId], references: [place.id] }),
    })),
  }
}

async function sqlite(at: Place) {
  const { integer, sqliteTable, text } = await peer('drizzle-orm/sqlite-core')
  const { drizzle } = await peer('drizzle-orm/better-sqlite3')
  const id = () => integer().primaryKey({ autoIncrement: true })
  const city = sqliteTable('app_city', { id: id(), name: text().notNull() })
  const person = sqliteTable('app_person', {
    id: id(),
    name: text().notNull(),
    age: integer().notNull(),
    sex: text().notNull(),
    phone: text().notNull(),
    active: integer({ mode: 'boolean' }).notNull(),
    cityId: integer('city_id').notNull(),
  })
  const place = sqliteTable('app_place', { id: id(), name: text().notNull(), aroundId: integer('around_id') })
  const client = new BetterSqlite((at as { file: string }).file)
  const db = drizzle(client, { schema: schemaOf({ person, city, place }) })
  return { db, person, city, place, raw: (text: string) => client.exec(text), close: () => client.close() }
}

async function postgres(at: Place) {
  const { boolean, integer, pgTable, varchar } = await peer('drizzle-orm/pg-core')
  const { drizzle } = await peer('drizzle-orm/node-postgres')
  const { default: pg } = await peer('pg')
  const id = () => integer().primaryKey().generatedByDefaultAsIdentity()
  const city = pgTable('app_city', { id: id(), name: varchar().notNull() })
  const person = pgTable('app_person', {
    id: id(),
    name: varchar().notNull(),
    age: integer().notNull(),
    sex: varchar().notNull(),
    phone: varchar().notNull(),
    active: boolean().notNull(),
    cityId: integer('city_id').notNull(),
  })
  const place = pgTable('app_place', { id: id(), name: varchar().notNull(), aroundId: integer('around_id') })
  const { host, port, user, password, database } = at as Extract<Place, { kind: 'postgres' }>
  const pool = new pg.Pool({ host, port, user, password, database })
  const db = drizzle(pool, { schema: schemaOf({ person, city, place }) })
  return { db, person, city, place, raw: (text: string) => pool.query(text), close: () => pool.end() }
}
