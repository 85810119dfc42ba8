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

/** What is written down of migrations in the database itself: the history and the journal, written together. */
export class Records {
  readonly #history: History
  readonly #journal: Journal

  constructor(database: Database) {
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
      for (const key of linesOf(migration)) await this.#history.forget(key)
      await this.#journal.remove(own)
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
