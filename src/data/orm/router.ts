/** A model as a router sees it. */
export interface RoutedModel {
  /** The app's label: 'news'. */
  readonly app: string
  /** 'Article'. */
  readonly name: string
  /** 'news.article'. */
  readonly label: string
}

/**
 * Says in which of the project's databases a model's rows are, where neither `using` nor the row itself does. What answers
 * undefined leaves it to what comes after: `read` to `write`, `write` to the database that a row came from, then to 'default'.
 * Must be quick: it is asked at every query. Semantics: Django's database routers, with one difference: inside a transaction
 * on the database that `write` names, rows are read from there too.
 *
 * ```ts
 * const replicas: Router = { read: () => (Math.random() < 0.5 ? 'replica1' : 'replica2'), write: () => 'default' }
 * ```
 */
export interface Router {
  /** Where rows of a model are read. */
  read?(model: RoutedModel): string | undefined
  /** Where they are written; `from` is the database that a row was read from, null for a new one and for whole querysets. */
  write?(model: RoutedModel, from: string | null): string | undefined
  /** Whether a database has the tables of a model; undefined means yes. What has none is passed over by migrations. */
  migrate?(database: string, model: RoutedModel): boolean | undefined
}
