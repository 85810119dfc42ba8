import type { FileFacts, Storages } from '../files/index.ts'
import type { FileField } from './fields/file/file.ts'
import { originalOf } from './fields/file/thumbnail.ts'
import { namedAmong, namingColumns } from './files-gone.ts'
import type { Orm } from './orm.ts'
import { querySetOf } from './queryset.ts'

export interface OrphansOptions {
  readonly orm: Orm
  readonly storages: Storages
  /** Files that were written within so many milliseconds are passed over: their rows may not be committed yet. Default: a day. */
  readonly older?: number
  /** Of one storage alone. */
  readonly storage?: string
  /** Of one folder alone: 'articles/'. */
  readonly prefix?: string
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** A file that no row names. */
export interface Orphan extends FileFacts {
  readonly storage: string
}

/** A row whose file is not there. */
export interface MissingFile {
  /** 'news.article'. */
  readonly model: string
  readonly key: unknown
  /** The field: 'image'. */
  readonly field: string
  readonly storage: string
  readonly name: string
}

/** Names of one query. */
const batchSize = 500

/**
 * Files that no row of any database names, one storage after the other. Thumbnails belong to their originals. What a program
 * saves in a storage without a field is an orphan, too: give it a storage of its own, or look at one folder alone.
 */
export async function* orphans(options: OrphansOptions): AsyncGenerator<Orphan, void, undefined> {
  const { orm, storages, older = 86_400_000, prefix = '', now = () => Date.now() } = options
  const before = now() - older
  const names = options.storage === undefined ? storagesOfFields(orm) : [options.storage]
  for (const name of names) {
    const storage = storages.get(name)
    if (storage === undefined) continue
    let batch: FileFacts[] = []
    for await (const file of storage.list(prefix)) {
      if (file.modified.getTime() > before) continue
      batch.push(file)
      if (batch.length < batchSize) continue
      yield* unnamed(batch, name, orm)
      batch = []
    }
    yield* unnamed(batch, name, orm)
  }
}

/** The fields of a project's models that hold files, each with the name of its storage. */
export function fileFields(
  orm: Orm,
): readonly { readonly model: string; readonly property: string; readonly storage: string }[] {
  return namingColumns(orm.registry.models).map(({ field, model, property }) => ({
    model: model.name,
    property,
    storage: (field as FileField).storageName,
  }))
}

/** The storages that fields keep files in: what lies in others is nobody's business here. */
function storagesOfFields(orm: Orm): readonly string[] {
  return [...new Set(namingColumns(orm.registry.models).map(({ field }) => (field as FileField).storageName))]
}

async function* unnamed(files: readonly FileFacts[], storage: string, orm: Orm): AsyncGenerator<Orphan> {
  if (files.length === 0) return
  const owners = (name: string) => [name, originalOf(name)].filter((each) => each !== null)
  const asked = [...new Set(files.flatMap(({ name }) => owners(name)))]
  const named = new Set<string>()
  for (const database of Object.keys(orm.databases))
    for (const name of await namedAmong(asked, storage, orm, database)) named.add(name)
  for (const file of files) if (!owners(file.name).some((name) => named.has(name))) yield { ...file, storage }
}

/** Rows whose files are not in their storages. */
export async function* missingFiles(options: OrphansOptions): AsyncGenerator<MissingFile, void, undefined> {
  const { orm, storages, prefix = '' } = options
  for (const column of namingColumns(orm.registry.models, options.storage)) {
    const { model, property, field } = column
    const { storageName } = field as FileField
    const storage = storages.get(storageName)
    if (storage === undefined) continue
    for (const database of Object.keys(orm.databases)) {
      if (!orm.keeps(orm.database(database), model)) continue
      const rows = querySetOf(model.model)
        .using(database)
        .orderBy('pk')
        .valuesList('pk', property)
        .iterator() as AsyncIterable<readonly [unknown, string | null]>
      for await (const [key, name] of rows) {
        if (name === null || name === '' || !name.startsWith(prefix)) continue
        if (!(await isThere(storage, name)))
          yield { model: model.label, key, field: property, storage: storageName, name }
      }
    }
  }
}

/** A name that no storage takes is of no file. */
async function isThere(storage: { exists(name: string): Promise<boolean> }, name: string): Promise<boolean> {
  try {
    return await storage.exists(name)
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('NUAGES_FILES_UNSAFE') === true) return false
    throw error
  }
}
