import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Database, introspect, openDatabase } from '../../../src/data/drivers/index.ts'
import { autodetect, type Draft } from '../../../src/data/migrations/autodetector/index.ts'
import { Executor } from '../../../src/data/migrations/execution/executor.ts'
import { placed, stateAfter } from '../../../src/data/migrations/files/loader.ts'
import { isOwnTable } from '../../../src/data/migrations/history/own-tables.ts'
import {
  type Answers,
  answered,
  type FieldStates,
  field,
  type ModelOptions,
  type ModelState,
  type Operation,
  type ProjectState,
} from '../../../src/data/migrations/index.ts'
import { emptyState, keyOf } from '../../../src/data/migrations/state.ts'
import { defineModel, fieldFromState } from '../../../src/data/orm/index.ts'

export const root = join(import.meta.dirname, '../../..')
export const code = (name: string) => ({ code: `NUAGES_${name}` })
export const key = field.bigAuto({ primaryKey: true })

/** A model's state, with an `id` where no field says that it is the key. */
export function model(app: string, name: string, fields: FieldStates, options: ModelOptions = {}): ModelState {
  const keyed = Object.values(fields).some((each) => each.options.primaryKey === true)
  return { app, name, fields: keyed ? fields : { id: key, ...fields }, options }
}

export function stateOf(...models: readonly ModelState[]): ProjectState {
  return { models: new Map(models.map((each) => [keyOf(each.app, each.name), each])) }
}

/** Model classes as a program would have them. */
export function classesOf(...models: readonly ModelState[]): Record<string, object> {
  return Object.fromEntries(
    models.map(({ name, fields, options }) => [
      name,
      defineModel({
        name,
        fields: Object.fromEntries(Object.entries(fields).map(([each, state]) => [each, fieldFromState(state)])),
        meta: options,
      }),
    ]),
  )
}

export const detect = (before: ProjectState, after: ProjectState, answers: Answers = {}): Promise<Draft[]> =>
  autodetect(before, after, answered(answers))

/** What drafts would do, 'app: operation' by line. */
export function lines(drafts: readonly Draft[]): string[] {
  return drafts.flatMap((draft) => draft.operations.map((each) => `${draft.app}: ${each.description}`))
}

export async function memory(t: TestContext): Promise<Database> {
  const database = await openDatabase('sqlite::memory:')
  t.after(() => database.close())
  return database
}

let counter = 0

/** Applies operations as one migration; gives the state after them. */
export async function apply(
  database: Database,
  state: ProjectState,
  app: string,
  operations: readonly Operation[],
): Promise<{ state: ProjectState; undo: () => Promise<boolean> }> {
  const migration = placed(app, `${++counter}_test`, { operations })
  const executor = new Executor(database)
  await executor.apply(migration, state, false)
  return { state: stateAfter(state, migration), undo: () => executor.undo(migration, state, false) }
}

/** Applies every draft; gives the state after them, and a way back. */
export async function applyAll(database: Database, state: ProjectState, drafts: readonly Draft[]) {
  const undo: (() => Promise<boolean>)[] = []
  let at = state
  for (const draft of drafts) {
    const done = await apply(database, at, draft.app, draft.operations)
    at = done.state
    undo.unshift(done.undo)
  }
  return { state: at, undo }
}

/** The tables of `state`, made from nothing. */
export async function built(database: Database, state: ProjectState): Promise<ProjectState> {
  return (await applyAll(database, emptyState, await detect(emptyState, state))).state
}

/** What a database holds, in an order that does not depend on how it came about. */
export async function shapeOf(database: Database): Promise<TableShape[]> {
  if (database.database === 'postgres') return postgresShape(database)
  if (database.database === 'mysql') return mariadbShape(database)
  const { tables } = await introspect(database)
  return tables
    .filter((table) => !isOwnTable(table.name))
    .map((table) => ({
      name: table.name,
      columns: table.columns.map(({ default: _, ...column }) => column).sort(byName),
      indexes: table.indexes.map(({ name, ...index }) => ({ name: index.implied ? '' : name, ...index })).sort(byText),
      foreignKeys: [...table.foreignKeys].sort(byText),
      checks: [...(table.sql ?? '').matchAll(/CHECK \((?:[^()]|\([^()]*\))*\)/g)].map(String).sort(),
      counts: /AUTOINCREMENT/.test(table.sql ?? ''),
    }))
}

