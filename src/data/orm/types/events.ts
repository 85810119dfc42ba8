import type { KeyedModel } from '../model.ts'
import type { Row } from './values.ts'

interface OnDatabase {
  /** The name of the database in the settings. */
  readonly database: string
}

/** Before a row is written. What the handler sets is written too, where `fields` does not leave it out. */
export interface BeforeSave extends OnDatabase {
  /** The row is not in the database, as far as it knows. */
  readonly adding: boolean
  /** What `save({ fields })` names; null for a whole row. */
  readonly fields: readonly string[] | null
}

/** After a row was written. */
export interface AfterSave extends OnDatabase {
  /** It was inserted, not updated. */
  readonly created: boolean
  readonly fields: readonly string[] | null
}

/** Before and after a row is deleted, by itself, with its queryset or because of what it pointed at. */
export interface Deletion extends OnDatabase {
  readonly key: unknown
}

/** Links of a many-to-many are added or taken out; told before and after. */
export interface ManyChange extends OnDatabase {
  /** The relation as the row names it: 'tags'. */
  readonly property: string
  readonly action: 'add' | 'remove' | 'clear'
  readonly moment: 'before' | 'after'
  /** The row stands at the far side of the field that declares the relation: `tag.books`. */
  readonly reverse: boolean
  /** Keys of the rows at the other end; null where all are taken out. */
  readonly keys: readonly unknown[] | null
}

/** A row was saved or deleted, and the transaction around it is committed. */
export interface Commit extends OnDatabase {
  readonly change: 'created' | 'updated' | 'deleted'
  readonly key: unknown
}

/** What a handler of each event is given beside the row. */
export interface RowEvents {
  beforeSave: BeforeSave
  afterSave: AfterSave
  beforeDelete: Deletion
  afterDelete: Deletion
  manyChanged: ManyChange
  afterCommit: Commit
}

/** Of a many-to-many the row may be of either side. */
type Subject<M, E> = E extends 'manyChanged' ? KeyedModel : Row<M>

/** A model's own hooks. Each is awaited before the work goes on. */
export type Hooks<M> = { readonly [E in keyof RowEvents]?: (row: Subject<M, E>, event: RowEvents[E]) => unknown }

/** What `hooks` makes of them. */
export interface ModelHooks {
  readonly hooksOfModel?: never
}

/** What `on` makes: given to `defineApp({ events })`, to `connect`, or to `subscribe`. */
export interface RowSubscription {
  readonly event: keyof RowEvents
}

export type EventHandler<M, E extends keyof RowEvents> = (row: Subject<M, E>, event: RowEvents[E]) => unknown
