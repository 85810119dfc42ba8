import { service, use } from '../../base/context/index.ts'
import type { AtomicOptions, Database } from '../drivers/index.ts'
import type { ColumnInfo, DatabaseName, DatabaseValue, ModelInfo, ModelRegistry } from '../query/index.ts'
import { decoder, encoder } from '../sql/index.ts'
import { checkAtomic, checkWork } from './arguments.ts'
import { makeLayout } from './builder.ts'
import { subsetName } from './deferred.ts'
import { ormErrors } from './errors.ts'
import { type Heard, heardOf, type Subscription, subscriptionOf } from './events.ts'
import type { RoutedModel, Router } from './router.ts'
import { PlanCache } from './shape.ts'
import type { Layout } from './state.ts'

export interface OrmOptions {
  readonly registry: ModelRegistry
  /** By name; 'default' is the one that querysets use unless they say otherwise. */
  readonly databases: Readonly<Record<string, Database>>
  /** What `on` made: who is to be told of events of rows. */
  readonly events?: readonly object[]
  /** Chooses among the databases by model: read replicas, a database for each app. */
  readonly router?: Router
}

/** The models of a project and the databases that they live in, with the plans made for them. */
export class Orm {
  readonly registry: ModelRegistry
  readonly databases: Readonly<Record<string, Database>>
  readonly #default: Database | undefined
  readonly #router: Router | null
  readonly #single: boolean
  readonly #plans = new Map<string, PlanCache>()
  readonly #layouts = new Map<string, Map<ModelInfo, Layout>>()
  readonly #encoders = new Map<DatabaseName, Map<ColumnInfo, (value: unknown) => DatabaseValue>>()

  readonly #subscriptions = new Set<Subscription>()
  readonly #heard = new Map<ModelInfo, Heard | null>()

  constructor({ registry, databases, events = [], router }: OrmOptions) {
    this.registry = registry
    this.#router = router ?? null
    this.#single = Object.keys(databases).length === 1 && databases.default !== undefined
    this.databases = databases
    this.#default = databases.default
    checkFields(registry, Object.values(databases))
    for (const each of events) this.subscribe(each as Subscription)
  }

  /** Tells somebody of an event of rows until the function that it gives is called. */
  subscribe({ model, event, handler, together }: Subscription): () => void {
    const own = subscriptionOf(model, event, handler, together)
    this.#subscriptions.add(own)
    this.#heard.clear()
    return () => {
      this.#subscriptions.delete(own)
      this.#heard.clear()
    }
  }

  /** Who is to be told of what happens to rows of a model; null where there is nobody. */
  heard(info: ModelInfo): Heard | null {
    let heard = this.#heard.get(info)
    if (heard === undefined) this.#heard.set(info, (heard = heardOf(info, this.#subscriptions)))
    return heard
  }

  /** A database by name; left out, the default one. */
  database(name: string | null = null): Database {
    const found = name === null ? this.#default : Object.hasOwn(this.databases, name) ? this.databases[name] : undefined
    if (found === undefined)
      throw ormErrors.NO_DATABASE({ name: name ?? 'default', known: Object.keys(this.databases) })
    return found
  }

  /** There is nothing to choose among. */
  get single(): boolean {
    return this.#single
  }

