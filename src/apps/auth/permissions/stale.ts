import { type Orm, untyped } from '../../../data/orm/index.ts'
import { declaredPermissions, modelsWithPermissions } from './names.ts'
import { permissionTables } from './tables.ts'

/** Rows that speak of what the project does not have any more. */
export interface StalePermissions {
  /** Content types without a model, with their keys: 'news.story'. */
  readonly contentTypes: readonly { readonly pk: unknown; readonly label: string }[]
  /** Permissions of models that do not declare them: 'news.publish_article'. */
  readonly permissions: readonly { readonly pk: unknown; readonly name: string }[]
}

/**
 * Content types of models that the project does not have, and permissions that its models do not declare. Somebody may still use them: a row
 * that was made by hand, an application of another language on the same database. Django's `remove_stale_contenttypes` looks for the former.
 */
export async function stalePermissions(orm: Orm, database = 'default'): Promise<StalePermissions> {
  const tables = permissionTables(orm, database)
  if (tables === null) return { contentTypes: [], permissions: [] }
  const models = new Map(modelsWithPermissions(orm.registry.models).map((info) => [info.label, info]))
  const rows = await untyped(tables.types)
    .using(database)
    .orderBy('appLabel', 'model', 'permission__codename')
    .values('pk', 'appLabel', 'model', 'permission__pk', 'permission__codename')
  const contentTypes = new Map<string, unknown>()
  const permissions: { pk: unknown; name: string }[] = []
  for (const row of rows) {
    const label = `${String(row['appLabel'])}.${String(row['model'])}`
    const info = models.get(label)
    if (info === undefined) contentTypes.set(label, row['pk'])
    else if (
      row['permission__pk'] !== null &&
      !declaredPermissions(info).some(({ codename }) => codename === row['permission__codename'])
    )
      permissions.push({ pk: row['permission__pk'], name: `${info.app}.${String(row['permission__codename'])}` })
  }
  return { contentTypes: [...contentTypes].map(([label, pk]) => ({ label, pk })), permissions }
}
