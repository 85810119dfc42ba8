import { deepText, nested, pageText, rowsByCity, withCity } from '../by-hand.ts'
import { type Open, peer } from '../contestant.ts'
import { personColumns } from '../tables.ts'

type Plain = Record<string, unknown>
interface Sql {
  (texts: TemplateStringsArray, ...values: unknown[]): Promise<Plain[]>
  (rows: readonly object[], ...columns: string[]): object
  unsafe(text: string, values?: unknown[], options?: object): Promise<Plain[]>
  end(): Promise<void>
}
const { default: postgres } = (await peer('postgres')) as { default: (options: object) => Sql }

const prepare = { prepare: true }

/** postgres.js on one connection, which prepares by itself and sends statements without waiting for answers. */
export const open: Open = async (place) => {
  if (place.kind !== 'postgres') return null
  const { host, port, user, password, database } = place
  const where = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  const sql = postgres({ ...where, user, password, database, max: 1, onnotice: () => {} })
  const one = (id: number) => sql.unsafe(`SELECT ${personColumns} FROM app_person WHERE id = $1`, [id], prepare)
  return {
    driver: 'by hand',
    script: (text) => sql.unsafe(text),
    get: async (id) => (await one(id))[0],
    rows: (count) => sql.unsafe(`SELECT ${personColumns} FROM app_person WHERE id <= $1`, [count], prepare),
    page: async (age) =>
      (await sql.unsafe(pageText('$', 'postgres'), [age, true, 'City%', 'x'], prepare)).map(withCity),
    async cities() {
      const cities = await sql`SELECT id, name FROM app_city WHERE id <= 1000`
      const text = `SELECT ${personColumns} FROM app_person WHERE city_id = ANY($1) ORDER BY city_id`
      return rowsByCity(cities, await sql.unsafe(text, [cities.map(({ id }) => id)], prepare))
    },
    deep: async () => (await sql.unsafe(deepText(), [], prepare)).map(nested),
    async insert(person) {
      const { name, age, sex, phone, active, city } = person
      const [back] = await sql`INSERT INTO app_person (name, age, sex, phone, active, city_id)
        VALUES (${name}, ${age}, ${sex}, ${phone}, ${active}, ${city}) RETURNING id`
      return { ...person, id: back!['id'] }
    },
    async bulk(people) {
      for (let at = 0; at < people.length; at += 5000) {
        const rows = people.slice(at, at + 5000).map(({ city, ...rest }) => ({ ...rest, city_id: city }))
        await sql`INSERT INTO app_person ${sql(rows, 'name', 'age', 'sex', 'phone', 'active', 'city_id')}`
      }
    },
    async save(id, age) {
      const [person] = await one(id)
      person!['age'] = age
      await sql`UPDATE app_person SET age = ${age} WHERE id = ${id}`
      return person
    },
    update: (id, age) => sql`UPDATE app_person SET age = ${age} WHERE id = ${id}`,
    close: () => sql.end(),
  }
}
