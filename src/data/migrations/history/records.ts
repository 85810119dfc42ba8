import type { Database } from '../../drivers/index.ts'
import { migrationErrors } from '../errors.ts'
import type { Direction } from '../execution/direction.ts'
import { reasonOf } from '../execution/failure.ts'
import { isApplied } from '../files/loader.ts'
import { type Migration, type MigrationKey, nameOf } from '../files/migration.ts'
import { digestsOf } from './digest.ts'
import { History } from './history.ts'
import { Journal, type JournalEntry } from './journal.ts'
import { historyTable, journalTable } from './own-tables.ts'

/** Where a migration is: at one of its ends, or between them. */
export interface Standing {
  /** The history has it. */
  readonly recorded: boolean
  /** Null where it is at one end. */
  readonly moving: Direction | null
  /** How many of its operations stand. */
  readonly standing: number
  /** The next one in the direction of `moving` may be done, or not, or half. */
  readonly begun: boolean
}

/** What is written down in a database of its migrations, by 'app.name'. */
export interface Known {
  readonly applied: Awaited<ReturnType<History['applied']>>
  readonly entries: ReadonlyMap<string, JournalEntry>
}

/** Whether a migration is at the end that somebody wants it to be at. */
export function isThere({ recorded, moving }: Standing, direction: Direction): boolean {
  return moving === null && recorded === (direction === 'forwards')
}

/** Where a migration is, by what the history and the journal say. */
export function standingOf(migration: Migration, { applied, entries }: Known): Standing {
  const recorded = isApplied(migration, applied)
  const entry = entries.get(nameOf([migration.app, migration.name]))
  const moving = entry?.moving ?? null
  // Where it is being applied and the history has it nevertheless, somebody else has recorded it since.
  if (entry !== undefined && moving !== null && !(moving === 'forwards' && recorded))
    return { recorded, moving, standing: entry.standing, begun: entry.begun }
  return { recorded, moving: null, standing: recorded ? migration.operations.length : 0, begun: false }
}

/** The names of migrations that are on their way, step by step: a part of each stands. */
export function movingIn({ applied, entries }: Known): ReadonlySet<string> {
  const names = [...entries].filter(
    ([name, { moving }]) => moving === 'backwards' || (moving !== null && !applied.has(name)),
  )
  return new Set(names.map(([name]) => name))
}

/** Those of a migration's operations that are still to be gone through in a direction, in the order of the file. */
export function leftOf<T>(operations: readonly T[], direction: Direction, at: Standing): readonly T[] {
  // What was begun may be done, whichever way it was gone.
  const { moving, standing, begun } = at
  if (direction === 'forwards') return operations.slice(standing - (begun && moving === 'backwards' ? 1 : 0))
  return operations.slice(0, standing + (begun && moving === 'forwards' ? 1 : 0))
}

/** What is written down of migrations in the database itself: the history and the journal, written together. */
export class Records {
  readonly #database: Database
  readonly #history: History
  readonly #journal: Journal

  constructor(database: Database) {
    this.#database = database
    this.#history = new History(database)
    this.#journal = new Journal(database)
  }

  /** What the history has, and what the journal has of it. Empty where there are no tables yet. */
  async known(): Promise<Known> {
    return { applied: await this.#history.applied(), entries: await this.#journal.entries() }
  }

  async standing(migration: Migration): Promise<Standing> {
    return standingOf(migration, await this.known())
  }

  /** Makes the two tables where they are missing. Throws `NUAGES_MIGRATIONS_NO_RECORDS` where the database refuses. */
  async ensure(): Promise<void> {
    try {
      await this.#history.ensure()
      await this.#journal.ensure()
    } catch (cause) {
      const tables = [historyTable, journalTable]
      throw migrationErrors.NO_RECORDS({ database: this.#database.name, tables, reason: reasonOf(cause) }, { cause })
    }
  }

  /** Notes how far a migration has come. */
  note(migration: Migration, moving: Direction, standing: number, begun: boolean): Promise<void> {
    const digests = digestsOf(migration.operations)
    return this.#journal.write([migration.app, migration.name], { digests, moving, standing, begun })
  }

  /** Notes that it is gone the other way from here; in one transaction, which the caller has opened. */
  async turn(migration: Migration, moving: Direction, standing: number): Promise<void> {
    if (moving === 'forwards') for (const key of linesOf(migration)) await this.#history.forget(key)
    await this.note(migration, moving, standing, false)
  }

  /** Takes migrations out of both, whatever they are. */
  async forget(keys: readonly MigrationKey[]): Promise<void> {
    for (const key of keys) {
      await this.#history.forget(key)
      await this.#journal.remove(key)
    }
  }

  /** Takes what a file says now for what was applied of it. */
  accept({ app, name, operations }: Migration, entry: JournalEntry): Promise<void> {
    const standing = Math.min(entry.standing, operations.length)
    return this.#journal.write([app, name], { ...entry, digests: digestsOf(operations), standing })
  }

  /** Notes that it is applied, or undone, whole; in one transaction, which the caller has opened. */
  async finish(migration: Migration, direction: Direction): Promise<void> {
    const own: MigrationKey = [migration.app, migration.name]
    if (direction === 'backwards') {
      await this.forget(linesOf(migration))
      return
    }
    const applied = await this.#history.applied()
    for (const key of linesOf(migration)) if (!applied.has(nameOf(key))) await this.#history.record(key)
    const digests = digestsOf(migration.operations)
    await this.#journal.write(own, { digests, moving: null, standing: digests.length, begun: false })
  }
}

/** The lines that a migration writes into the history: its own name, and those that it stands for. */
function linesOf({ app, name, replaces }: Migration): MigrationKey[] {
  const own: MigrationKey = [app, name]
  return [own, ...replaces.filter((key) => nameOf(key) !== nameOf(own))]
}
