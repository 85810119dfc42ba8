import { introspect } from '../../../data/drivers/index.ts'
import type { Orm } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'

/** The two models of permissions in a project that has them. */
export interface PermissionTables {
  readonly types: ModelInfo
  readonly permissions: ModelInfo
}

/** The tables of permissions, where a database of the project is to keep them. */
export function permissionTables(orm: Orm, database: string): PermissionTables | null {
  const types = orm.registry.byLabel('contenttypes.contenttype')
  const permissions = orm.registry.byLabel('auth.permission')
  if (types === undefined || permissions === undefined) return null
  return orm.keeps(orm.database(database), permissions) ? { types, permissions } : null
}

/** Whether the tables of these models are there. */
export async function areThere(orm: Orm, database: string, models: readonly ModelInfo[]): Promise<boolean> {
  const { tables } = await introspect(orm.database(database))
  const names = new Set(tables.map(({ name }) => name.toLowerCase()))
  return models.every(({ table }) => names.has(table.toLowerCase()))
}
