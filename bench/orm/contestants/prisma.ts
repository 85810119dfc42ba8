import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Open, type Place, peer } from '../contestant.ts'
import { depth } from '../tables.ts'

/** Generated clients live in a folder that is not kept. */
const generated = join(import.meta.dirname, '../../results/prisma')

const schema = (provider: string) => `generator client {
  provider     = "prisma-client"
  output       = "./client"
  runtime      = "nodejs"
  moduleFormat = "esm"
}
datasource db {
  provider = "${provider}"
}
model City {
  id     Int      @id @default(autoincrement())
  name   String
  people Person[]
  @@map("app_city")
}
model Person {
  id     Int     @id @default(autoincrement())
  name   String
  age    Int
  sex    String
  phone  String
  active Boolean
  cityId Int     @map("city_id")
  city   City    @relation(fields: [cityId], references: [id])
  @@map("app_person")
}
model Place {
  id       Int     @id @default(autoincrement())
  name     String
  aroundId Int?    @map("around_id")
  around   Place?  @relation("around", fields: [aroundId], references: [id])
  inside   Place[] @relation("around")
  @@map("app_place")
}
`

/** Generating needs no engine, but the command stops where it cannot find one: it gets a program that does nothing. */
async function clientOf(provider: 'sqlite' | 'postgresql') {
  const folder = join(generated, provider)
  const client = join(folder, 'client/client.ts')
  if (!existsSync(client)) {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'schema.prisma')
    writeFileSync(file, schema(provider))
    const command = join(import.meta.dirname, '../../node_modules/prisma/build/index.js')
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' }
    const { status, stderr } = spawnSync(process.execPath, [command, 'generate', '--schema', file], { env })
    if (status !== 0 || !existsSync(client)) throw new Error(`prisma generate: ${String(stderr).trim()}`)
  }
  return (await peer(client)).PrismaClient
}

/** Joins by itself the keys that `findUnique` is asked for in one turn of the event loop. */
export const open: Open = async (place) => {
  const db = await (place.kind === 'sqlite' ? sqlite : postgres)(place)
  let around: object | true = true
  for (let i = 1; i < depth; i++) around = { include: { around } }
  const written = ({ city: cityId, ...rest }: { city: number }) => ({ ...rest, cityId })
  return {
    driver: place.kind === 'sqlite' ? 'better-sqlite3, its own adapter' : 'pg, its own adapter',
    script: (text) => db.$executeRawUnsafe(text),
    get: (id) => db.person.findUnique({ where: { id } }),
    rows: (count) => db.person.findMany({ where: { id: { lte: count } } }),
    page: (age) =>
      db.person.findMany({
        where: { age: { gte: age }, active: true, city: { name: { startsWith: 'City' } }, NOT: { sex: 'x' } },
        include: { city: true },
        orderBy: { id: 'asc' },
        take: 100,
      }),
    cities: () => db.city.findMany({ where: { id: { lte: 1000 } }, include: { people: true } }),
    deep: () => db.place.findMany({ where: { id: { gt: 900 } }, include: { around } }),
    insert: (person) => db.person.create({ data: written(person) }),
    bulk: (people) => db.person.createMany({ data: people.map(written) }),
    async save(id, age) {
      await db.person.findUnique({ where: { id } })
      return db.person.update({ where: { id }, data: { age } })
    },
    update: (id, age) => db.person.updateMany({ where: { id }, data: { age } }),
    close: () => db.$disconnect(),
  }
}

async function sqlite(place: Place) {
  const { PrismaBetterSqlite3 } = await peer('@prisma/adapter-better-sqlite3')
  const PrismaClient = await clientOf('sqlite')
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: (place as { file: string }).file }) })
}

async function postgres(place: Place) {
  const { PrismaPg } = await peer('@prisma/adapter-pg')
  const PrismaClient = await clientOf('postgresql')
  const { host, port, user, password, database } = place as Extract<Place, { kind: 'postgres' }>
  return new PrismaClient({ adapter: new PrismaPg({ host, port, user, password, database }) })
}
