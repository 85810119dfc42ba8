import type { Label } from '../../base/schema/index.ts'
import type { IndexKind } from '../query/index.ts'
import type { MetaOptions } from './meta-options.ts'
import type { Expression, Meant, OrderTerm } from './types/expressions.ts'
import type { Lookups } from './types/lookups.ts'
import type { Explained, Wrong } from './types/mistakes.ts'
import type { ColumnPaths, Paths } from './types/paths.ts'
import type { Columns, Held } from './types/values.ts'

type Name<M> = Columns<M> | `${Held<M>}_id`
type Term = Expression<unknown> | OrderTerm

/** An index: of fields, or of expressions. */
export interface IndexOptions<M> {
  /** Left out, one is made of table and columns. Needed where there are expressions. */
  readonly name?: string
  /** Properties, `-` for descending. */
  readonly fields?: readonly (Name<M> | `-${Name<M>}`)[]
  /** Instead of fields: `[Lower('title')]`, each perhaps with `asc()` or `desc()`. */
  readonly expressions?: readonly Term[]
  /** Only rows for which these lookups, or this `Q`, hold. */
  readonly condition?: object
  /** Columns that the index carries along, so that a query need not look into the table: PostgreSQL. */
  readonly include?: readonly Name<M>[]
  /** The kind of index: PostgreSQL. */
  readonly using?: IndexKind
  /** Operator classes, one for each field: PostgreSQL. */
  readonly opclasses?: readonly string[]
}

/** What people read where a rule is broken. */
interface MessageOptions {
  /** Instead of a sentence made from the rule's fields or name. */
  readonly message?: string
  /** The code; 'unique', 'unique_together' or 'constraint' if left out. */
  readonly code?: string
}

/** No two rows have the same: fields, or expressions. */
export interface UniqueOptions<M> extends MessageOptions {
  readonly kind: 'unique'
  readonly name: string
  readonly fields?: readonly Name<M>[]
  /** Instead of fields: `[Lower('email')]`. */
  readonly expressions?: readonly Term[]
  /** Only rows for which these lookups, or this `Q`, hold have to differ. */
  readonly condition?: object
  /** Columns that the index carries along: PostgreSQL. */
  readonly include?: readonly Name<M>[]
  /** Operator classes, one for each field: PostgreSQL. */
  readonly opclasses?: readonly string[]
  /** PostgreSQL looks at the rule when the transaction ends ('deferred'), or may be told to ('immediate'). */
  readonly deferrable?: 'deferred' | 'immediate'
  /** False: two nulls are the same. PostgreSQL from version 15. */
  readonly nullsDistinct?: boolean
}

/** Every row meets these lookups, or this `Q`. */
export interface CheckOptions extends MessageOptions {
  readonly kind: 'check'
  readonly name: string
  readonly check: object
}

type ConstraintOptions<M> = UniqueOptions<M> | CheckOptions

/** Conditions and expressions of rules, each held against the model. */
type CheckedRules<M, R> = { [I in keyof R]: R[I] & CheckedRule<M, R[I]> }
type CheckedRule<M, R> = (R extends { readonly condition: infer L }
  ? { readonly condition: Lookups<M, {}, L> }
  : unknown) &
  (R extends { readonly check: infer L } ? { readonly check: Lookups<M, {}, L> } : unknown) &
  (R extends { readonly expressions: infer E } ? { readonly expressions: CheckedTerms<M, E> } : unknown)
type CheckedTerms<M, E> = {
  [I in keyof E]: Meant<M, {}, E[I]> extends infer W extends Wrong ? Explained<W> : E[I]
}

/** Options of a model. Every name in them is checked by the compiler, and again at start-up. */
export interface ModelOptions<M, P extends readonly unknown[], I = unknown, C = unknown, N = unknown> {
  /** The table, where it is not `<app>_<model>` in lower case. */
  readonly table?: string
  /** The order of rows where a query names none. */
  readonly ordering?: P
  readonly indexes?: I
  readonly constraints?: C
  /** Sets of properties that no two rows share. */
  readonly uniqueTogether?: readonly (readonly Name<M>[])[]
  /** Human names, lower case: 'article', 'articles'. */
  readonly label?: Label
  readonly labelPlural?: Label
  /** False for a table that migrations leave alone. */
  readonly managed?: boolean
  /** True for a class that only shares its fields with others: it has no table. Not inherited. */
  readonly abstract?: boolean
  /** True for another class on the table of the model that it extends: its own ordering, methods and permissions, no fields. */
  readonly proxy?: boolean
  /**
   * The role in which a project may put another model in this one's place: 'user'. Where it does, this class is another
   * name of that model. Django's `swappable`.
   */
  readonly swappable?: string
  /** What `latest()` and `earliest()` go by where they name nothing. */
  readonly getLatestBy?: Name<M> | `-${Name<M>}` | readonly (Name<M> | `-${Name<M>}`)[]
  /**
   * Paths whose values together name a row to people and to other databases: `['slug']`, `['codename', 'contentType__model']`.
   * Fixtures write them in place of keys where they are asked to. Django's `natural_key()`.
   */
  readonly naturalKey?: N
  /** Permissions beside those to add, change, delete and view: `{ publish_article: 'Can publish articles' }`. */
  readonly permissions?: Readonly<Record<string, string>>
  /** The actions that permissions are made for; ['add', 'change', 'delete', 'view'] if left out. */
  readonly defaultPermissions?: readonly string[]
  /** What the database says of the table to people: PostgreSQL. */
  readonly comment?: string
}

/**
 * A model's options: `static meta = meta<Book>()({ ordering: ['-published', 'author__name'] })`. The model is named,
 * because a static property cannot infer its own class. Semantics: Django's `Meta`
 * (https://docs.djangoproject.com/en/stable/ref/models/options/).
 */
export function meta<M>(): <
  const P extends readonly string[],
  const I extends readonly IndexOptions<M>[],
  const C extends readonly ConstraintOptions<M>[],
  const N extends readonly string[],
>(
  options: ModelOptions<M, Paths<M, P>, CheckedRules<M, I>, CheckedRules<M, C>, ColumnPaths<M, N>>,
) => MetaOptions {
  return (options) => Object.freeze({ ...options }) as unknown as MetaOptions
}