/** One table, as far as tests compare it. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly { readonly name: string }[]
  readonly indexes: readonly { readonly name: string; readonly condition: string | null }[]
  readonly foreignKeys: readonly { readonly table: string }[]
  readonly checks: readonly string[]
  readonly counts: boolean
}

/** The same of a PostgreSQL database; names that the database makes up by itself are left out. */
async function postgresShape(database: Database): Promise<TableShape[]> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, []) as Promise<readonly string[][]>
  const tables = await read(
    `SELECT relname::text, oid::text, obj_description(oid) FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('django_migrations', 'nuages_migrations') ORDER BY 1`,
  )
  const made = (name: string) => (/_(?:pkey|key|check)\d*$/.test(name) ? '' : name)
  return Promise.all(
    tables.map(async ([name, oid, comment]) => {
      const columns = await read(
        `SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, a.attidentity::text,
           a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
         FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = ${oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
      )
      const indexes = await read(
        `SELECT c.relname::text, pg_get_indexdef(i.indexrelid), pg_get_expr(i.indpred, i.indrelid)
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ${oid} ORDER BY 1`,
      )
      const rules = await read(
        `SELECT conname::text, contype::text, pg_get_constraintdef(oid), confrelid::regclass::text
         FROM pg_constraint WHERE conrelid = ${oid} ORDER BY 3, 1`,
      )
      return {
        name: name!,
        columns: columns.map(([column, ...rest]) => ({ name: column!, rest, comment })),
        indexes: indexes
          .filter(([index]) => made(index!) !== '')
          .map(([index, sql, condition]) => ({ name: index!, sql, condition: condition ?? null })),
        foreignKeys: rules.flatMap(([rule, kind, sql, table]) => (kind === 'f' ? [{ rule, sql, table: table! }] : [])),
        checks: rules.flatMap(([rule, kind, sql]) => (kind === 'f' ? [] : [`${made(rule!)} ${sql}`])).sort(),
        counts: columns.some((column) => column[3] === 'd'),
      }
    }),
  )
}

/** The same of a MariaDB database, from what it says would make each table; in an order of its own. */
async function mariadbShape(database: Database): Promise<TableShape[]> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, []) as Promise<readonly string[][]>
  const tables = await read(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ('django_migrations', 'nuages_migrations') ORDER BY 1",
  )
  return Promise.all(
    tables.map(async ([name]) => {
      const [[, text] = []] = await read(`SHOW CREATE TABLE "${name}"`)
      const lines = text!.split('\n').map((line) =>
        line
          .trim()
          .replace(/,$/, '')
          .replace(/ AUTO_INCREMENT=\d+/, ''),
      )
      const named = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.slice(1) ?? [])
      const starting = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).sort()
      return {
        name: name!,
        columns: starting(/^"/).map((line) => ({ name: line.split('"')[1]!, line })),
        indexes: starting(/^(?:UNIQUE )?KEY/).map((line) => ({ name: line.split('"')[1]!, condition: null, line })),
        foreignKeys: starting(/FOREIGN KEY/).map((line) => ({ table: /REFERENCES "([^"]+)/.exec(line)![1]!, line })),
        checks: [...starting(/^CONSTRAINT "[^"]+" CHECK/), ...starting(/^PRIMARY KEY/), ...named(/(COMMENT='.*')$/)],
        counts: lines.some((line) => line.includes('AUTO_INCREMENT')),
      }
    }),
  )
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/** A directory in which `nuages/migrations` can be imported; goes with the test. */
export function workshop(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-migrations-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(join(directory, 'node_modules'))
  symlinkSync(root, join(directory, 'node_modules', 'nuages'))
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  return directory
}

/** Writes a migration file of an app. */
export function file(directory: string, app: string, name: string, body: string): void {
  const path = join(directory, app, 'migrations', `${name}.ts`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `import * as m from 'nuages/migrations'\nexport default m.migration({ ${body} })\n`)
}