  /** Where rows of a model are read, where nothing or `name` was said: from where they are written, inside a transaction there. */
  reading(info: ModelInfo, name: string | null): Database {
    if (name !== null || this.#router === null) return this.database(name)
    const home = this.writing(info)
    if (home.inTransaction) return home
    const chosen = this.#router.read?.(info)
    return chosen === undefined ? home : this.database(chosen)
  }

  /** Where rows of a model are written that came from `from`. */
  writing(info: ModelInfo, from: Database | null = null): Database {
    const chosen = this.#router?.write?.(info, from?.name ?? null)
    return chosen === undefined ? (from ?? this.database()) : this.database(chosen)
  }

  /** Where more is read of a row that came from `from`: there, or from where it is written inside a transaction there. */
  beside(info: ModelInfo, from: Database): Database {
    if (this.#router === null) return from
    const home = this.writing(info, from)
    return home.inTransaction ? home : from
  }

  /** Whether a database has the table of a model. */
  keeps(database: Database, model: RoutedModel): boolean {
    return this.#router?.migrate?.(database.name, model) !== false
  }

  /** The router says which tables are where. */
  get spreadsTables(): boolean {
    return this.#router?.migrate !== undefined
  }

  /** The plans for a database. */
  plans(database: Database): PlanCache {
    let plans = this.#plans.get(database.name)
    if (plans === undefined) {
      plans = new PlanCache()
      this.#plans.set(database.name, plans)
    }
    return plans
  }

  /** How rows of a model that have these columns are made from a statement's columns. */
  layout(info: ModelInfo, database: Database, wide: boolean, columns: readonly ColumnInfo[] = info.columns): Layout {
    const kind = `${database.database} ${wide} ${subsetName(info, columns)}`
    let layouts = this.#layouts.get(kind)
    if (layouts === undefined) this.#layouts.set(kind, (layouts = new Map()))
    let layout = layouts.get(info)
    if (layout === undefined) {
      const decoders = columns.map((column) => decoder(column.field, database.database, wide))
      layouts.set(info, (layout = makeLayout(info, columns, decoders)))
    }
    return layout
  }

  /** What writes a column's value. */
  encoder(column: ColumnInfo, database: Database): (value: unknown) => DatabaseValue {
    const kind = database.database
    let encoders = this.#encoders.get(kind)
    if (encoders === undefined) this.#encoders.set(kind, (encoders = new Map()))
    let found = encoders.get(column)
    if (found === undefined) encoders.set(column, (found = encoder(column.field, kind, column.property, true)))
    return found
  }
}

/** A kind of field that none of the project's databases has is found at start-up, not at the first query. */
function checkFields(registry: ModelRegistry, databases: readonly Database[]): void {
  for (const { name, columns } of registry.models)
    for (const { field, property } of columns) {
      const able = field.databases ?? null
      if (able === null || databases.length === 0 || databases.some(({ database }) => able.includes(database))) continue
      const { database } = databases[0]!
      throw ormErrors.UNSUPPORTED_FIELD({ field: `${name}.${property}`, type: field.type, database })
    }
}

/** Where the current project keeps its models and databases. */
export const ormService = service<Orm>('models and databases')

/** Joins models and databases. `connect` and `defineProject` do it for you. */
export function createOrm(options: OrmOptions): Orm {
  return new Orm(options)
}

/** How `atomic` runs. */
export interface TransactionOptions extends Omit<AtomicOptions, 'foreignKeys'> {
  /** The name of the database; 'default' if left out. */
  readonly using?: string
}

/**
 * Runs `work` in a transaction of a database, or in a savepoint inside one; commits on return, rolls back on throw. Django's
 * `transaction.atomic`. Everything that `work` awaits sends its statements on the transaction's connection.
 */
export function atomic<R>(work: () => Promise<R> | R, options: TransactionOptions = {}): Promise<R> {
  checkWork('atomic()', work)
  checkAtomic(options)
  const { using, ...rest } = options
  return use(ormService).database(using).atomic(work, rest)
}

/**
 * Calls `work` once the outermost transaction is committed; at once where there is none, and then what it gives resolves when
 * `work` is done. Django's `on_commit`.
 */
export function onCommit(work: () => void | Promise<void>, options: { using?: string } = {}): void | Promise<void> {
  checkWork('onCommit()', work)
  return use(ormService).database(options.using).onCommit(work)
}

/**
 * Calls `work` where the transaction or savepoint that this code is in, or one around it, is rolled back; outside of one never.
 * For what a program did beside the database: a file that it wrote, a key that it took. A failure of it is a warning.
 */
export function onRollback(work: () => void | Promise<void>, options: { using?: string } = {}): void {
  checkWork('onRollback()', work)
  use(ormService).database(options.using).onRollback(work)
}
