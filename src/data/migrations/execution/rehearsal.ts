import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { SchemaEditor, schemaFacts, type TableChanges, type TableSchema } from '../../sql/index.ts'
import type { Migration } from '../files/migration.ts'
import { leftOf, type Standing } from '../history/records.ts'
import type { ProjectState } from '../state.ts'
import type { Direction } from './direction.ts'
import { type Step, stepsOf } from './steps.ts'

/** A migration that is about to be applied to a database, or undone. */
export interface Passage {
  readonly database: Database
  readonly migration: Migration
  /** The models before the migration, in whatever direction it is gone. */
  readonly state: ProjectState
  readonly direction: Direction
  /** Where the migration is: what stands already is not gone through. */
  readonly at: Standing
  keeps(model: RoutedModel): boolean
}

/** A table, or one column of it, that goes. */
export interface Dropped {
  /** As it is called when its turn comes. */
  readonly table: string
  readonly column: string | null
  /** As it is called before the migration begins. */
  readonly old: { readonly table: string; readonly column: string | null }
  /** The models before the operation, in the direction of travel. */
  readonly state: ProjectState
}

/** What a migration would do to tables. */
export interface Rehearsed {
  readonly dropped: readonly Dropped[]
  /** Tables that it makes, and those to which it adds columns, with these. */
  readonly made: readonly { readonly table: string; readonly columns: readonly string[] }[]
}

/** Goes through a migration without a database, and says what would become of tables. What raw SQL and functions do is not seen. */
export async function rehearse({ database, migration, state, direction, at, keeps }: Passage): Promise<Rehearsed> {
  const editor = new Rehearsal(database.database)
  for (const step of turned(leftOf(stepsOf(migration, state), direction, at), direction)) {
    const { operation, before, after } = step
    editor.state = before
    try {
      await operation[direction]({ app: migration.app, before, after, editor, database: null, keeps, rehearsed: true })
    } catch {
      // The operation says it again when its turn comes, together with its migration's name.
      break
    }
  }
  return { dropped: editor.dropped, made: editor.made() }
}

function turned(steps: readonly Step[], direction: Passage['direction']): readonly Step[] {
  if (direction === 'forwards') return steps
  return steps.map((step) => ({ ...step, before: step.after, after: step.before })).reverse()
}

/** A table as it is called now: what it was called before, null where the migration made it; and so its columns. */
interface Known {
  readonly old: string | null
  readonly columns: Map<string, string | null>
}

class Rehearsal extends SchemaEditor {
  readonly dropped: Dropped[] = []
  state!: ProjectState
  readonly #tables = new Map<string, Known>()
  readonly #touched = new Set<Known>()

  constructor(database: DatabaseName) {
    super([], schemaFacts(database))
  }

  override async execute(): Promise<void> {}

  override async change({ created = [], altered = [], dropped = [] }: TableChanges): Promise<void> {
    for (const { name, columns } of created) {
      const known: Known = { old: null, columns: new Map(columns.map((column) => [column.name, null])) }
      this.#tables.set(name, known)
      this.#touched.add(known)
    }
    for (const { from, to } of altered) {
      const known = this.#moved(from, to)
      for (const { name } of to.columns) {
        if (known.columns.has(name)) continue
        known.columns.set(name, null)
        this.#touched.add(known)
      }
      for (const { name, generated } of from.columns) {
        if (to.columns.some((column) => column.name === name)) continue
        const old = known.columns.get(name) ?? null
        known.columns.delete(name)
        if (generated === null && old !== null && known.old !== null) this.#lost(from.name, name, known.old, old)
      }
    }
    for (const table of dropped) {
      const { old } = this.#known(table)
      this.#tables.delete(table.name)
      if (old !== null) this.#lost(table.name, null, old, null)
    }
  }

  override async changeIndexes(): Promise<void> {}

  override async renameTable(before: TableSchema, after: TableSchema): Promise<void> {
    const { columns } = this.#moved(before, after)
    const olds = before.columns.map(({ name }) => columns.get(name) ?? null)
    for (const { name } of before.columns) columns.delete(name)
    for (const [i, { name }] of after.columns.entries()) columns.set(name, olds[i] ?? null)
  }

  /** The tables that are there at the end and got something new, with what is new in them. */
  made(): Rehearsed['made'] {
    return [...this.#tables].flatMap(([table, known]) => {
      if (!this.#touched.has(known)) return []
      return [{ table, columns: [...known.columns].flatMap(([name, old]) => (old === null ? [name] : [])) }]
    })
  }

  protected async alterTables(): Promise<void> {}

  #lost(table: string, column: string | null, oldTable: string, oldColumn: string | null): void {
    this.dropped.push({ table, column, old: { table: oldTable, column: oldColumn }, state: this.state })
  }

  #known({ name, columns }: TableSchema): Known {
    const known = this.#tables.get(name) ?? {
      old: name,
      columns: new Map(columns.map((each) => [each.name, each.name])),
    }
    this.#tables.set(name, known)
    return known
  }

  #moved(from: TableSchema, to: TableSchema): Known {
    const known = this.#known(from)
    this.#tables.delete(from.name)
    this.#tables.set(to.name, known)
    return known
  }
}
