import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { ModelRegistry } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { checkConflicts, type MigratedApp } from '../files/loader.ts'
import { type Migration, nameOf } from '../files/migration.ts'
import { recordReplacing } from '../files/replacing.ts'
import { checkAccepted, checkEdits } from '../history/edited.ts'
import { Records, standingOf } from '../history/records.ts'
import type { Questions } from '../making/questions.ts'
import { withOwnFields } from '../own-fields.ts'
import { checkLosses } from './data-loss.ts'
import { checkReversible, type DoneOperation, Executor } from './executor.ts'
import { isThereAlready } from './fake-initial.ts'
import {
  checkHistory,
  loadWithHistory,
  type MigrationTarget,
  migrationsUnder,
  planOf,
  statesBefore,
  unknownNames,
} from './plan.ts'
import type { Resume } from './stepwise.ts'

/** The part of an ORM that migrations need. */
export interface MigratedOrm {
  database(name?: string): Database
  /** The models as they are written now: where kinds of fields that the project adds are found. */
  readonly registry?: ModelRegistry
  /** Whether a database has the table of a model; it has every one where this is left out. */
  keeps?(database: Database, model: RoutedModel): boolean
}

export interface MigrateOptions {
  readonly orm: MigratedOrm
  readonly apps: readonly MigratedApp[]
  /** The database's name in the settings; 'default' if left out. */
  readonly database?: string
  /** One app only, up to `name` (the beginning of it is enough), or back to nothing with 'zero'. */
  readonly target?: MigrationTarget
  /** Changes the history and nothing else. */
  readonly fake?: boolean
  /** An app's first migration whose tables and added columns are all there is recorded and not applied. */
  readonly fakeInitial?: boolean
  /** Says what may be dropped although it holds rows: `answered({ drops: ['news.article.note'] })`. Nothing, if left out. */
  readonly questions?: Pick<Questions, 'drop'>
  /** Everything may be dropped, whatever it holds; nothing is asked. */
  readonly allowDataLoss?: boolean
  /**
   * What became of an operation that was interrupted, where the database cannot tell (`NUAGES_MIGRATIONS_INTERRUPTED`): it is
   * done, or it is to be done again. It is said of one operation.
   */
  readonly resume?: Resume | undefined
  /** Migrations ('news.0002_note') that may have been edited after they were applied: they count as applied as they are now. */
  readonly acceptEdited?: readonly string[]
  readonly onProgress?: (event: MigrateProgress) => void
  /** Called after each operation that was done (not faked), in its transaction where the database has one: for rows that speak of models. */
  readonly afterOperation?: (done: DoneOperation) => Promise<void>
  /** Called where another process changes the tables, and has to be waited for. */
  readonly onWait?: () => void
}

/** Told after each migration. */
export interface MigrateProgress {
  readonly app: string
  readonly name: string
  readonly direction: 'forwards' | 'backwards'
  /** Only its line in the history was written. */
  readonly faked: boolean
  /** Counted from 1. */
  readonly step: number
  readonly steps: number
}

export interface MigrateResult {
  /** In the order in which it happened. Names such as 'news.0001_initial'. */
  readonly applied: readonly string[]
  readonly undone: readonly string[]
  /** Of `acceptEdited`, those that were edited. */
  readonly accepted: readonly string[]
  /** Names in the history of these apps for which there is no file. */
  readonly unknown: readonly string[]
}

/**
 * Applies what is not yet applied, or goes to `target`, forwards or backwards. Rejects with a coded error, at the first
 * migration that fails: that one is undone whole, those before it stay. One that would drop a table with rows, or a
 * column with values, is refused before anything of it is done (`NUAGES_MIGRATIONS_DATA_LOSS`), unless that is allowed.
 */
export function migrate(options: MigrateOptions): Promise<MigrateResult> {
  return withOwnFields(options.orm, () => migrateNow(options))
}

async function migrateNow(options: MigrateOptions): Promise<MigrateResult> {
  const { orm, fake = false, fakeInitial = false, allowDataLoss = false } = options
  const database = orm.database(options.database)
  const { loaded, applied, known } = await loadWithHistory(options.apps, database)
  checkConflicts(loaded)
  const { forwards, backwards } = planOf(loaded, known, options.target)
  // What `fake` is about to record may be what the history lacks.
  checkHistory(loaded, known, database.name, fake ? forwards : [])
  const { acceptEdited = [], resume, onWait, afterOperation } = options
  checkAccepted(acceptEdited, loaded)
  const concerned = migrationsUnder(loaded, options.target, [...forwards, ...backwards])
  const records = new Records(database)
  const edited = checkEdits(concerned, known, acceptEdited, database.name)
  const accepted = edited.map(({ app, name }) => nameOf([app, name]))
  for (const [i, migration] of edited.entries()) await records.accept(migration, known.entries.get(accepted[i]!)!)
  if (!fake) for (const migration of backwards) checkReversible(migration, standingOf(migration, known))
  for (const migration of [...forwards, ...backwards]) checkAtomic(migration)
  const states = statesBefore(loaded)
  const keeps = (model: RoutedModel) => orm.keeps?.(database, model) ?? true
  const executor = new Executor(database, keeps, { resume, onWait, afterOperation })
  const done = { applied: [] as string[], undone: [] as string[] }
  const steps = forwards.length + backwards.length
  let step = 0
  const tell = ({ app, name }: Migration, direction: MigrateProgress['direction'], faked: boolean) => {
    const list = direction === 'forwards' ? done.applied : done.undone
    list.push(nameOf([app, name]))
    options.onProgress?.({ app, name, direction, faked, step, steps })
  }
  for (const migration of backwards) {
    step++
    const state = states(migration, applied)
    const told = {
      database,
      migration,
      state,
      keeps,
      direction: 'backwards',
      at: standingOf(migration, known),
    } as const
    if (!fake && !allowDataLoss) await checkLosses(told, options.questions)
    if (await executor.undo(migration, state, fake)) tell(migration, 'backwards', fake)
  }
  for (const migration of forwards) {
    step++
    const state = states(migration, null)
    const told = { database, migration, state, keeps, direction: 'forwards', at: standingOf(migration, known) } as const
    const faked = fake || (fakeInitial && (await isThereAlready(told)))
    if (!faked && !allowDataLoss) await checkLosses(told, options.questions)
    if (await executor.apply(migration, state, faked)) tell(migration, 'forwards', faked)
  }
  await recordReplacing(database, loaded, onWait)
  return { ...done, accepted, unknown: unknownNames(loaded, applied) }
}

/** Throws `NUAGES_MIGRATIONS_NOT_ATOMIC` where an operation cannot be in the transaction that its migration is. */
function checkAtomic({ app, name, operations, atomic }: Migration): void {
  const operation = atomic === false ? undefined : operations.find(({ transactional }) => transactional === false)
  if (operation !== undefined)
    throw migrationErrors.NOT_ATOMIC({ migration: nameOf([app, name]), operation: operation.description })
}
