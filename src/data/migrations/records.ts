import type { Database } from '../drivers/index.ts'
import { digestsOf } from './digest.ts'
import type { Direction } from './direction.ts'
import { History } from './history.ts'
import { Journal, type JournalEntry } from './journal.ts'
import { isApplied } from './loader.ts'
import { type Migration, type MigrationKey, nameOf } from './migration.ts'

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

/** Whether a migration is at the end that somebody wants it to be at. */
export function isThere({ recorded, moving }: Standing, direction: Direction): boolean {
  return moving === null && recorded === (direction === 'forwards')
}

/** Where a migration is, by what the history and the journal say. */
export function standingOf(
  migration: Migration,
  applied: { has(name: string): boolean },
  entries: ReadonlyMap<string, JournalEntry>,
): Standing {
  const recorded = isApplied(migration, applied)
  const entry = entries.get(nameOf([migration.app, migration.name]))
  // Somebody else may have written or removed the line of the history since: that is the last word.
  const isMoving = entry !== undefined && entry.moving !== null && recorded === (entry.moving === 'backwards')
  if (isMoving) return { recorded, moving: entry.moving, standing: entry.standing, begun: entry.begun }
  return { recorded, moving: null, standing: recorded ? migration.operations.length : 0, begun: false }
}

/** What is written down of migrations in the database itself: the history and the journal, written together. */
export class Records {
  readonly #history: History
  readonly #journal: Journal

  constructor(database: Database) {
    this.#history = new History(database)
    this.#journal = new Journal(database)
  }

  async standing(migration: Migration): Promise<Standing> {
    return standingOf(migration, await this.#history.applied(), await this.#journal.entries())
  }

  /** Makes the two tables where they are missing. */
  async ensure(): Promise<void> {
    await this.#history.ensure()
    await this.#journal.ensure()
  }

  /** Notes how far a migration has come. */
  note(migration: Migration, moving: Direction, standing: number, begun: boolean): Promise<void> {
    const digests = digestsOf(migration.operations)
    return this.#journal.write([migration.app, migration.name], { digests, moving, standing, begun })
  }

  /** Notes that it is applied, or undone, whole; in one transaction, which the caller has opened. */
  async finish(migration: Migration, direction: Direction): Promise<void> {
    const own: MigrationKey = [migration.app, migration.name]
    const all = [own, ...migration.replaces.filter((key) => nameOf(key) !== nameOf(own))]
    if (direction === 'backwards') {
      for (const key of all) await this.#history.forget(key)
      await this.#journal.remove(own)
      return
    }
    const applied = await this.#history.applied()
    for (const key of all) if (!applied.has(nameOf(key))) await this.#history.record(key)
    const digests = digestsOf(migration.operations)
    await this.#journal.write(own, { digests, moving: null, standing: digests.length, begun: false })
  }
}
