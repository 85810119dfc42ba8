import { didYouMean } from '../../../base/errors/index.ts'
import { introspect } from '../../drivers/index.ts'
import { schemaFacts, type TableSchema } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import type { MigratedOrm } from '../execution/migrate.ts'
import { loadWithHistory } from '../execution/plan.ts'
import { isApplied, type LoadedMigrations, latestState, type MigratedApp, stateAfter } from '../files/loader.ts'
import { nameOf } from '../files/migration.ts'
import { isOwnTable } from '../history/own-tables.ts'
import { withOwnFields } from '../own-fields.ts'
import { emptyState, labelOf, type ProjectState, routed } from '../state.ts'
import { tableName } from '../tables/names.ts'
import { tablesOf } from '../tables/table-of.ts'
import { type Difference, differencesOf } from './compare.ts'
import { described } from './described.ts'
import { mendOf } from './mend.ts'
import { wordsOf } from './twins.ts'

export interface DriftOptions {
  readonly orm: MigratedOrm
  readonly apps: readonly MigratedApp[]
  /** The database's name in the settings; 'default' if left out. */
  readonly database?: string
  /** Labels of the apps whose tables are looked at; all where nothing is said. */
  readonly only?: readonly string[]
}

/** A difference with whose it is, and how to be rid of it. */
export interface Drift extends Difference {
  readonly app: string
  /** The model, by label: of a link table the one that has the many-to-many field. */
  readonly model: string
  /** Statements that make the table what it should be; empty where no single one does, or what to do is not known. */
  readonly mend: readonly string[]
}

export interface DriftReport {
  /** The database's name in the settings. */
  readonly database: string
  /** How many tables were compared. */
  readonly compared: number
  readonly differences: readonly Drift[]
  /** Tables that are there and belong to no model. */
  readonly unknown: readonly string[]
  /**
   * Tables of which checks, conditions, expressions and defaults could only be compared as being there or not: they are
   * worded otherwise than they were asked for, and the database's user may not make a temporary table to see how. Names,
   * in order.
   */
  readonly loose: readonly string[]
}

/**
 * Compares what a database really holds with what the migrations add up to that are applied to it; the models as they
 * are written now are not looked at. Changes nothing. Models that are not managed, and those that the router keeps
 * elsewhere, are left out.
 */
export function drift(options: DriftOptions): Promise<DriftReport> {
  return withOwnFields(options.orm, () => driftOf(options))
}

interface Wanted {
  readonly app: string
  readonly model: string
  readonly table: TableSchema
}

async function driftOf({ orm, apps, database: name, only = [] }: DriftOptions): Promise<DriftReport> {
  const labels = apps.map(({ label }) => label)
  for (const app of only)
    if (!labels.includes(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, labels) })
  const database = orm.database(name)
  const facts = schemaFacts(database.database)
  const { loaded, applied } = await loadWithHistory(apps, database)
  const state = appliedState(loaded, applied)
  const wanted: Wanted[] = []
  for (const model of state.models.values()) {
    if (orm.keeps?.(database, routed(model)) === false) continue
    if (only.length > 0 && !only.includes(model.app)) continue
    for (const table of tablesOf(state, model, database.database).values())
      wanted.push({ app: model.app, model: labelOf(model), table })
  }
  const { tables } = await introspect(database)
  const there = new Map(tables.map((table) => [facts.stored(table.name), table]))
  /** Whether a table is not there in the very words in which it is asked for. */
  const isReworded = (table: TableSchema) => {
    const actual = there.get(facts.stored(table.name))
    const asked = described(database.database, table)
    return actual !== undefined && differencesOf(database.database, table, actual, asked).length > 0
  }
  const reworded = database.database === 'sqlite' ? [] : wanted.map(({ table }) => table).filter(isReworded)
  const words = await wordsOf(database, reworded)
  const differences: Drift[] = []
  for (const { app, model, table } of wanted) {
    const actual = there.get(facts.stored(table.name))
    for (const difference of differencesOf(database.database, table, actual, words.get(table.name)))
      differences.push({ ...difference, app, model, mend: await mendOf(database.database, table, actual, difference) })
  }
  const known = new Set([...knownTables(orm, [state, latestState(loaded)])].map((name) => facts.stored(name)))
  return {
    database: database.name,
    compared: wanted.length,
    differences,
    unknown: tables.map(({ name }) => name).filter((name) => !isOwnTable(name) && !known.has(facts.stored(name))),
    loose: reworded.map(({ name }) => name).filter((name) => !words.has(name)),
  }
}

/** The state that the applied migrations add up to. */
function appliedState({ graph, migrations }: LoadedMigrations, applied: { has(name: string): boolean }): ProjectState {
  return graph
    .all()
    .map((key) => migrations.get(nameOf(key))!)
    .filter((migration) => isApplied(migration, applied))
    .reduce(stateAfter, emptyState)
}

/** Tables of models of any time: of the migrations, and as they are written now. */
function knownTables({ registry }: MigratedOrm, states: readonly ProjectState[]): Set<string> {
  const known = new Set<string>((registry?.models ?? []).map(({ table }) => table))
  for (const state of states) {
    for (const model of state.models.values()) {
      known.add(tableName(model))
      // For their names alone. PostgreSQL has every kind of field; another database may lack one of a model that it does not keep.
      for (const { name } of tablesOf(state, model, 'postgres').values()) known.add(name)
    }
  }
  return known
}
