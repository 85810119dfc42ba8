import { deepText, nested, pageText, rowsByCity, withCity } from '../by-hand.ts'
import { type Open, peer } from '../contestant.ts'
import { personColumns } from '../tables.ts'

type Plain = Record<string, unknown>
interface Client {
  connect(): Promise<void>
  query(query: { name?: string; text: string; values?: unknown[] }): Promise<{ rows: Plain[]; rowCount: number }>
  end(): Promise<void>
}
const { default: pg } = (await peer('pg')) as { default: { Client: new (options: object) => Client } }

const insertText = `INSERT INTO app_person (name, age, sex, phone, active, city_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`
const bulkText = `INSERT INTO app_person (name, age, sex, phone, active, city_id)
  SELECT * FROM unnest($1::varchar[], $2::integer[], $3::varchar[], $4::varchar[], $5::boolean[], $6::integer[])`

/** One connection and named statements. */
export const open: Open = async (place) => {
  if (place.kind !== 'postgres') return null
  const { host, port, user, password, database } = place
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  const send = async (name: string, text: string, ...values: unknown[]) =>
    (await client.query({ name, text, values })).rows
  const one = (id: number) => send('one', `SELECT ${personColumns} FROM app_person WHERE id = $1`, id)
  const update = (id: number, age: number) => send('update', 'UPDATE app_person SET age = $1 WHERE id = $2', age, id)
  return {
    driver: 'by hand',
    script: (text) => client.query({ text }),
    get: async (id) => (await one(id))[0],
    rows: (count) => send('rows', `SELECT ${personColumns} FROM app_person WHERE id <= $1`, count),
    page: async (age) => (await send('page', pageText('$', 'postgres'), age, true, 'City%', 'x')).map(withCity),
    async cities() {
      const cities = await send('cities', 'SELECT id, name FROM app_city WHERE id <= $1', 1000)
      const text = `SELECT ${personColumns} FROM app_person WHERE city_id = ANY($1) ORDER BY city_id`
      return rowsByCity(
        cities,
        await send(
          'peopleOf',
          text,
          cities.map(({ id }) => id),
        ),
      )
    },
    deep: async () => (await send('deep', deepText())).map(nested),
    async insert(person) {
      const { name, age, sex, phone, active, city } = person
      const [back] = await send('insert', insertText, name, age, sex, phone, active, city)
      return { ...person, id: back!['id'] }
    },
    bulk: (people) =>
      send(
        'bulk',
        bulkText,
        people.map(({ name }) => name),
        people.map(({ age }) => age),
        people.map(({ sex }) => sex),
        people.map(({ phone }) => phone),
        people.map(({ active }) => active),
        people.map(({ city }) => city),
      ),
    async save(id, age) {
      const [person] = await one(id)
      person!['age'] = age
      await update(id, age)
      return person
    },
    update,
    close: () => client.end(),
  }
}
