import { NuagesError } from '../../../base/errors/index.ts'
import type { Database } from '../../drivers/index.ts'
import { migrationErrors } from '../errors.ts'
import { type Migration, nameOf } from '../files/migration.ts'
import type { Direction } from './direction.ts'

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
    reason: reasonOf(cause),
    database: database.name,
  }
}

/** What a failure says, for the sentence in which another error tells it. */
export function reasonOf(cause: unknown): string {
  return cause instanceof NuagesError ? `${cause.message} ${cause.hint}` : String(cause)
}

/** Whether the transaction was there to be undone when a statement in it failed: SQL of a migration may have ended it. */
export function wasOpen(cause: unknown): boolean {
  if (!(cause instanceof NuagesError)) return true
  if (cause.code === 'NUAGES_DRIVERS_TRANSACTION_BROKEN') return wasOpen(cause.cause)
  return cause.code !== 'NUAGES_DRIVERS_ENDED_BY_STATEMENT'
}

/** The error for a transaction that failed in its end, after all of its operations. */
export function failedAtEnd(
  database: Database,
  { app, name }: Migration,
  direction: Direction,
  cause: unknown,
): unknown {
  if (cause instanceof NuagesError && cause.code.startsWith('NUAGES_MIGRATIONS_')) return cause
  const told = { migration: nameOf([app, name]), direction, database: database.name, reason: reasonOf(cause) }
  return migrationErrors.FAILED_AT_END(told, { cause })
}

/** What is done of a migration that is no transaction, as a sentence. */
export function standingTold({ operations }: Migration, standing: number, direction: Direction): string {
  const isForwards = direction === 'forwards'
  const done = isForwards ? operations.slice(0, standing) : operations.slice(standing).reverse()
  if (done.length === 0) return isForwards ? 'No operation before it stands.' : 'No operation is taken back yet.'
  const list = done.map(({ description }) => description).join('; ')
  return isForwards ? `Those before it stand: ${list}.` : `These are taken back: ${list}.`
}
