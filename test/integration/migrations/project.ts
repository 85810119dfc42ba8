import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import type { MigratedApp } from '../../../src/data/migrations/index.ts'
import { mariadb, postgres, type Server } from '../../support/scratch.ts'
import { onServer } from '../../support/servers.ts'
import { mariadbServer, skipWithout } from '../../support/services.ts'
import { file, shapeOf, workshop } from '../../unit/migrations/helpers.ts'

/** A kind of database that migrations are run on, again and again from nothing. */
export interface Place {
  readonly label: string
  readonly skip: string | false
  /** An empty database: its URL. What is opened there has to be closed before the next one is asked for. */
  empty(): Promise<string>
  drop(): Promise<void>
}

async function onFiles(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-places-'))
  let count = 0
  return {
    label: 'SQLite',
    skip: false,
    empty: async () => `sqlite:${join(folder, `${++count}.sqlite3`)}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function on(server: Server, empty: (name: string, url: string) => Promise<void>): Promise<Place> {
  const skip = await skipWithout(server.service)
  const scratch = skip === false ? await server.scratch() : null
  return {
    label: server.label,
    skip,
    async empty() {
      await empty(scratch!.name, scratch!.url)
      return scratch!.url
    },
    drop: async () => scratch?.drop(),
  }
}

/** All kinds of databases; those whose server is not there say why they are skipped. */
export const places = (): Promise<Place[]> =>
  Promise.all([
    onFiles(),
    on(postgres, async (_, url) => {
      const database = await openDatabase(url)
      await database.script('SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      await database.close()
    }),
    on(mariadb, async (name) => {
      await onServer(mariadbServer, `DROP DATABASE "${name}"`)
      await onServer(mariadbServer, `CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`)
    }),
  ])

/** Migrations of every kind over tables with rows, as an app in a folder of its own. */
export function eventful(t: TestContext, atomic = false): MigratedApp[] {
  const directory = workshop(t)
  const id = 'id: m.field.bigAuto({ primaryKey: true })'
  const char = (options: string) => `m.field.char({ maxLength: 40, ${options} })`
  const to = (label: string) => `m.field.foreignKey('app.${label}', { onDelete: 'cascade' })`
  const write = (name: string, after: string | null, operations: readonly string[]) =>
    file(
      directory,
      'app',
      name,
      `atomic: ${atomic}, dependencies: ${after === null ? '[]' : `[['app', '${after}']]`}, operations: [${operations.join(',\n')}]`,
    )
  write('0001_initial', null, [
    `m.createModel({ name: 'Author', fields: { code: m.field.char({ maxLength: 8, primaryKey: true }) } })`,
    `m.createModel({ name: 'Tag', fields: { ${id}, word: ${char('unique: true')} } })`,
    `m.createModel({ name: 'Book', fields: { ${id}, title: ${char('')}, pages: m.field.integer(), author: ${to('Author')},
      tags: m.field.manyToMany('app.Tag'), old: m.field.text({ null: true }) } })`,
    `m.run(async (apps) => {
      await apps.model('app.Author').create({ code: 'A' })
      const tag = await apps.model('app.Tag').create({ word: 'new' })
      for (let i = 0; i < 6; i++) {
        const book = await apps.model('app.Book').create({ id: i + 1, title: 'T' + i, pages: i, author: 'A', old: i % 2 ? 'x' : null })
        await book.tags.add(tag)
      }
    }, async (apps) => { await apps.model('app.Book').all().delete() })`,
  ])
  write('0002_much', '0001_initial', [
    `m.addField({ model: 'book', name: 'note', field: ${char('')}, fill: 'filled' })`,
    `m.addField({ model: 'book', name: 'slug', field: ${char('null: true')} })`,
    `m.run(async (apps) => {
      for (const book of await apps.model('app.Book').all()) {
        if (book.id % 2) continue
        book.slug = 's' + book.id
        book.pages += 100
        await book.save()
      }
    }, async (apps) => { for (const book of await apps.model('app.Book').all()) if (book.id % 2 === 0) { book.pages -= 100; await book.save() } })`,
    `m.alterField({ model: 'book', name: 'slug', field: ${char('')}, fill: 'none' })`,
    `m.addIndex({ model: 'book', index: { name: 'book_pages', fields: ['pages', 'slug'] } })`,
    `m.addConstraint({ model: 'book', constraint: { kind: 'check', name: 'book_positive', check: { pages__gte: 0 } } })`,
    `m.renameField({ model: 'book', from: 'title', to: 'headline' })`,
    `m.alterField({ model: 'author', name: 'code', field: m.field.char({ maxLength: 12, primaryKey: true }) })`,
    `m.createModel({ name: 'Review', fields: { ${id}, book: ${to('Book')}, author: ${to('Author')}, readers: m.field.manyToMany('app.Author') } })`,
    `m.run(async (apps) => {
      for (const book of await apps.model('app.Book').all()) await apps.model('app.Review').create({ id: book.id, book, author: 'A' })
    }, async (apps) => { await apps.model('app.Review').all().delete() })`,
  ])
  write('0003_more', '0002_much', [
    `m.renameModel({ from: 'Review', to: 'Critique' })`,
    `m.alterField({ model: 'book', name: 'pages', field: m.field.bigInteger() })`,
    `m.removeField({ model: 'book', name: 'old' })`,
    `m.alterField({ model: 'critique', name: 'author', field: m.field.foreignKey('app.Author', { onDelete: 'cascade', null: true, index: false }) })`,
    `m.removeIndex({ model: 'book', name: 'book_pages' })`,
    `m.removeField({ model: 'book', name: 'tags' })`,
    `m.deleteModel({ name: 'Tag' })`,
  ])
  return [{ label: 'app', dir: join(directory, 'app') }]
}

/** What a database holds: its tables as they are made, their rows, and what is recorded. */
export async function contentOf(database: Database): Promise<unknown> {
  const read = async (text: string) => database.all({ text, writes: false, wide: false }, [])
  const shape = await shapeOf(database)
  const rows: Record<string, unknown> = {}
  for (const { name, columns } of shape) {
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    rows[name] = (await read(`SELECT ${list} FROM "${name}"`)).map((row) => JSON.stringify(row.map(String))).sort()
  }
  const history = await read('SELECT app, name FROM django_migrations ORDER BY app, name')
  const journal = await read(
    'SELECT app, name, digests, moving, standing, begun FROM nuages_migrations ORDER BY app, name',
  )
  return { shape, rows, history, journal }
}
