import { type Database, introspect, type TableDescription } from '../drivers/index.ts'
import type { DatabaseName, DatabaseValue, ModelRegistry } from '../query/index.ts'
import {
  type AlteredTable,
  type Fills,
  type SchemaEditor,
  schemaEditor,
  schemaFacts,
  type TableSchema,
} from '../sql/index.ts'
import { isSameType } from './drift/types.ts'
import { migrationErrors } from './errors.ts'
import { alone } from './execution/alone.ts'
import type { MigratedOrm } from './execution/migrate.ts'
import { hasMigrations, type MigratedApp } from './files/loader.ts'
import { type CurrentModels, stateFromRegistry } from './making/from-registry.ts'
import { withOwnFields } from './own-fields.ts'
import { type ModelState, type ProjectState, routed } from './state.ts'
import { hasColumn } from './tables/fields.ts'
import { fillsOf, knownValue } from './tables/fills.ts'
import { columnName } from './tables/names.ts'
import { tablesOf } from './tables/table-of.ts'

export interface CreateMissingTablesOptions {
  readonly orm: MigratedOrm & { readonly registry: ModelRegistry }
  readonly apps: readonly MigratedApp[]
  readonly database?: string
}

export interface MissingTables {
  /** Tables that were created. */
  readonly created: readonly string[]
  /** Columns that were added, as 'table.column'. */
  readonly added: readonly string[]
}

/**
 * Makes the tables of apps that have no `migrations` folder, and adds columns and indexes that are new: so that a single
 * file runs. It never drops or changes anything: where that would be needed it throws `NUAGES_MIGRATIONS_NOT_ADDITIVE`.
 * For embedded SQLite in development; whoever calls it decides that this is so.
 */
export function createMissingTables(options: CreateMissingTablesOptions): Promise<MissingTables> {
  return withOwnFields(options.orm, () => createMissing(options))
}

async function createMissing(options: CreateMissingTablesOptions): Promise<MissingTables> {
  const database = options.orm.database(options.database)
  const without = new Set(options.apps.filter((app) => !hasMigrations(app)).map((app) => app.label))
  const state = stateFromRegistry(options.orm.registry)
  const models = [...state.models.values()].filter(
    (model) => without.has(model.app) && options.orm.keeps?.(database, routed(model)) !== false,
  )
  if (models.length === 0 || (await missing(database, state, models)) === 0) return { created: [], added: [] }
  return alone(database, () => addMissing(database, state, models))
}

async function addMissing(
  database: Database,
  state: CurrentModels,
  models: readonly ModelState[],
): Promise<MissingTables> {
  const editor = schemaEditor(database)
  const created: TableSchema[] = []
  const altered: AlteredTable[] = []
  const added: string[] = []
  const tables = new Map((await introspect(database)).tables.map((table) => [table.name.toLowerCase(), table]))
  for (const model of models) {
    for (const [part, table] of tablesOf(state, model, database.database)) {
      const there = tables.get(table.name.toLowerCase())
      if (there === undefined) {
        created.push(table)
        continue
      }
      const before = knownPart(database.database, model.app, there, table)
      const news = table.columns.filter((column) => !before.columns.includes(column))
      const fills = part === '' ? newFills(state, model, new Set(news.map(({ name }) => name)), editor) : undefined
      const bare = news.find((column) => !column.null && !column.counts && fills?.get(column.name) === undefined)
      if (bare !== undefined && (await hasRows(database, table.name))) {
        const problem = `rows that are there have no value for ${bare.name}`
        throw migrationErrors.NOT_ADDITIVE({ app: model.app, table: table.name, problem })
      }
      altered.push({ from: before, to: table, ...(fills && { fills }) })
      added.push(...news.map((column) => `${table.name}.${column.name}`))
    }
  }
  await editor.change({ created, altered })
  return { created: created.map(({ name }) => name), added }
}

/** How many tables, columns and indexes are missing; looked up without taking the lock for writing. */
async function missing(database: Database, state: ProjectState, models: readonly ModelState[]): Promise<number> {
  const tables = new Map((await introspect(database)).tables.map((table) => [table.name.toLowerCase(), table]))
  let count = 0
  for (const model of models) {
    for (const table of tablesOf(state, model, database.database).values()) {
      const there = tables.get(table.name.toLowerCase())
      const before = there === undefined ? null : knownPart(database.database, model.app, there, table)
      if (before === null) count++
      else count += table.columns.length - before.columns.length + table.indexes.length - before.indexes.length
    }
  }
  return count
}

/** A type whatever its length, which is left as it is. */
const bare = (type: string) => type.replace(/\(.*\)/, '').trim()

/** What the database has of a table already. Throws where it has something else. */
function knownPart(database: DatabaseName, app: string, there: TableDescription, table: TableSchema): TableSchema {
  const fail = (problem: string) => migrationErrors.NOT_ADDITIVE({ app, table: table.name, problem })
  const columns = table.columns.filter((column) => {
    const found = there.columns.find((each) => each.name.toLowerCase() === column.name.toLowerCase())
    if (found === undefined) return false
    if (!isSameType(database, bare(found.type), bare(column.type)))
      throw fail(`column '${column.name}' is ${found.type}, the model says ${column.type}`)
    const saysNull = column.generated === null || schemaFacts(database).nullsOfComputed
    if (saysNull && found.null !== column.null)
      throw fail(`column '${column.name}' is ${found.null ? '' : 'not '}null, the model says otherwise`)
    return true
  })
  const left = there.columns.find(
    (each) =>
      !each.null &&
      each.default === null &&
      !each.identity &&
      each.generated === null &&
      !table.columns.some((column) => column.name.toLowerCase() === each.name.toLowerCase()),
  )
  if (left !== undefined) throw fail(`column '${left.name}' has no field any more, and needs a value in every row`)
  const names = new Set(there.indexes.map((index) => index.name))
  return { ...table, columns, indexes: table.indexes.filter((index) => names.has(index.name)) }
}

async function hasRows(database: Database, table: string): Promise<boolean> {
  const text = `SELECT 1 FROM "${table.replaceAll('"', '""')}" LIMIT 1`
  return (await database.all({ text, writes: false, wide: false }, [])).length > 0
}

/** What rows that are there get in new columns. */
function newFills(state: CurrentModels, model: ModelState, columns: ReadonlySet<string>, editor: SchemaEditor): Fills {
  const fills = new Map<string, DatabaseValue>()
  for (const [name, field] of Object.entries(model.fields)) {
    if (!hasColumn(field) || !columns.has(columnName(name, field))) continue
    const fill = knownValue(field, state.fields.get(field))?.value
    const found = fillsOf({ after: state, app: model.app, editor }, { model: model.name, name, field, fill })
    for (const [column, value] of found?.fills ?? []) fills.set(column, value)
  }
  return fills
}
