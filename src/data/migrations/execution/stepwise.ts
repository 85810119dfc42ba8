import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { schemaEditor } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import type { Migration } from '../files/migration.ts'
import { nameOf } from '../files/migration.ts'
import { isThere, type Records, type Standing } from '../history/records.ts'
import type { Operation } from '../operations/operation.ts'
import { type SqlArguments, textFor } from '../operations/sql.ts'
import { alone, inTransaction, isTransactional } from './alone.ts'
import { changeOf, type Direction, type Way } from './direction.ts'
import type { DoneOperation } from './executor.ts'
import { failed, failedAtEnd, standingTold } from './failure.ts'
import { settle } from './interrupted.ts'
import type { Step } from './steps.ts'

/** What a person says of an operation that was interrupted: it is done, or it is to be done again. */
export type Resume = 'done' | 'again'

export interface StepwiseOptions {
  readonly resume?: Resume | undefined
  readonly onWait?: (() => void) | undefined
  readonly afterOperation?: ((done: DoneOperation) => Promise<void>) | undefined
}

/**
 * Migrations that are no transaction: an operation after the other, and between them the journal is told which one begins and
 * which one is done. An operation that can be in a transaction is in one with its line in the journal, and so is never half done.
 * One that cannot, and was interrupted, is held against the tables that are there.
 */
export class Stepwise {
  readonly #database: Database
  readonly #keeps: (model: RoutedModel) => boolean
  readonly #records: Records
  readonly #onWait: () => void
  readonly #afterOperation: StepwiseOptions['afterOperation']
  #resume: Resume | undefined

  constructor(
    database: Database,
    keeps: (model: RoutedModel) => boolean,
    records: Records,
    { resume, onWait = () => {}, afterOperation }: StepwiseOptions,
  ) {
    this.#database = database
    this.#keeps = keeps
    this.#records = records
    this.#resume = resume
    this.#onWait = onWait
    this.#afterOperation = afterOperation
  }

