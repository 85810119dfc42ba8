/**
 * `npm run bench -- orm`: how long rows take through the ORM, as a ratio to node:sqlite doing the same by hand. Rounds are
 * interleaved, so that a busy machine disturbs both sides; the interval is the middle half of the rounds' ratios.
 */
import { DatabaseSync } from 'node:sqlite'
import { provide, runInScope } from '../../src/base/context/index.ts'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { field } from '../../src/data/orm/field.ts'
import { Model } from '../../src/data/orm/model.ts'
import { createOrm, ormService } from '../../src/data/orm/orm.ts'
import { buildRegistry } from '../../src/data/orm/registry.ts'

class Person extends Model {
  name = field.char({ maxLength: 50 })
  age = field.integer()
  sex = field.char({ maxLength: 10 })
  phone = field.char({ maxLength: 20 })
  active = field.boolean({ default: true })
}

const count = 10_000
const table = `CREATE TABLE app_person (id integer PRIMARY KEY AUTOINCREMENT, name varchar(50) NOT NULL,
  age integer NOT NULL, sex varchar(10) NOT NULL, phone varchar(20) NOT NULL, active bool NOT NULL)`
const columns = 'id, name, age, sex, phone, active'

const bare = new DatabaseSync(':memory:')
bare.exec(table)
const insert = bare.prepare('INSERT INTO app_person (name, age, sex, phone, active) VALUES (?, ?, ?, ?, ?)')
bare.exec('BEGIN')
for (let i = 0; i < count; i++) insert.run(`Name ${i}`, i % 90, i % 2 ? 'f' : 'm', `0${i}`, i % 3 ? 1 : 0)
bare.exec('COMMIT')
const everyone = bare.prepare(`SELECT ${columns} FROM app_person`)
const one = bare.prepare(`SELECT ${columns} FROM app_person WHERE id = ?`)

const database = await openDatabase('sqlite::memory:')
await database.script(`${table};`)
const orm = createOrm({
  registry: buildRegistry([{ label: 'app', models: { Person } }]),
  databases: { default: database },
})
const scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }

interface Contest {
  readonly name: string
  readonly ours: () => Promise<unknown>
  readonly theirs: () => unknown
}

const people = Array.from({ length: count }, (_, i) => ({
  name: `Name ${i}`,
  age: i % 90,
  sex: i % 2 ? 'f' : 'm',
  phone: `0${i}`,
  active: i % 3 > 0,
}))

const contests: Contest[] = [
  {
    name: '10,000 rows to model objects',
    ours: () => Promise.resolve(Person.all()),
    theirs: () => everyone.all(),
  },
  {
    name: '10,000 rows by key, one by one',
    ours: async () => {
      for (let i = 1; i <= count; i++) await Person.get({ id: i })
    },
    theirs: async () => {
      for (let i = 1; i <= count; i++) await one.get(i)
    },
  },
  {
    name: '10,000 rows inserted in bulk',
    ours: async () => {
      await Person.bulkCreate(people)
      await database.script(`DELETE FROM app_person WHERE id > ${count}`)
    },
    theirs: () => {
      bare.exec('BEGIN')
      for (const { name, age, sex, phone, active } of people) insert.run(name, age, sex, phone, active ? 1 : 0)
      bare.exec('COMMIT')
      bare.exec(`DELETE FROM app_person WHERE id > ${count}`)
    },
  },
]

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor((sorted.length - 1) * q)]!

await runInScope(scope, async () => {
  await Person.bulkCreate(people)
  for (const { name, ours, theirs } of contests) {
    for (let i = 0; i < 3; i++) {
      await ours()
      await theirs()
    }
    const ratios: number[] = []
    const best = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY }
    for (let round = 0; round < 25; round++) {
      const first = round % 2 === 0
      const before = first ? await timed(theirs) : 0
      const mine = await timed(ours)
      const other = first ? before : await timed(theirs)
      best.ours = Math.min(best.ours, mine)
      best.theirs = Math.min(best.theirs, other)
      ratios.push(mine / other)
    }
    ratios.sort((a, b) => a - b)
    const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q).toFixed(2))
    console.log(
      `${name}: ${middle} × node:sqlite (${low} to ${high}); best ${best.ours.toFixed(1)} ms, by hand ${best.theirs.toFixed(1)} ms`,
    )
  }
})
await database.close()
