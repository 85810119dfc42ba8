import { tryUse } from '../../base/context/index.ts'
import { isName, storagesService } from '../files/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { FileField } from './fields/file/file.ts'
import { deleteStored } from './fields/file/stored-file.ts'
import type { Orm } from './orm.ts'
import { querySetOf } from './queryset.ts'
import type { Target } from './writing.ts'

/** A file that a row named, and names no longer. */
export interface OldFile {
  readonly storage: string
  readonly name: string
}

/** Names of one query. */
const batchSize = 500

/** Says that a file could not be deleted: what it was deleted for has happened, and `nuages orphans` finds it. */
export function warn(name: string, error: unknown): void {
  process.emitWarning(`The file ${JSON.stringify(name)} could not be deleted: ${String(error)}`, 'NuagesWarning')
}

/** Deletes files that no row of this database names any more, with their thumbnails. It never rejects. */
export async function discard(gone: readonly OldFile[], { orm, database }: Target): Promise<void> {
  for (const [name, files] of Map.groupBy(gone, (each) => each.storage)) {
    // Where models are used without storages, columns hold names of files that are somebody else's.
    const storage = tryUse(storagesService)?.get(name)
    if (storage === undefined) continue
    try {
      const named = await namedAmong(
        files.map((each) => each.name),
        name,
        orm,
        database.name,
      )
      const free = [...new Set(files.map((each) => each.name))].filter((each) => !named.has(each))
      // A name that somebody wrote into the column by hand, and that no storage takes, is of no file: the others go all the same.
      await deleteStored(storage, free.filter(isName))
    } catch (error) {
      warn(files.map((each) => each.name).join(', '), error)
    }
  }
}

/** Every column of a project's models that names files of a storage; without a name, of any. */
export function namingColumns(models: readonly ModelInfo[], storageName?: string): readonly ColumnInfo[] {
  return models.flatMap((info) =>
    info.concrete !== info
      ? []
      : info.columns.filter(
          ({ field }) => field instanceof FileField && (storageName === undefined || field.storageName === storageName),
        ),
  )
}

/** Those of some names that a row has. */
export async function namedAmong(
  names: readonly string[],
  storageName: string,
  orm: Orm,
  databaseName: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const database = orm.database(databaseName)
  for (const { model, property } of namingColumns(orm.registry.models, storageName)) {
    if (!orm.keeps(database, model)) continue
    for (let at = 0; at < names.length; at += batchSize) {
      const rows = querySetOf(model.model)
        .using(databaseName)
        .filter({ [`${property}__in`]: names.slice(at, at + batchSize) })
        .orderBy()
        .valuesList(property, { flat: true }) as unknown as PromiseLike<string[]>
      for (const name of await rows) found.add(name)
    }
  }
  return found
}
