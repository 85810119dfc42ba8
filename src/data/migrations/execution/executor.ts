import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import { schemaEditor } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import type { Migration } from '../files/migration.ts'
import { nameOf } from '../files/migration.ts'
import { isThere, leftOf, Records, type Standing } from '../history/records.ts'
import type { Operation } from '../operations/operation.ts'
import type { ProjectState } from '../state.ts'
import { alone, isTransactional } from './alone.ts'
import { changeOf, type Direction } from './direction.ts'
import { failed, failedAtEnd, wasOpen } from './failure.ts'
import { stepsOf } from './steps.ts'
import { type Resume, Stepwise } from './stepwise.ts'

/** An operation that was just done, while its transaction is still open. */
export interface DoneOperation {
  readonly app: string
  readonly operation: Operation
  readonly direction: Direction
  readonly database: Database
}

export interface ExecutorOptions {
  /** Called after each operation, in its transaction where the database has one. */
  readonly afterOperation?: ((done: DoneOperation) => Promise<void>) | undefined
  /** What became of an operation that was interrupted, where the database cannot tell. Asked once. */
  readonly resume?: Resume | undefined
  /** Called where another process is at work and has to be waited for. */
  readonly onWait?: (() => void) | undefined
}

/**
 * Applies migrations to a database and undoes them, each in a transaction of its own together with its lines in the
 * history and the journal: either all of it happened or nothing did. Where the database commits every change of a table by
 * itself, and where a migration says `atomic: false`, it goes step by step, and the journal tells the next one how far it came.
 * Another process that migrates at the same time waits; what it has done meanwhile is seen and not done twice.
 */
export class Executor {
  readonly #database: Database
  readonly #keeps: (model: RoutedModel) => boolean
  readonly #records: Records
  readonly #stepwise: Stepwise
  readonly #onWait: (() => void) | undefined
  readonly #afterOperation: ExecutorOptions['afterOperation']

  /** `keeps` says whether the database has the table of a model. */
  constructor(
    database: Database,
    keeps: (model: RoutedModel) => boolean = () => true,
    { resume, onWait, afterOperation }: ExecutorOptions = {},
  ) {
    this.#database = database
    this.#keeps = keeps
    this.#records = new Records(database)
    this.#stepwise = new Stepwise(database, keeps, this.#records, { resume, onWait, afterOperation })
    this.#onWait = onWait
    this.#afterOperation = afterOperation
  }

  /** False where somebody else has applied it meanwhile. `fake` writes the history only. */
  apply(migration: Migration, state: ProjectState, fake: boolean): Promise<boolean> {
    return this.#go('forwards', migration, state, fake)
  }

  /** `state` is the one before the migration. False where somebody else has undone it meanwhile. */
  undo(migration: Migration, state: ProjectState, fake: boolean): Promise<boolean> {
    return this.#go('backwards', migration, state, fake)
  }

  async #go(direction: Direction, migration: Migration, state: ProjectState, fake: boolean): Promise<boolean> {
    if (fake) return this.#fake(direction, migration)
    const isWhole = isTransactional(this.#database) && migration.atomic !== false
    if (!isWhole || (await this.#records.standing(migration)).moving !== null)
      return this.#stepwise.go(direction, migration, stepsOf(migration, state))
    let isDone = false
    const work = async () => {
      const result = await this.#whole(direction, migration, state)
      isDone = true
      return result
    }
    return alone(this.#database, work, { whole: true, onWait: this.#onWait }).catch((cause: unknown) => {
      throw isDone ? failedAtEnd(this.#database, migration, direction, cause) : cause
    })
  }

  /** Inside of the one transaction. */
  async #whole(direction: Direction, migration: Migration, state: ProjectState): Promise<boolean> {
    const standing = await this.#records.standing(migration)
    if (isThere(standing, direction)) return false
    await this.#records.ensure()
    const editor = schemaEditor(this.#database)
    const way = { app: migration.app, direction, database: this.#database, keeps: this.#keeps }
    const steps = [...stepsOf(migration, state).entries()]
    for (const [index, step] of direction === 'forwards' ? steps : steps.reverse()) {
      try {
        await step.operation[direction]({ ...changeOf(way, step), editor })
        await this.#afterOperation?.({ ...way, operation: step.operation })
      } catch (cause) {
        const told = { ...failed(this.#database, migration, index, cause), direction, isOpen: wasOpen(cause) }
        throw migrationErrors.FAILED(told, { cause })
      }
    }
    await this.#records.finish(migration, direction)
    return true
  }

  #fake(direction: Direction, migration: Migration): Promise<boolean> {
    return alone(
      this.#database,
      async () => {
        if (isThere(await this.#records.standing(migration), direction)) return false
        await this.#records.ensure()
        await this.#database.atomic(() => this.#records.finish(migration, direction))
        return true
      },
      { onWait: this.#onWait },
    )
  }
}

/** Throws `NUAGES_MIGRATIONS_IRREVERSIBLE` for a migration with an operation that has no way back, among those that stand. */
export function checkReversible({ app, name, operations }: Migration, at?: Standing): void {
  const undone = at === undefined ? operations : leftOf(operations, 'backwards', at)
  const operation = undone.find((each) => !each.reversible)
  if (operation !== undefined)
    throw migrationErrors.IRREVERSIBLE({ migration: nameOf([app, name]), operation: operation.description })
}
