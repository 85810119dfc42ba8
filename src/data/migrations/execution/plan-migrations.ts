import { checkConflicts } from '../files/loader.ts'
import type { Migration } from '../files/migration.ts'
import { checkAccepted, checkEdits } from '../history/edited.ts'
import { withOwnFields } from '../own-fields.ts'
import type { MigrateOptions } from './migrate.ts'
import { checkHistory, loadWithHistory, migrationsUnder, planOf } from './plan.ts'

/** A migration that `migrate` would apply or undo. */
export interface PlannedMigration {
  readonly app: string
  readonly name: string
  readonly direction: 'forwards' | 'backwards'
  /** What it would do, in order. */
  readonly operations: readonly PlannedOperation[]
}

export interface PlannedOperation {
  /** 'Add field title to article', or 'Undo: Add field …'. */
  readonly description: string
  /** False for one that has no way back: backwards, `migrate` refuses the whole plan. */
  readonly reversible: boolean
}

type PlanOptions = Pick<MigrateOptions, 'orm' | 'apps' | 'database' | 'target' | 'acceptEdited'>

/**
 * What `migrate` with the same options would do, in order; empty where there is nothing to do. Changes nothing, and rejects where
 * `migrate` would refuse to begin: two latest migrations, a history that does not fit, an edited file that `acceptEdited` does not name.
 */
export function planMigrations(options: PlanOptions): Promise<readonly PlannedMigration[]> {
  return withOwnFields(options.orm, () => planNow(options))
}

async function planNow(options: PlanOptions): Promise<readonly PlannedMigration[]> {
  const database = options.orm.database(options.database)
  const { loaded, known } = await loadWithHistory(options.apps, database)
  checkConflicts(loaded)
  checkHistory(loaded, known, database.name)
  const { forwards, backwards } = planOf(loaded, known, options.target)
  const { acceptEdited = [] } = options
  checkAccepted(acceptEdited, loaded)
  checkEdits(migrationsUnder(loaded, options.target, [...forwards, ...backwards]), known, acceptEdited, database.name)
  return [
    ...backwards.map((migration) => planned(migration, 'backwards')),
    ...forwards.map((migration) => planned(migration, 'forwards')),
  ]
}

function planned({ app, name, operations }: Migration, direction: PlannedMigration['direction']): PlannedMigration {
  const told = operations.map(({ description, reversible }) => ({
    description: direction === 'forwards' ? description : `Undo: ${description}`,
    reversible,
  }))
  return { app, name, direction, operations: direction === 'forwards' ? told : told.reverse() }
}
