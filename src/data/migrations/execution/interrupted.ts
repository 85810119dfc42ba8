import { type Database, introspect, type TableDescription } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { type AlteredTable, quote, schemaEditor, schemaFacts, type TableSchema } from '../../sql/index.ts'
import { type Difference, type DifferenceKind, differencesOf } from '../drift/compare.ts'
import { wordsOf } from '../drift/twins.ts'
import { reading } from '../history/own-tables.ts'
import { type ProjectState, routed, sameState } from '../state.ts'
import { tablesOf } from '../tables/table-of.ts'
import { changeOf, type Way } from './direction.ts'
import type { Step } from './steps.ts'

/** What became of an operation that was begun: it is done, it is not, or nobody can tell, and what was found. */
export type Outcome = { readonly done: boolean } | { readonly done: null; readonly found: string }

/** Operations that do to the tables what they do to the state, no more and no less. */
const plain = new Set([
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
  if (!plain.has(operation.kind)) return { done: null, found: 'Whether it was done cannot be told from the tables.' }
  const change = changeOf(way, step)
  const changed = changedTables(change.before, change.after, database.database, change.keeps)
  if (database.database === 'postgres') await dropInvalidIndexes(database, changed)
  const { stored } = schemaFacts(database.database)
  const live = new Map((await introspect(database)).tables.map((table) => [stored(table.name), table]))
  const compared: Compared[] = []
  for (const table of changed) compared.push(await compare(database, { ...table, live: live.get(stored(table.name)) }))
  if (compared.every(({ form }) => form === 'before')) return { done: false }
  if (compared.every(({ form }) => form === 'after')) return { done: true }
  const strange = compared.flatMap((each) => (each.form === 'neither' ? [each] : []))
  if (strange.length > 0) return { done: null, found: strange.map(told).join(' ') }
  const editor = schemaEditor(database)
  await editor.change({ altered: compared.flatMap((each) => (each.form === 'unfinished' ? [each.rest] : [])) })
  editor.settled = new Set(compared.flatMap(({ form, table }) => (form === 'before' ? [] : [table.name])))
  await operation[direction]({ ...change, editor })
  return { done: true }
}

type Compared = { readonly table: Table } & (
  | { readonly form: 'before' | 'after' }
  /** It only lacks what an operation puts on last: what is left to do. */
  | { readonly form: 'unfinished'; readonly rest: AlteredTable }
  | { readonly form: 'neither'; readonly differences: readonly Difference[] }
)

async function compare(database: Database, table: Table): Promise<Compared> {
  const { before, after, live } = table
  const is = async (schema: TableSchema | null) =>
    schema === null
      ? live === undefined
      : live !== undefined && (await differences(database, schema, live)).length === 0
  if (await is(after)) return { table, form: 'after' }
  if (await is(before)) return { table, form: 'before' }
  if (live !== undefined) {
    // Foreign keys are taken away first, and may be gone.
    if (before !== null && (await is(withoutMissingKeys(before, live)))) return { table, form: 'before' }
    if (after !== null) {
      const from = withoutMissingKeys(withoutMissingIndexes(withFills(after, before, live), live), live)
      if (await is(from)) return { table, form: 'unfinished', rest: { from, to: after } }
      return { table, form: 'neither', differences: await differences(database, after, live) }
    }
  }
  return { table, form: 'neither', differences: [] }
}

async function differences(
  database: Database,
  schema: TableSchema,
  live: TableDescription,
): Promise<readonly Difference[]> {
  const words = await wordsOf(database, [schema])
  return differencesOf(database.database, schema, live, words.get(schema.name))
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

function told({ table: { name, live, after }, differences }: Extract<Compared, { form: 'neither' }>): string {
  if (live === undefined) return `Table '${name}' is not there.`
  if (after === null) return `Table '${name}' is neither as it was before nor gone.`
  const list = differences.map(({ kind, column, name: rule, expected, actual }) => {
    const part = column ?? rule
    return `${kinds[kind]}${part === undefined ? '' : ` '${part}'`} should be ${expected ?? 'gone'} and is ${actual ?? 'not there'}`
  })
  return `Table '${name}' is neither as before nor as after it. To be as after it, ${list.join('; ')}.`
}

const kinds: Readonly<Record<DifferenceKind, string>> = {
  table: 'the table',
  column: 'the column',
  type: 'the type of',
  null: 'the nulls of',
  default: 'the default of',
  generated: 'the value of',
  identity: 'the counting of',
  comment: 'the comment of',
  collation: 'the collation of',
  primaryKey: 'the primary key',
  unique: 'the unique rule of',
  index: 'the index',
  check: 'the check',
  foreignKey: 'the foreign key of',
}
