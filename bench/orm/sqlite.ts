import { DatabaseSync } from 'node:sqlite'
import type { Database } from '../../src/data/drivers/index.ts'
import { compare } from './measure.ts'
import { cities, columns, count, Person, page, people } from './models.ts'

const tables = `CREATE TABLE app_city (id integer PRIMARY KEY AUTOINCREMENT, name varchar(50) NOT NULL);
  CREATE TABLE app_person (id integer PRIMARY KEY AUTOINCREMENT, name varchar(50) NOT NULL, age integer NOT NULL,
  sex varchar(10) NOT NULL, phone varchar(20) NOT NULL, active bool NOT NULL, city_id bigint NOT NULL REFERENCES app_city (id));
  CREATE INDEX app_person_city ON app_person (city_id)`

/** The page of `models.ts`, as somebody would write it who knows the tables. */
const pageText = `SELECT p.id, p.name, p.age, p.sex, p.phone, p.active, p.city_id, c.id AS c_id, c.name AS c_name
  FROM app_person p INNER JOIN app_city c ON c.id = p.city_id
  WHERE p.age >= ? AND p.active = ? AND c.name LIKE ? ESCAPE '\\' AND NOT (p.sex = ?)
  ORDER BY p.age DESC, p.name LIMIT ?`

/** Against node:sqlite, in memory. `database` is empty and the project's. */
export async function onSqlite(database: Database, fill: () => Promise<unknown>): Promise<void> {
  await database.script(`${tables};`)
  await fill()
  const bare = new DatabaseSync(':memory:')
  bare.exec(tables)
  const insertCity = bare.prepare('INSERT INTO app_city (name) VALUES (?)')
  for (const { name } of cities) insertCity.run(name)
  const insert = bare.prepare(
    'INSERT INTO app_person (name, age, sex, phone, active, city_id) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertAll = () => {
    bare.exec('BEGIN')
    for (const { name, age, sex, phone, active, city } of people)
      insert.run(name, age, sex, phone, active ? 1 : 0, city)
    bare.exec('COMMIT')
  }
  insertAll()
  const everyone = bare.prepare(`SELECT ${columns} FROM app_person`)
  const one = bare.prepare(`SELECT ${columns} FROM app_person WHERE id = ?`)
  const list = bare.prepare(pageText)
  const other = 'node:sqlite'
  await compare(
    { name: '10,000 rows to model objects', ours: () => Promise.resolve(Person.all()), theirs: () => everyone.all() },
    other,
  )
  await compare(
    {
      name: '10,000 rows by key, one by one',
      async ours() {
        for (let i = 1; i <= count; i++) await Person.get({ id: i })
      },
      async theirs() {
        for (let i = 1; i <= count; i++) await one.get(i)
      },
    },
    other,
  )
  await compare(
    {
      name: '20 pages of 20 rows with a joined relation, warm plan',
      async ours() {
        for (let i = 0; i < 20; i++) await page(i)
      },
      async theirs() {
        for (let i = 0; i < 20; i++) await list.all(i, 1, 'City 1%', 'x', 20)
      },
    },
    other,
  )
  await compare(
    {
      name: '10,000 rows inserted in bulk',
      async ours() {
        await Person.bulkCreate(people)
        await database.script(`DELETE FROM app_person WHERE id > ${count}`)
      },
      theirs() {
        insertAll()
        bare.exec(`DELETE FROM app_person WHERE id > ${count}`)
      },
    },
    other,
  )
  bare.close()
}
