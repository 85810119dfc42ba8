import { NuagesError } from '../../base/errors/index.ts'
import type { Database } from '../drivers/index.ts'
import type { RoutedModel } from '../orm/index.ts'
import { schemaEditor } from '../sql/index.ts'
import { alone, isTransactional } from './alone.ts'
import { migrationErrors } from './errors.ts'
import { History } from './history.ts'
import { isApplied } from './loader.ts'
import { type Migration, type MigrationKey, nameOf } from './migration.ts'
import type { ProjectState } from './state.ts'
import { type Step, stepsOf } from './steps.ts'

/**
 * Applies migrations to a database and undoes them, each in a transaction of its own together with its line in the
 * history: either both happened or nothing did. Where the database commits every change of a table by itself, each
 * operation stands alone, and a failure says which of them stand. Another process that migrates at the same time waits for
 * the lock of the transaction; what it has done meanwhile is seen inside and not done twice.
 */
export class Executor {
  readonly #database: Database
  readonly #history: History
  readonly #keeps: (model: RoutedModel) => boolean

  /** `keeps` says whether the database has the table of a model. */
  constructor(database: Database, keeps: (model: RoutedModel) => boolean = () => true) {
    this.#database = database
    this.#keeps = keeps
    this.#history = new History(database)
  }

  /** False where somebody else has applied it meanwhile. `fake` writes the history only. */
  async apply(migration: Migration, state: ProjectState, fake: boolean): Promise<boolean> {
    return this.#alone(async (applied) => {
      if (isApplied(migration, applied)) return false
      if (!fake) {
        const editor = schemaEditor(this.#database)
        const steps = stepsOf(migration, state)
        for (const [i, { operation, before, after }] of steps.entries())
          await this.#step(migration, steps, i, () =>
            operation.forwards({ ...this.#change(migration, before, after), editor }),
          )
      }
      for (const key of recorded(migration)) if (!applied.has(nameOf(key))) await this.#history.record(key)
      return true
    })
  }

  /** `state` is the one before the migration. False where somebody else has undone it meanwhile. */
  async undo(migration: Migration, state: ProjectState, fake: boolean): Promise<boolean> {
    return this.#alone(async (applied) => {
      if (!isApplied(migration, applied)) return false
      if (!fake) {
        const editor = schemaEditor(this.#database)
        const steps = stepsOf(migration, state).reverse()
        for (const [i, { operation, before, after }] of steps.entries())
          await this.#step(migration, steps, i, () =>
            operation.backwards({ ...this.#change(migration, after, before), editor }),
          )
      }
      for (const key of recorded(migration)) await this.#history.forget(key)
      return true
    })
  }

  #change({ app }: Migration, before: ProjectState, after: ProjectState) {
    return { app, before, after, database: this.#database, keeps: this.#keeps }
  }

  #alone<R>(work: (applied: ReadonlyMap<string, unknown>) => Promise<R>): Promise<R> {
    return alone(this.#database, async () => work(await this.#history.applied()))
  }

  /** The step at `at`, in the direction of travel. A data migration is a transaction of its own where the whole is none. */
  async #step(migration: Migration, steps: readonly Step[], at: number, work: () => Promise<void>): Promise<void> {
    const { operation } = steps[at]!
    try {
      await (operation.kind === 'run' && !isTransactional(this.#database) ? this.#database.atomic(work) : work())
    } catch (cause) {
      const told = {
        migration: nameOf([migration.app, migration.name]),
        operation: operation.description,
        reason: cause instanceof NuagesError ? `${cause.message} ${cause.hint}` : String(cause),
        database: this.#database.name,
      }
      if (isTransactional(this.#database)) throw migrationErrors.FAILED(told, { cause })
      const done = steps.slice(0, at).map((step) => step.operation.description)
      throw migrationErrors.PARTLY_APPLIED({ ...told, number: at + 1, of: steps.length, done }, { cause })
    }
  }
}

/** Throws `NUAGES_MIGRATIONS_IRREVERSIBLE` for a migration with an operation that has no way back. */
export function checkReversible({ app, name, operations }: Migration): void {
  const operation = operations.find((each) => !each.reversible)
  if (operation !== undefined)
    throw migrationErrors.IRREVERSIBLE({ migration: nameOf([app, name]), operation: operation.description })
}

/** The lines that a migration writes into the history: its own name, and those that it stands for. */
function recorded({ app, name, replaces }: Migration): MigrationKey[] {
  const own: MigrationKey = [app, name]
  return [own, ...replaces.filter((key) => nameOf(key) !== nameOf(own))]
}
