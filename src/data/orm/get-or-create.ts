import { type Database, IntegrityError } from '../drivers/index.ts'
import type { ModelInfo } from '../query/index.ts'
import { checkValues } from './arguments.ts'
import { DoesNotExist, ormErrors } from './errors.ts'
import type { QuerySetRuntime } from './queryset.ts'
import { assignAll, rowInfo, writtenColumn } from './rows.ts'
import { saveRow } from './save.ts'
import type { AnyRow } from './state.ts'
import { read } from './walk.ts'

type Values = Readonly<Record<string, unknown>>

/** The row that matches, or a new one of the lookups and defaults. Semantics: Django's `get_or_create`. */
export async function getOrCreate(
  rows: QuerySetRuntime,
  info: ModelInfo,
  database: Database,
  lookups: Values,
  defaults: Values,
): Promise<[object, boolean]> {
  checkDefaults(info, 'getOrCreate()', defaults)
  // From where it would be written: a replica may not know yet.
  const matching = rows.using(database.name).filter(lookups)
  const there = await found(matching)
  if (there !== null) return [there, false]
  const values = called({ ...plainLookups(lookups), ...defaults })
  try {
    // A savepoint: where a statement fails, PostgreSQL takes no other one in the same transaction.
    return [await database.atomic(() => matching.create(values)), true]
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    // Somebody else may have made it meanwhile.
    const row = await found(matching)
    if (row === null) throw error
    return [row, false]
  }
}

/** The same; a row that was there gets the defaults. Semantics: Django's `update_or_create`. */
export async function updateOrCreate(
  rows: QuerySetRuntime,
  info: ModelInfo,
  database: Database,
  lookups: Values,
  defaults: Values,
  createDefaults: Values = defaults,
): Promise<[object, boolean]> {
  checkDefaults(info, 'updateOrCreate()', defaults)
  return database.atomic(async () => {
    const [row, made] = await getOrCreate(rows.selectForUpdate(), info, database, lookups, createDefaults)
    if (made) return [row, true]
    assignAll(row as AnyRow, rowInfo(row), called(defaults))
    await saveRow(row, {}, database.name)
    return [row, false]
  })
}

async function found(rows: QuerySetRuntime): Promise<object | null> {
  try {
    return (await rows.get()) as object
  } catch (error) {
    if (error instanceof DoesNotExist) return null
    throw error
  }
}

/** Names what is wrong with defaults also where they are not needed. */
function checkDefaults(info: ModelInfo, what: string, defaults: Values): void {
  const where = `${what} of ${info.name}`
  checkValues(where, defaults)
  for (const name of Object.keys(defaults)) {
    if (read(defaults, name, where) === undefined) throw ormErrors.UNDEFINED({ where, name })
    writtenColumn(info, name)
  }
}

/** Lookups that name a value to create with. */
function plainLookups(lookups: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(lookups).filter(([path]) => !path.includes('__')))
}

/** Values may be functions that make them. */
export function called(values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  )
}
