import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { FieldState } from '../../query/index.ts'
import type { SchemaEditor } from '../../sql/index.ts'
import type { ProjectState } from '../state.ts'

/** What an operation works on when it changes a database. */
export interface Change {
  readonly app: string
  /** The models before this step and after it, in the direction of travel: backwards, `after` is the older one. */
  readonly before: ProjectState
  readonly after: ProjectState
  readonly editor: SchemaEditor
  /** Null where the SQL is only written down. */
  readonly database: Database | null
  /** Whether this database has the table of a model: the project's router may say that it has not. */
  keeps(model: RoutedModel): boolean
  /** Nothing is sent or written down: somebody looks what the operation would do to tables. */
  readonly rehearsed?: true
}

/**
 * One step of a migration: it changes the state (plain data), and the database. Steps are frozen data with behaviour
 * beside it: `kind` and `arguments` are what the file says.
 */
export interface Operation<K extends string = string, A = unknown> {
  readonly kind: K
  readonly arguments: A
  /** 'Add field title to article'. */
  readonly description: string
  /** A piece of the migration's name, 'article_title'; null where it says nothing of itself. */
  readonly fragment: string | null
  readonly reversible: boolean
  /** True for what was needed once, on rows that were there then: `squashmigrations` leaves it out. */
  readonly elidable?: boolean
  /** The same operation with other fields, where it has any. */
  withFields?(change: (field: FieldState) => FieldState): Operation
  /** Throws a coded error where the step has a place in no history that comes to `state`. */
  check?(state: ProjectState, app: string): void
  /** False where a database refuses it in a transaction: its migration says `atomic: false`. */
  readonly transactional?: false
  /** The state after this step. Throws a coded error where the step does not fit. */
  changeState(state: ProjectState, app: string): ProjectState
  forwards(change: Change): Promise<void>
  backwards(change: Change): Promise<void>
}

/** What functions and statements may say of themselves. */
export interface ElidableOptions {
  /** True where only rows that were there then needed it, so that a squash may leave it out. */
  readonly elidable?: boolean
}
