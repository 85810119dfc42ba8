import type { Far, Given, KeyedModel, ModelClass, Ref, Row } from '../../../data/orm/index.ts'

/** What a factory may be given for a relation beside a row or a key: values of the row at the other end. */
type Related<V> = Far<V> extends infer R extends KeyedModel ? FactoryValues<R> : never

/** What many-to-many fields and reversed keys hold. */
interface List {
  count(): Promise<number>
}

type Lists<M> = {
  readonly [K in keyof M as NonNullable<M[K]> extends List ? K : never]?:
    | number
    | readonly (Ref<Far<M[K]>> | Related<M[K]>)[]
}

/**
 * Values of a row, none of them demanded: of a relation the row, its key, or values for a row to make; of a list of rows how many to make, or rows and
 * values. A function is called with the number of the row.
 */
export type FactoryValues<M extends KeyedModel> = {
  readonly [K in keyof Given<M>]?:
    | Given<M>[K]
    | Related<K extends keyof M ? M[K] : never>
    | ((number: number) => Given<M>[K])
} & Lists<M>

/** How rows of a factory are. */
export interface FactoryOptions<M extends KeyedModel, T extends string> {
  /** What every row has unless it is given something else. */
  readonly defaults?: FactoryValues<M>
  /** Variants by name, for `with`. */
  readonly traits?: Readonly<Record<T, FactoryValues<M>>>
  /** Called with each row that was saved, and its number. */
  readonly after?: (row: Row<M>, number: number) => void | Promise<void>
}

/** Makes rows of a model for tests. */
export interface Factory<M extends KeyedModel, T extends string = never> {
  /** A saved row. Throws `NUAGES_TESTING_NO_VALUE` where a field needs a value that cannot be guessed. */
  create(values?: FactoryValues<M>): Promise<Row<M>>
  /** Several, one after the other; the function is called with 0, 1 and so on. */
  createMany(count: number, values?: FactoryValues<M> | ((index: number) => FactoryValues<M>)): Promise<Row<M>[]>
  /** A row that is not saved. Rows that it must name are. */
  build(values?: FactoryValues<M>): Promise<Row<M>>
  /** The same with variants of `traits`; later ones win. */
  with(...traits: T[]): Factory<M, T>
}

export type { KeyedModel, ModelClass, Row }
