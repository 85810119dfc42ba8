import { provide, runInScope, type Scope, setProcessScope } from '../../base/context/index.ts'
import { type Database, openDatabases } from '../drivers/index.ts'
import { createOrm, type Orm, ormService } from './orm.ts'
import { type AppModels, buildRegistry } from './registry.ts'
import type { Router } from './router.ts'
import type { RowSubscription } from './types/events.ts'

export interface ConnectOptions {
  /** A module's namespace object, or a record or list of model classes; or a list of several apps with a label each. */
  readonly models: object | readonly AppModels[]
  /** The label of the app that the models belong to; names the tables: 'app' gives `app_person`. */
  readonly label?: string
  /** What `on` made: who is to be told of events of rows. */
  readonly events?: readonly RowSubscription[]
  /** Chooses among several databases by model. */
  readonly router?: Router
}

/** A script's project: models on one database. */
export interface Connected {
  readonly orm: Orm
  /** The default one. */
  readonly database: Database
  /** Runs `work` with this project as the current one, whatever the process's is. */
  run<R>(work: () => R): Promise<Awaited<R>>
  /** Closes the databases and stops being the process's project. */
  close(): Promise<void>
}

/**
 * Opens a database, or several by name, and makes its models usable in the whole process: what a script, a notebook or another framework needs.
 * Tables are the business of `nuages/migrations`. Rejects with a coded error where the URL, the file or a model is wrong.
 *
 * ```ts
 * const project = await connect('sqlite:app.sqlite3', { models: { Person } })
 * await Person.filter({ age__gte: 18 })
 * await project.close()
 * ```
 */
export async function connect(
  url: string | ({ readonly default: string } & Readonly<Record<string, string>>),
  { models, label = 'app', events = [], router }: ConnectOptions,
): Promise<Connected> {
  const registry = buildRegistry(isApps(models) ? models : [{ label, models }])
  const databases = await openDatabases(typeof url === 'string' ? { default: url } : url)
  const orm = createOrm({ registry, databases, events, ...(router && { router }) })
  const scope: Scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  setProcessScope(scope)
  return {
    orm,
    database: databases['default']!,
    run: <R>(work: () => R) => runInScope(scope, async (): Promise<Awaited<R>> => await work()),
    async close() {
      setProcessScope(undefined)
      await Promise.all(Object.values(databases).map((database) => database.close()))
    },
  }
}

/** Apps, and not a list of model classes. */
function isApps(models: object): models is readonly AppModels[] {
  return Array.isArray(models) && models.length > 0 && models.every((each: unknown) => typeof each === 'object')
}
