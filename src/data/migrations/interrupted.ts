import { type Database, introspect, type TableDescription } from '../drivers/index.ts'
import type { RoutedModel } from '../orm/index.ts'
import type { DatabaseName } from '../query/index.ts'
import { type AlteredTable, quote, schemaEditor, type TableSchema } from '../sql/index.ts'
import { changeOf, type Way } from './direction.ts'
import { type Difference, differencesOf } from './drift/compare.ts'
import { reading } from './own-tables.ts'
import { type ProjectState, routed, sameState } from './state.ts'
import type { Step } from './steps.ts'
import { tablesOf } from './tables/table-of.ts'

/** What became of an operation that was begun: it is done, it is not, or nobody can tell, and what was found. */
export type Outcome = { readonly done: boolean } | { readonly done: null; readonly found: string }

/** Operations that do to the tables what they do to the state, no more and no less. */
const told = new Set([
  'createModel',
  'deleteModel',
  'addField',
  'alterField',
  'removeField',
  'renameField',
  'renameModel',
  'addIndex',
  'removeIndex',
  'addConstraint',
  'removeConstraint',
  'alterUniqueTogether',
  'alterModelTable',
  'alterModelComment',
  'renameIndex',
])

/** Those that may be done twice. */
const harmless = new Set(['alterModelOptions', 'validateConstraint'])

/** A table before a step and after it, null where there is none, and as it is. */
interface Table {
  readonly name: string
  readonly before: TableSchema | null
  readonly after: TableSchema | null
  readonly live: TableDescription | undefined
}

/**
 * Holds an operation that was begun, and then interrupted, against the tables that are there. As they are before it: it is to be
 * done again. As after it: it is done. Where some are this and some are that, or only lack what is put on last, it is brought to
 * its end here. Everything else is for a person to decide.
 */
export async function settle(way: Way, step: Step): Promise<Outcome> {
  const { database, direction } = way
  const { operation } = step
  if (harmless.has(operation.kind)) return { done: false }
  if (!told.has(operation.kind)) return { done: null, found: 'Whether it was done cannot be told from the tables.' }
  const change = changeOf(way, step)
  const changed = changedTables(change.before, change.after, database.database, change.keeps)
  if (database.database === 'postgres') await dropInvalidIndexes(database, changed)
  const live = new Map((await introspect(database)).tables.map((table) => [table.name, table]))
  const tables = changed.map((table): Table => ({ ...table, live: live.get(table.name) }))
  const compared = tables.map((table) => compare(database.database, table))
  if (compared.every(({ form }) => form === 'before')) return { done: false }
  if (compared.every(({ form }) => form === 'after')) return { done: true }
  const strange = compared.filter(({ form }) => form === 'neither')
  if (strange.length > 0)
    return { done: null, found: strange.map(({ table, differences }) => say(table, differences)).join(' ') }
  const editor = schemaEditor(database)
  await editor.change({ altered: compared.flatMap(({ unfinished }) => unfinished ?? []) })
  editor.settled = new Set(compared.filter(({ form }) => form !== 'before').map(({ table }) => table.name))
  await operation[direction]({ ...change, editor })
  return { done: true }
}

interface Compared {
  readonly table: Table
  /** `unfinished` lacks only what an operation puts on last. */
  readonly form: 'before' | 'after' | 'unfinished' | 'neither'
  readonly unfinished?: AlteredTable
  readonly differences: readonly Difference[]
}

function compare(database: DatabaseName, table: Table): Compared {
  const { before, after, live } = table
  const is = (schema: TableSchema | null) =>
    schema === null ? live === undefined : live !== undefined && differencesOf(database, schema, live).length === 0
  if (is(after)) return { table, form: 'after', differences: [] }
  // Foreign keys are taken away first, and may be gone.
  if (is(before) || (before !== null && live !== undefined && is(withoutMissingKeys(before, live))))
    return { table, form: 'before', differences: [] }
  if (after === null || live === undefined) return { table, form: 'neither', differences: [] }
  const from = withoutMissingKeys(withoutMissingIndexes(withFills(after, before, live), live), live)
  if (is(from)) return { table, form: 'unfinished', unfinished: { from, to: after }, differences: [] }
  return { table, form: 'neither', differences: differencesOf(database, after, live) }
}

/** A table without the foreign keys that it should have and has not. */
function withoutMissingKeys(table: TableSchema, live: TableDescription): TableSchema {
  const has = new Set(live.foreignKeys.flatMap(({ columns }) => (columns.length === 1 ? columns : [])))
  return {
    ...table,
    columns: table.columns.map((column) => (has.has(column.name) ? column : { ...column, references: null })),
  }
}

function withoutMissingIndexes(table: TableSchema, live: TableDescription): TableSchema {
  const has = new Set(live.indexes.map(({ name }) => name))
  return { ...table, indexes: table.indexes.filter(({ name }) => has.has(name)) }
}

/** A table whose new columns still have the default by which the rows that were there got their value. */
function withFills(table: TableSchema, before: TableSchema | null, live: TableDescription): TableSchema {
  const old = new Set(before?.columns.map(({ name }) => name))
  return {
    ...table,
    columns: table.columns.map((column) => {
      const given = live.columns.find(({ name }) => name === column.name)?.default ?? null
      return before === null || old.has(column.name) || given === null ? column : { ...column, default: given }
    }),
  }
}

/** The tables that differ between two states, in the order of their names. */
function changedTables(
  before: ProjectState,
  after: ProjectState,
  database: DatabaseName,
  keeps: (model: RoutedModel) => boolean,
): readonly Omit<Table, 'live'>[] {
  const [old, next] = [tablesIn(before, database, keeps), tablesIn(after, database, keeps)]
  const names = [...new Set([...old.keys(), ...next.keys()])].sort()
  return names.flatMap((name) => {
    const table = { name, before: old.get(name) ?? null, after: next.get(name) ?? null }
    return sameState(table.before, table.after) ? [] : [table]
  })
}

function tablesIn(
  state: ProjectState,
  database: DatabaseName,
  keeps: (model: RoutedModel) => boolean,
): ReadonlyMap<string, TableSchema> {
  const models = [...state.models.values()].filter((model) => keeps(routed(model)))
  const tables = models.flatMap((model) => [...tablesOf(state, model, database).values()])
  return new Map(tables.map((table) => [table.name, table]))
}

/** What an index is, that was being built concurrently when its builder was interrupted: nobody uses it, and its name is taken. */
async function dropInvalidIndexes(database: Database, tables: readonly Omit<Table, 'live'>[]): Promise<void> {
  const names = new Set(
    tables
      .flatMap(({ before, after }) => [before, after].flatMap((each) => each?.indexes ?? []))
      .map(({ name }) => name),
  )
  const rows = await database.all(
    reading(`SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE NOT i.indisvalid AND pg_table_is_visible(c.oid)`),
    [],
  )
  for (const [name] of rows)
    if (names.has(String(name))) await database.script(`DROP INDEX CONCURRENTLY IF EXISTS ${quote(String(name))}`)
}

function say({ name, live, after }: Table, differences: readonly Difference[]): string {
  if (live === undefined) return `Table '${name}' is not there.`
  if (after === null) return `Table '${name}' is neither as it was nor gone.`
  const list = differences.map(({ kind, column, name: rule, expected, actual }) => {
    const part = column ?? rule
    return `${kind}${part === undefined ? '' : ` '${part}'`} is ${actual ?? 'not there'}, and ${expected ?? 'nothing'} is to be there`
  })
  return `Table '${name}' is neither as before nor as after it: ${list.join('; ')}.`
}
