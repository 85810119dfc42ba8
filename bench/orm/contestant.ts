/** Where the tables are: SQLite in memory or in a file, or a PostgreSQL server over its socket or TCP. */
export type Place =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres'
      /** A host, or the directory of a Unix socket. */
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string | undefined
      readonly database: string
      readonly url: string
    }

export interface NewPerson {
  readonly name: string
  readonly age: number
  readonly sex: string
  readonly phone: string
  readonly active: boolean
  readonly city: number
}

/**
 * One way to the same rows. Every contestant has the same functions, each written as its documentation advises; what one
 * cannot do is left out, and is not compared. Rows are what it gives by itself: objects of its models, or plain ones.
 */
export interface Contestant {
  /** What it sends its statements through. */
  readonly driver: string
  /** One statement as text. */
  script(text: string): unknown
  /** A person by key. */
  get(id: number): unknown
  /** The people whose key is at most `count`. */
  rows?(count: number): unknown
  /** Up to 100 people of an age, each with the city in the same query. */
  page?(age: number): unknown
  /** 1,000 cities, each with its people. */
  cities?(): unknown
  /** 100 places, each with ten places around it. */
  deep?(): unknown
  /** Inserts a person; gives the row with its key. */
  insert?(person: NewPerson): unknown
  bulk?(people: readonly NewPerson[]): unknown
  /** Reads a person, changes one column, saves it. */
  save?(id: number, age: number): unknown
  /** Changes one column by key, without reading. */
  update?(id: number, age: number): unknown
  /** Makes the statement of `page` and does not send it. */
  build?(age: number): unknown
  close(): unknown
}

/** Every file of `contestants/` has one; null where it knows no way to the place. */
export type Open = (place: Place) => Promise<Contestant | null>

/** A package that may not be installed, and so has no types here. */
export const peer = (name: string) => import(name)
/** What is known of such a package's values: nothing. */
export type Untyped = Awaited<ReturnType<typeof peer>>
