import type { Database } from '../../../data/drivers/index.ts'
import { forgetTypes, type Orm, untyped } from '../../../data/orm/index.ts'
import { areThere, permissionTables } from './tables.ts'

/** A model that has another name from now on. */
export interface RenamedModel {
  readonly orm: Orm
  readonly database: Database
  readonly app: string
  readonly from: string
  readonly to: string
}

/**
 * A model was renamed by a migration: its content type and its permissions go with it, so that whoever had them still has
 * them. Where there is a content type of the new name already, both stay as they are. To be called in the migration's own
 * transaction; doing it twice does no harm. Semantics: Django's `RenameContentType`.
 */
export async function renamePermissions({ orm, database, app, from, to }: RenamedModel): Promise<void> {
  const { name } = database
  const tables = permissionTables(orm, name)
  if (tables === null || !(await areThere(orm, name, [tables.types, tables.permissions]))) return
  const [old, now] = [from.toLowerCase(), to.toLowerCase()]
  const types = () => untyped(tables.types).using(name)
  const type = await types().filter({ appLabel: app, model: old }).first()
  if (old === now || type === null || (await types().filter({ appLabel: app, model: now }).exists())) return
  // Where the migration is no transaction, this is one: half of it would never be brought to its end.
  await database.atomic(async () => {
    await types().filter({ pk: type.pk }).update({ model: now })
    const permissions = () => untyped(tables.permissions).using(name).filter({ contentType: type.pk })
    const rows = await permissions().orderBy()
    const taken = new Set(rows.map((row) => String(row['codename'])))
    for (const row of rows) {
      const codename = String(row['codename'])
      const renamed = `${codename.slice(0, -old.length)}${now}`
      if (!codename.endsWith(`_${old}`) || taken.has(renamed)) continue
      await permissions()
        .filter({ pk: row.pk })
        .update({ codename: renamed, name: said(String(row['name']), from, to) })
    }
  })
  forgetTypes(database, tables.types)
}

const words = (text: string): string => text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()

/** 'Can add article' as 'Can add news story'; a name that does not end with the model's stays. */
function said(name: string, from: string, to: string): string {
  const ending = ` ${words(from)}`
  return name.endsWith(ending) ? `${name.slice(0, -ending.length)} ${words(to)}`.slice(0, 255) : name
}
