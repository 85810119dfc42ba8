import type { MetaOptions } from './meta-options.ts'
import type { Paths } from './types/paths.ts'
import type { Columns, Held } from './types/values.ts'

type Name<M> = Columns<M> | `${Held<M>}_id`

/** Options of a model. Every name in them is checked by the compiler, and again at start-up. */
export interface ModelOptions<M, P extends readonly unknown[]> {
  /** The table, where it is not `<app>_<model>` in lower case. */
  readonly table?: string
  /** The order of rows where a query names none. */
  readonly ordering?: P
  readonly indexes?: readonly {
    readonly name?: string
    /** Properties, `-` for descending. */
    readonly fields: readonly (Name<M> | `-${Name<M>}`)[]
    /** Only rows for which these lookups hold. */
    readonly condition?: Readonly<Record<string, unknown>>
  }[]
  readonly constraints?: readonly (
    | {
        readonly kind: 'unique'
        readonly name: string
        readonly fields: readonly Name<M>[]
        readonly condition?: Readonly<Record<string, unknown>>
      }
    | { readonly kind: 'check'; readonly name: string; readonly check: Readonly<Record<string, unknown>> }
  )[]
  /** Sets of properties that no two rows share. */
  readonly uniqueTogether?: readonly (readonly Name<M>[])[]
  /** Human names, lower case: 'article', 'articles'. */
  readonly label?: string
  readonly labelPlural?: string
  /** False for a table that migrations leave alone. */
  readonly managed?: boolean
  /** True for a class that only shares its fields with others: it has no table. Not inherited. */
  readonly abstract?: boolean
}

/**
 * A model's options: `static meta = meta<Book>()({ ordering: ['-published', 'author__name'] })`. The model is named,
 * because a static property cannot infer its own class.
 */
export function meta<M>(): <const P extends readonly string[]>(options: ModelOptions<M, Paths<M, P>>) => MetaOptions {
  return (options) => Object.freeze({ ...options }) as MetaOptions
}
