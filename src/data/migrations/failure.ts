import { NuagesError } from '../../base/errors/index.ts'
import type { Database } from '../drivers/index.ts'
import type { Direction } from './direction.ts'
import { type Migration, nameOf } from './migration.ts'

/** What an error says of the operation that failed. */
export interface FailedOperation {
  readonly migration: string
  readonly operation: string
  /** Counted from 1. */
  readonly number: number
  readonly of: number
  readonly reason: string
  readonly database: string
}

export function failed(
  database: Database,
  { app, name, operations }: Migration,
  index: number,
  cause: unknown,
): FailedOperation {
  return {
    migration: nameOf([app, name]),
    operation: operations[index]!.description,
    number: index + 1,
    of: operations.length,
    reason: cause instanceof NuagesError ? `${cause.message} ${cause.hint}` : String(cause),
    database: database.name,
  }
}

/** What is done of a migration that is no transaction, as a sentence. */
export function standingTold({ operations }: Migration, standing: number, direction: Direction): string {
  const isForwards = direction === 'forwards'
  const done = isForwards ? operations.slice(0, standing) : operations.slice(standing).reverse()
  if (done.length === 0) return isForwards ? 'No operation before it stands.' : 'No operation is taken back yet.'
  const list = done.map(({ description }) => description).join('; ')
  return isForwards ? `Those before it stand: ${list}.` : `These are taken back: ${list}.`
}
