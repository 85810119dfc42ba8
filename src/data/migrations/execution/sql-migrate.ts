import type { RoutedModel } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { schemaEditor, schemaFacts } from '../../sql/index.ts'
import { loadMigrations, type MigratedApp } from '../files/loader.ts'
import { nameOf } from '../files/migration.ts'
import { withOwnFields } from '../own-fields.ts'
import { checkReversible } from './executor.ts'
import type { MigratedOrm } from './migrate.ts'
import { keyOfTarget, statesBefore } from './plan.ts'
import { stepsOf } from './steps.ts'

export interface SqlMigrateOptions {
  readonly apps: readonly MigratedApp[]
  /** Needed where migrations name kinds of fields that the project adds, and for `database`. */
  readonly orm?: Partial<MigratedOrm>
  /** The database's name in the settings: what its router keeps out of it is left out. */
  readonly database?: string
  readonly app: string
  /** The beginning of it is enough. */
  readonly name: string
  /** Whose SQL; that of `database`, and SQLite's where nothing is said. */
  readonly dialect?: DatabaseName
  /** The statements that undo it, instead of those that apply it. */
  readonly backwards?: boolean
}

/** The SQL of a migration. */
export interface MigrationSql {
  /** The statements are one transaction. */
  readonly transaction: boolean
  /** In the order in which they are sent. */
  readonly operations: readonly OperationSql[]
}

export interface OperationSql {
  /** 'Create model Article'. */
  readonly description: string
  /** Empty where nothing is sent; null for a data migration, which is a function. */
  readonly statements: readonly string[] | null
}

/** The SQL of one migration, by operation; changes nothing. What `run` does is a function and not in it. */
export function sqlMigrate(options: SqlMigrateOptions): Promise<MigrationSql> {
  return withOwnFields(options.orm ?? {}, () => sqlOf(options))
}

async function sqlOf(options: SqlMigrateOptions): Promise<MigrationSql> {
  const { orm = {}, apps, app, name, backwards = false } = options
  const database = options.database === undefined ? null : (orm.database?.(options.database) ?? null)
  const { dialect = database?.database ?? 'sqlite' } = options
  const keeps = (model: RoutedModel) => database === null || (orm.keeps?.(database, model) ?? true)
  const loaded = await loadMigrations(apps)
  const migration = loaded.migrations.get(nameOf(keyOfTarget(loaded, app, name)))!
  if (backwards) checkReversible(migration)
  const steps = stepsOf(migration, statesBefore(loaded)(migration, null))
  const operations: OperationSql[] = []
  for (const { operation, before, after } of backwards ? [...steps].reverse() : steps) {
    const statements: string[] = []
    const given = { app: migration.app, editor: schemaEditor(statements, dialect), database: null, keeps }
    if (backwards) await operation.backwards({ ...given, before: after, after: before })
    else await operation.forwards({ ...given, before, after })
    const description = backwards ? `Undo: ${operation.description}` : operation.description
    operations.push({ description, statements: operation.kind === 'run' ? null : statements })
  }
  return { transaction: migration.atomic !== false && schemaFacts(dialect).transactionalDdl, operations }
}
