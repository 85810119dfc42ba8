import { type Orm, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { declaredPermissions, modelsWithPermissions } from './names.ts'
import { areThere, type PermissionTables, permissionTables } from './tables.ts'

export interface CreatePermissionsOptions {
  readonly orm: Orm
  /** The database's name in the settings; 'default' if left out. */
  readonly database?: string
}

/** What was missing and is there now. */
export interface CreatedPermissions {
  /** 'news.article'. */
  readonly contentTypes: readonly string[]
  /** 'news.add_article'. */
  readonly permissions: readonly string[]
}

interface Standing {
  /** Keys of content types by 'news.article'. */
  readonly keys: ReadonlyMap<string, unknown>
  /** 'news.article add_article'. */
  readonly permissions: ReadonlySet<string>
}

const nothing: CreatedPermissions = Object.freeze({ contentTypes: [], permissions: [] })

/**
 * Makes the rows of content types and permissions that the project's models lack in a database. One query where nothing is
 * missing; several processes may do it at once; rows that are there are never changed or deleted. Where the tables are not there
 * yet it does nothing. Semantics: Django's `create_contenttypes` and `create_permissions`, after `migrate`.
 */
export async function createPermissions({
  orm,
  database = 'default',
}: CreatePermissionsOptions): Promise<CreatedPermissions> {
  const tables = permissionTables(orm, database)
  if (tables === null) return nothing
  let standing: Standing
  try {
    standing = await read(tables, database)
  } catch (error) {
    if (await areThere(orm, database, [tables.types, tables.permissions])) throw error
    return nothing
  }
  const models = modelsWithPermissions(orm.registry.models)
  const contentTypes = models.filter(({ label }) => !standing.keys.has(label))
  const missing = (): readonly { model: ModelInfo; codename: string; name: string }[] =>
    models.flatMap((model) =>
      declaredPermissions(model)
        .filter(({ codename }) => !standing.permissions.has(`${model.label} ${codename}`))
        .map((each) => ({ model, ...each })),
    )
  if (contentTypes.length === 0 && missing().length === 0) return nothing
  if (contentTypes.length > 0) {
    const rows = contentTypes.map((info) => ({ appLabel: info.app, model: info.name.toLowerCase() }))
    await untyped(tables.types).using(database).bulkCreate(rows, { ignoreConflicts: true })
    standing = await read(tables, database)
  }
  const made = missing()
  const rows = made.map(({ model, codename, name }) => ({
    contentType: standing.keys.get(model.label),
    codename,
    name,
  }))
  if (rows.length > 0) await untyped(tables.permissions).using(database).bulkCreate(rows, { ignoreConflicts: true })
  return {
    contentTypes: contentTypes.map(({ label }) => label),
    permissions: made.map(({ model, codename }) => `${model.app}.${codename}`),
  }
}

/** Every content type with its permissions, in one query. */
async function read({ types }: PermissionTables, database: string): Promise<Standing> {
  const rows = await untyped(types).using(database).orderBy().values('pk', 'appLabel', 'model', 'permission__codename')
  const keys = new Map<string, unknown>()
  const permissions = new Set<string>()
  for (const row of rows) {
    const label = `${String(row['appLabel'])}.${String(row['model'])}`
    keys.set(label, row['pk'])
    permissions.add(`${label} ${String(row['permission__codename'])}`)
  }
  return { keys, permissions }
}
