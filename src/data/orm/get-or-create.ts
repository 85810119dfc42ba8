import { type Database, IntegrityError } from '../drivers/index.ts'
import { checkValues } from './arguments.ts'
import { DoesNotExist } from './errors.ts'
import type { QuerySetRuntime } from './queryset.ts'
import { assignAll, rowInfo, saveRow } from './rows.ts'
import type { AnyRow } from './state.ts'

type Values = Readonly<Record<string, unknown>>

/** The row that matches, or a new one of the lookups and defaults. Semantics: Django's `get_or_create`. */
export async function getOrCreate(
  rows: QuerySetRuntime,
  database: Database,
  lookups: Values,
  defaults: Values,
): Promise<[object, boolean]> {
  checkValues('getOrCreate() and updateOrCreate()', defaults)
  const matching = rows.filter(lookups)
  try {
    return [(await matching.get()) as object, false]
  } catch (error) {
    if (!(error instanceof DoesNotExist)) throw error
  }
  const values = { ...plainLookups(lookups), ...called(defaults) }
  try {
    return [await database.atomic(() => rows.create(values)), true]
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    // Somebody else may have made it meanwhile.
    const row = await matching.first()
    if (row === null) throw error
    return [row as object, false]
  }
}

/** The same; a row that was there gets the defaults. Semantics: Django's `update_or_create`. */
export async function updateOrCreate(
  rows: QuerySetRuntime,
  database: Database,
  lookups: Values,
  defaults: Values,
): Promise<[object, boolean]> {
  return database.atomic(async () => {
    const [row, made] = await getOrCreate(rows, database, lookups, defaults)
    if (made) return [row, true]
    assignAll(row as AnyRow, rowInfo(row), called(defaults))
    await saveRow(row)
    return [row, false]
  })
}

/** Lookups that name a value to create with. */
function plainLookups(lookups: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(lookups).filter(([path]) => !path.includes('__')))
}

/** Defaults may be functions. */
function called(defaults: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  )
}
