/** A process of its own, which reads all people and prints by how many MiB it grew: `memory.ts` starts it. */
import { DatabaseSync } from 'node:sqlite'
import { connect } from '../../src/data/orm/connect.ts'
import { type Place, peer, type Untyped } from './contestant.ts'
import { City, Person, Place as PlaceModel } from './models.ts'
import { count, personColumns } from './tables.ts'

const [way, text] = process.argv.slice(2)
const place = JSON.parse(text!) as Place
const everyone = `SELECT ${personColumns} FROM app_person WHERE id <= ${count}`

/** Each makes itself ready, and gives what reads. */
const ways: Readonly<Record<string, () => Promise<() => AsyncIterable<unknown> | Iterable<unknown>>>> = {
  async 'nuages, streamed'() {
    await nuages()
    return () => Person.filter({ id__lte: count })
  },
  async 'nuages, all at once'() {
    await nuages()
    return async function* () {
      yield* await Person.filter({ id__lte: count })
    }
  },
  async 'by hand, streamed'() {
    if (place.kind === 'postgres') {
      const client = await pgClient(place)
      return async function* () {
        await client.query(`BEGIN; DECLARE everyone CURSOR FOR ${everyone}`)
        for (;;) {
          const { rows } = await client.query('FETCH 2000 FROM everyone')
          yield* rows
          if (rows.length < 2000) break
        }
        await client.query('COMMIT')
      }
    }
    const statement = new DatabaseSync(place.file).prepare(everyone)
    return () => statement.iterate()
  },
  async 'by hand, all at once'() {
    if (place.kind === 'postgres') {
      const client = await pgClient(place)
      return async function* () {
        yield* (await client.query(everyone)).rows
      }
    }
    const statement = new DatabaseSync(place.file).prepare(everyone)
    return () => statement.all()
  },
}

const nuages = () =>
  connect(place.kind === 'sqlite' ? `sqlite:${place.file}` : place.url, { models: { City, Person, Place: PlaceModel } })

async function pgClient({
  host,
  port,
  user,
  password,
  database,
}: Extract<Place, { kind: 'postgres' }>): Promise<Untyped> {
  const { default: pg } = await peer('pg')
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  return client
}

const read = await ways[way!]!()
globalThis.gc?.()
const before = process.memoryUsage.rss()
let peak = before
let seen = 0
for await (const _ of read()) if (++seen % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss())
if (seen !== count) throw new Error(`${way}: ${seen} rows`)
process.stdout.write(String((peak - before) / 2 ** 20))
process.exit(0)
