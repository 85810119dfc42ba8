import { examine } from '../../base/content/index.ts'
import { ValidationError } from '../../base/schema/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { isLoadedColumn } from './deferred.ts'
import { FileField, ImageField } from './fields/file/file.ts'
import { leafName, targetName } from './fields/file/naming.ts'
import { contentOf, deleteStored, StoredFile } from './fields/file/stored-file.ts'
import { discard, type OldFile, warn } from './files-gone.ts'
import type { Maybe } from './maybe.ts'
import { querySetOf } from './queryset.ts'
import { type AnyRow, batch, keyOf, raw } from './state.ts'
import { fateOf } from './undone.ts'
import type { Target } from './writing.ts'

/** Columns that hold names of files; null for most models. A memo of what follows from the metadata. */
const known = new WeakMap<ModelInfo, readonly ColumnInfo[] | null>()

export function fileColumns(info: ModelInfo): readonly ColumnInfo[] | null {
  let found = known.get(info)
  if (found === undefined) {
    const columns = info.columns.filter(({ field }) => field instanceof FileField)
    known.set(info, (found = columns.length === 0 ? null : columns))
  }
  return found
}

// ---- the property -----------------------------------------------------------------------------------------------------

/** `article.image` answers on the prototype: rows hold the name, and the file is made when somebody asks for it. */
export function defineFile(prototype: object, property: string): void {
  if (Object.hasOwn(prototype, property)) return
  Object.defineProperty(prototype, property, {
    configurable: true,
    get(this: object) {
      return fileOf(this as AnyRow, property)
    },
    set(this: object, value: unknown) {
      setFile(this as AnyRow, property, value)
    },
  })
}

function columnOf(row: AnyRow, property: string): ColumnInfo | undefined {
  // The prototype itself is asked by whoever lists its properties.
  return row[batch]?.layout.info.column(property)
}

function fileOf(row: AnyRow, property: string): unknown {
  const column = columnOf(row, property)
  if (column === undefined) return undefined
  const { attribute } = column
  const value = row[attribute]
  const place = placeOf(row, column)
  if (value instanceof StoredFile && value.mayBeAt(place)) return value.at(place)
  if (value === '' || !(typeof value === 'string' || value instanceof StoredFile)) return value
  // A file that another row has, or another column, goes on being theirs.
  const file = typeof value === 'string' ? new StoredFile(value, null, place) : value.copyAt(place)
  row[attribute] = file
  return file
}

function setFile(row: AnyRow, property: string, value: unknown): void {
  const column = columnOf(row, property)!
  row[column.attribute] = value === undefined ? value : cleanedFile(column, value)
}

function cleanedFile(column: ColumnInfo, value: unknown): unknown {
  try {
    return column.field.clean(value) ?? (column.null ? null : '')
  } catch (error) {
    throw error instanceof ValidationError ? error.at(column.property) : error
  }
}

function placeOf(row: AnyRow, column: ColumnInfo) {
  return { storage: (column.field as FileField).storageName, column, row }
}

// ---- saving ------------------------------------------------------------------------------------------------------------

/** What saving rows writes beside the database: files that came, and names that go. */
interface Change {
  readonly row: AnyRow
  readonly column: ColumnInfo
  /** The name that the database has; null where there is none, or it is not known. */
  before: string | null
}

/** The columns of files, and those that hold the size of a picture, where one of `names` is a picture. */
export function withSizes(info: ModelInfo, names: readonly string[]): readonly string[] {
  const columns = fileColumns(info)
  if (columns === null) return names
  const sizes = columns.filter(({ property }) => names.includes(property)).flatMap(({ field }) => sizeFields(field))
  return sizes.every((name) => names.includes(name)) ? names : [...new Set([...names, ...sizes])]
}

function sizeFields(field: object): string[] {
  if (!(field instanceof ImageField)) return []
  const { widthField, heightField } = field.options
  return [widthField, heightField].filter((name) => name !== undefined)
}

