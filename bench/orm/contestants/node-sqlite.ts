import { DatabaseSync } from 'node:sqlite'
import { deepText, nested, pageText, rowsByCity, withCity } from '../by-hand.ts'
import type { Open } from '../contestant.ts'
import { personColumns } from '../tables.ts'

/** Statements prepared once, rows as objects: what somebody writes who needs no ORM. */
export const open: Open = async (place) => {
  if (place.kind !== 'sqlite') return null
  const db = new DatabaseSync(place.file)
  const prepared = () => ({
    one: db.prepare(`SELECT ${personColumns} FROM app_person WHERE id = ?`),
    some: db.prepare(`SELECT ${personColumns} FROM app_person WHERE id <= ?`),
    page: db.prepare(pageText('?', 'sqlite')),
    cities: db.prepare('SELECT id, name FROM app_city WHERE id <= ?'),
    peopleOf: db.prepare(
      `SELECT ${personColumns} FROM app_person WHERE city_id IN (SELECT value FROM json_each(?)) ORDER BY city_id`,
    ),
    deep: db.prepare(deepText()),
    insert: db.prepare('INSERT INTO app_person (name, age, sex, phone, active, city_id) VALUES (?, ?, ?, ?, ?, ?)'),
    update: db.prepare('UPDATE app_person SET age = ? WHERE id = ?'),
  })
  let ready: ReturnType<typeof prepared> | undefined
  const statements = () => (ready ??= prepared())
  return {
    driver: 'by hand',
    script: (text) => db.exec(text),
    get: (id) => statements().one.get(id),
    rows: (count) => statements().some.all(count),
    page: (age) => statements().page.all(age, 1, 'City%', 'x').map(withCity),
    cities() {
      const cities = statements().cities.all(1000)
      return rowsByCity(cities, statements().peopleOf.all(JSON.stringify(cities.map(({ id }) => id))))
    },
    deep: () => statements().deep.all().map(nested),
    insert(person) {
      const { name, age, sex, phone, active, city } = person
      const { lastInsertRowid } = statements().insert.run(name, age, sex, phone, active ? 1 : 0, city)
      return { ...person, id: Number(lastInsertRowid) }
    },
    bulk(people) {
      const { insert } = statements()
      db.exec('BEGIN')
      for (const { name, age, sex, phone, active, city } of people)
        insert.run(name, age, sex, phone, active ? 1 : 0, city)
      db.exec('COMMIT')
    },
    save(id, age) {
      const person = statements().one.get(id)!
      person['age'] = age
      statements().update.run(age, id)
      return person
    },
    update: (id, age) => statements().update.run(age, id).changes,
    close: () => db.close(),
  }
}