  /** Goes to one end of a migration, from wherever it is. False where it was there, or where another process took the last step. */
  go(direction: Direction, migration: Migration, steps: readonly Step[]): Promise<boolean> {
    const work = async () => {
      if (this.#database.database === 'sqlite') await this.#own(() => this.#records.ensure())
      else await this.#records.ensure()
      for (;;) {
        const result = await this.#turn(direction, migration, steps)
        if (result !== 'more') return result === 'finished'
      }
    }
    return alone(this.#database, work, { whole: false, onWait: this.#onWait })
  }

  /** On SQLite there is no other lock than the transaction: what is done is read inside, each time. */
  async #turn(direction: Direction, migration: Migration, steps: readonly Step[]) {
    const advance = () => this.#advance(direction, migration, steps)
    if (this.#database.database !== 'sqlite') return advance()
    return inTransaction(this.#database, advance, this.#onWait).catch((cause: unknown) => {
      throw failedAtEnd(this.#database, migration, direction, cause)
    })
  }

  /** One step of the way; `nothing` where it is at its end already, `finished` where this was the last one. */
  async #advance(
    direction: Direction,
    migration: Migration,
    steps: readonly Step[],
  ): Promise<'more' | 'finished' | 'nothing'> {
    const at = await this.#records.standing(migration)
    if (isThere(at, direction)) return 'nothing'
    if (at.begun) {
      const standing = await this.#settle(migration, steps, at)
      await this.#records.note(migration, at.moving!, standing, false)
      return 'more'
    }
    if (at.moving !== null && at.moving !== direction) {
      await this.#own(() => this.#records.turn(migration, direction, at.standing))
      return 'more'
    }
    const index = next(at.standing, direction)
    const step = steps[index]
    if (step === undefined) {
      await this.#own(() => this.#records.finish(migration, direction))
      return 'finished'
    }
    try {
      await this.#take(migration, step, direction, at.standing)
    } catch (cause) {
      throw this.#failure(migration, direction, at.standing, cause)
    }
    return 'more'
  }

  async #take(migration: Migration, step: Step, direction: Direction, standing: number): Promise<void> {
    const { operation } = step
    const note = (count: number, begun: boolean) => this.#records.note(migration, direction, count, begun)
    const change = { ...changeOf(this.#way(migration, direction), step), editor: schemaEditor(this.#database) }
    if (this.#fitsTransaction(operation)) {
      await this.#own(async () => {
        await operation[direction](change)
        await this.#told(migration, operation, direction)
        await note(after(standing, direction), false)
      })
      return
    }
    await note(standing, true)
    try {
      await operation[direction](change)
    } catch (cause) {
      // One statement that failed has done nothing. Where the connection is lost, nobody knows, and nothing can be noted.
      if (isOneStatement(operation, direction, this.#database.database)) await note(standing, false).catch(() => {})
      throw cause
    }
    await this.#told(migration, operation, direction)
    await note(after(standing, direction), false)
  }

  async #told({ app }: Migration, operation: Operation, direction: Direction): Promise<void> {
    await this.#afterOperation?.({ app, operation, direction, database: this.#database })
  }

  /** How many operations stand, now that the one which was begun is looked at. It may be brought to its end. */
  async #settle(migration: Migration, steps: readonly Step[], at: Standing): Promise<number> {
    const moving = at.moving!
    const index = next(at.standing, moving)
    const step = steps[index]
    // It was taken out of the file, which was accepted.
    if (step === undefined) return at.standing
    const outcome = await settle(this.#way(migration, moving), step).catch((cause: unknown) => {
      throw this.#failure(migration, moving, at.standing, cause)
    })
    let { done } = outcome
    if (outcome.done === null) {
      if (this.#resume === undefined)
        throw migrationErrors.INTERRUPTED({
          migration: nameOf([migration.app, migration.name]),
          operation: step.operation.description,
          number: index + 1,
          of: steps.length,
          database: this.#database.name,
          direction: moving,
          done: standingTold(migration, at.standing, moving),
          found: outcome.found,
        })
      done = this.#resume === 'done'
      // It was said of this operation alone.
      this.#resume = undefined
    }
    if (done) await this.#told(migration, step.operation, moving)
    return done ? after(at.standing, moving) : at.standing
  }

  #failure(migration: Migration, direction: Direction, standing: number, cause: unknown): Error {
    const done = standingTold(migration, standing, direction)
    const told = { ...failed(this.#database, migration, next(standing, direction), cause), direction, done }
    return migrationErrors.PARTLY_APPLIED(told, { cause })
  }

  #way({ app }: Migration, direction: Direction): Way {
    return { app, direction, database: this.#database, keeps: this.#keeps }
  }

  /** Whether an operation and its line in the journal can be one transaction. */
  #fitsTransaction({ kind, transactional }: Operation): boolean {
    if (this.#database.database === 'sqlite') return true
    if (transactional === false) return false
    // SQL that somebody wrote into a migration that is no transaction may be what cannot be in one.
    return kind === 'run' || (isTransactional(this.#database) && kind !== 'sql')
  }

  /** In the transaction that is open, or in one of its own. */
  async #own(work: () => Promise<void>): Promise<void> {
    const { database } = this.#database
    if (this.#database.inTransaction) return work()
    if (database === 'sqlite') return inTransaction(this.#database, work, this.#onWait)
    await this.#database.atomic(work, { durable: true, ...(database === 'postgres' && { foreignKeys: false }) })
  }
}

/** Which operation comes next where so many stand: its place in the file. */
function next(standing: number, direction: Direction): number {
  return direction === 'forwards' ? standing : standing - 1
}

/** How many stand after it. */
function after(standing: number, direction: Direction): number {
  return direction === 'forwards' ? standing + 1 : standing - 1
}

/** Whether an operation sends one statement of SQL at most: no semicolon stands in front of anything. */
function isOneStatement({ kind, arguments: given }: Operation, direction: Direction, database: DatabaseName): boolean {
  if (kind !== 'sql') return false
  const text = textFor((given as SqlArguments)[direction] ?? '', database)
  return !text.replace(/[\s;]+$/, '').includes(';')
}