/**
 * Stores the new files of rows, then does `work`, which writes the rows. Where that fails, or its transaction is undone, the
 * files go again; files that were replaced go once the transaction is committed.
 */
export function withFiles<T>(
  rows: readonly AnyRow[],
  info: ModelInfo,
  target: Target,
  only: readonly string[] | null,
  work: () => Maybe<T>,
): Maybe<T> {
  const columns = fileColumns(info)
  if (columns === null) return work()
  const changes: Change[] = []
  for (const row of rows)
    for (const column of columns) {
      if ((only !== null && !only.includes(column.property)) || !isLoadedColumn(row, column)) continue
      const value = row[column.attribute]
      const before = storedName(row, column)
      if (value instanceof StoredFile ? !value.isStored || value.name !== before : (value || null) !== before)
        changes.push({ row, column, before })
    }
  return changes.length === 0 ? work() : change(changes, info, target, work)
}

/** The name that the database has of a row's file. */
export function storedName(row: AnyRow, column: ColumnInfo): string | null {
  if (row[raw] === null || fateOf(row) === 'inserted') return null
  const { layout, offset } = row[batch]
  const index = layout.columns.indexOf(column)
  const name = index < 0 ? null : row[raw]![offset + index]
  return typeof name === 'string' && name !== '' ? name : null
}

async function change<T>(
  changes: readonly Change[],
  info: ModelInfo,
  target: Target,
  work: () => Maybe<T>,
): Promise<T> {
  const { database } = target
  const stored: (() => Promise<void>)[] = []
  const undo = async () => {
    for (const each of stored.splice(0).toReversed()) await each()
  }
  let result: T
  try {
    for (const each of changes) await storeOne(each, stored)
    if (stored.length > 0) database.onRollback(undo)
    result = await (changes.some(isThere) ? database.atomic(() => replacing(changes, info, target, work)) : work())
  } catch (error) {
    await undo()
    throw error
  }
  const gone = changes.flatMap(({ row, column, before }) => {
    const field = column.field as FileField
    const now = String(row[column.attribute] ?? '')
    return before === null || before === now || field.options.keepOld === true
      ? []
      : [{ storage: field.storageName, name: before }]
  })
  if (gone.length > 0) await database.onCommit(() => discard(gone, target))
  return result
}

/** The change is of a row that the database has. */
const isThere = ({ row }: Change) => row[raw] !== null && fateOf(row) !== 'inserted'

/** Does `work` while nobody else changes the rows. Somebody may have since they were read: the files that go are those that they name now. */
async function replacing<T>(
  changes: readonly Change[],
  info: ModelInfo,
  { database }: Target,
  work: () => Maybe<T>,
): Promise<T> {
  for (const [{ property }, all] of Map.groupBy(changes.filter(isThere), ({ column }) => column)) {
    const byKey = Map.groupBy(all, ({ row }) => String(keyOf(row)))
    for (let at = 0; at < all.length; at += batchSize) {
      const keys = all.slice(at, at + batchSize).map(({ row }) => keyOf(row))
      const some = querySetOf(info.model).using(database.name).filter({ pk__in: keys }).orderBy('pk')
      const named = (await some.selectForUpdate().valuesList('pk', property)) as unknown as [unknown, string | null][]
      for (const [key, name] of named) for (const each of byKey.get(String(key)) ?? []) reread(each, name)
    }
  }
  return await work()
}

/**
 * The row is taken for one that was read now: a new file may have got the name of one that the row had once, and that was deleted since, and
 * is a change all the same.
 */
function reread(change: Change, name: string | null): void {
  const { row, column } = change
  change.before = name || null
  const { layout, offset } = row[batch]
  const index = layout.columns.indexOf(column)
  // A copy: what else hangs on the values, and who else has them, stays as it is.
  if (index >= 0) row[raw] = Object.assign([], row[raw], { [offset + index]: name })
}

