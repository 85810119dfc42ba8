import { driverErrors, IntegrityError } from '../drivers/index.ts'
import type { ModelInfo } from '../query/index.ts'
import type { Maybe } from './maybe.ts'
import { querySetOf } from './queryset.ts'
import { told } from './refused.ts'
import type { AnyRow } from './state.ts'
import type { Target } from './writing.ts'

/** Does a write of one row; a key that points at no row is named where the database does not say which one it was. */
export function named<T>(row: AnyRow, info: ModelInfo, target: Target, work: () => Maybe<T>): Maybe<T> {
  try {
    const done = work()
    return done instanceof Promise ? done.catch((error: unknown) => explained(error, row, info, target)) : done
  } catch (error) {
    return explained(error, row, info, target)
  }
}

function explained(error: unknown, row: AnyRow, info: ModelInfo, target: Target): Promise<never> {
  // In a transaction the statement is not the culprit, and PostgreSQL refuses to be asked anything more.
  const silent = error instanceof IntegrityError && error.kind === 'foreignKey' && error.columns.length === 0
  if (!silent || target.database.inTransaction) throw error
  return dangling(error, row, info, target)
}

async function dangling(cause: IntegrityError, row: AnyRow, info: ModelInfo, { database }: Target): Promise<never> {
  for (const { relation, attribute, column } of info.columns) {
    const key = row[attribute]
    if (relation === null || key === null || key === undefined) continue
    const { to, far } = relation
    const there = await querySetOf(to.model)
      .using(database.name)
      .filter({ [far.attribute]: key })
      .exists()
    if (there) continue
    const at = { kind: 'foreignKey', database: database.name, table: info.table, columns: [column], constraint: null }
    throw told(driverErrors.FOREIGN_KEY({ ...at, target: to.table }, { cause: cause.cause }), info)
  }
  throw told(cause, info)
}
