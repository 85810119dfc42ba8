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
  await types().filter({ pk: type.pk }).update({ model: now })
  forgetTypes(database, tables.types)
  const permissions = () => untyped(tables.permissions).using(name).filter({ contentType: type.pk })
  const words = (text: string) => text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()
  for (const row of await permissions().orderBy()) {
    const codename = String(row['codename'])
    if (!codename.endsWith(`_${old}`)) continue
    const renamed = `${codename.slice(0, -old.length)}${now}`
    const said = String(row['name'])
    const ending = ` ${words(from)}`
    await permissions()
      .filter({ pk: row.pk })
      .update({
        codename: renamed,
        name: said.endsWith(ending) ? `${said.slice(0, -ending.length)} ${words(to)}`.slice(0, 255) : said,
      })
  }
}