/** Stores a new file, and puts the size of a picture into the row. */
async function storeOne({ row, column }: Change, stored: (() => Promise<void>)[]): Promise<void> {
  const field = column.field as FileField
  const value = fileOf(row, column.property)
  if (!(value instanceof StoredFile)) {
    setSize(row, column, null)
    return
  }
  const { upload } = value
  if (upload === null) {
    if (sizeFields(field).length > 0) setSize(row, column, await sizeOf(value, field))
    return
  }
  const found = await examine(
    { name: value.name, size: upload.size, type: upload.type, ...readable(upload) },
    field.rules,
  )
  if ('code' in found) throw new ValidationError([{ ...found, field: column.property }])
  const wanted = targetName(field.options.uploadTo, row, leafName(value.name, found.type))
  const { storage } = value
  const name = await storage.save(wanted, await contentOf(upload), {
    maxLength: field.limit,
    ...(field.options.maxSize === undefined ? {} : { maxSize: field.options.maxSize }),
  })
  const back = value.becomes(name)
  stored.push(async () => {
    back()
    await deleteStored(storage, [name]).catch((error: unknown) => warn(name, error))
  })
  setSize(row, column, found.image)
}

function readable(upload: NonNullable<StoredFile['upload']>) {
  return {
    bytes: () => upload.bytes(),
    ...(upload.stream === undefined ? {} : { stream: () => upload.stream!() }),
  }
}

/** The size of a picture that the storage had before; null where it is not there, or is none. */
async function sizeOf(file: StoredFile, field: FileField): Promise<{ width: number; height: number } | null> {
  if (!(await file.exists())) return null
  const { size } = await file.stat()
  const content = { name: file.name, size, type: '', bytes: () => file.bytes(), stream: () => streamOf(file) }
  const { maxSize: _, accept: __, ...rules } = field.rules
  const found = await examine(content, rules)
  return 'code' in found ? null : found.image
}

async function* streamOf(file: StoredFile): AsyncGenerator<Uint8Array> {
  yield* await file.open()
}

function setSize(row: AnyRow, { field }: ColumnInfo, size: { width: number; height: number } | null): void {
  if (!(field instanceof ImageField)) return
  const { info } = row[batch].layout
  const { widthField, heightField } = field.options
  for (const [name, value] of [
    [widthField, size?.width ?? null],
    [heightField, size?.height ?? null],
  ] as const) {
    if (name === undefined) continue
    const column = info.column(name)!
    row[column.attribute] = value === null && !column.null ? 0 : value
  }
}

// ---- deleting ----------------------------------------------------------------------------------------------------------

/** The files that go with rows which are deleted. Columns that were not loaded are read. */
export async function filesOf(info: ModelInfo, rows: readonly AnyRow[], { database }: Target): Promise<OldFile[]> {
  const columns = (fileColumns(info) ?? []).filter(({ field }) => (field as FileField).options.keepOld !== true)
  const found: OldFile[] = []
  for (const column of columns) {
    const storage = (column.field as FileField).storageName
    const [read, unread] = [rows.filter((row) => isRead(row, column)), rows.filter((row) => !isRead(row, column))]
    const names: (string | null)[] = read.map((row) => storedName(row, column))
    for (let at = 0; at < unread.length; at += batchSize) {
      const keys = unread.slice(at, at + batchSize).map(keyOf)
      const some = querySetOf(info.model).using(database.name).filter({ pk__in: keys }).orderBy()
      names.push(...((await some.valuesList(column.property, { flat: true })) as (string | null)[]))
    }
    for (const name of names) if (name !== null && name !== '') found.push({ storage, name })
  }
  return found
}

/** Keys of one query. */
const batchSize = 500

const isRead = (row: AnyRow, column: ColumnInfo) => row[raw] !== null && row[batch].layout.columns.includes(column)

/** Deletes files once it is committed that their rows are gone. */
export function discardOnCommit(gone: readonly OldFile[], target: Target): Maybe<void> {
  if (gone.length > 0) return target.database.onCommit(() => discard(gone, target))
}
