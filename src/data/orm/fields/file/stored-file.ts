import type { FileFacts } from '../../../files/index.ts'
import {
  type ByteRange,
  type Content,
  type SignedUrlOptions,
  type Storage,
  type StoredContent,
  storage,
} from '../../../files/index.ts'
import { ormErrors } from '../../errors.ts'
import { type AnyRow, batch } from '../../state.ts'
import { makeThumbnail, type ThumbnailOptions, thumbnailFolder } from './thumbnail.ts'

/** What a file field takes for a new file: a `Blob` or `File`, what came with a request, or anything else that has these. */
export interface Upload {
  readonly name?: string
  /** In bytes. */
  readonly size: number
  /** The media type that whoever sent it claims. */
  readonly type: string
  bytes(): Promise<Uint8Array>
  stream?(): AsyncIterable<string | Uint8Array> | ReadableStream<Uint8Array>
}

/** What a file field may be set to: a new file, a stored one, or the name of one that the storage has already. */
export type FileValue = Upload | StoredFile | string

/** Where a file belongs: its storage, and the row and column that hold its name. */
export interface FilePlace {
  readonly storage: string
  readonly column: { readonly property: string; readonly attribute: string } | null
  readonly row: AnyRow | null
}

const nowhere: FilePlace = { storage: 'default', column: null, row: null }

/** Is it something that can be stored? */
export function isUpload(value: unknown): value is Upload {
  if (typeof value !== 'object' || value === null || value instanceof StoredFile) return false
  const { size, bytes, type } = value as { size?: unknown; bytes?: unknown; type?: unknown }
  return typeof size === 'number' && typeof bytes === 'function' && typeof type === 'string'
}

/**
 * The file of a row's column, of which only the name is known until something is asked; or one that is to be stored when its row is
 * saved. Semantics: Django's `FieldFile` (https://docs.djangoproject.com/en/stable/ref/models/fields/#filefield-and-fieldfile).
 */
export class StoredFile {
  #name: string
  #upload: Upload | null
  /** Its content is not in the storage. */
  #pending: boolean
  #place: FilePlace

  constructor(name: string, upload: Upload | null = null, place: FilePlace = nowhere) {
    this.#name = name
    this.#upload = upload
    this.#pending = upload !== null
    this.#place = place
  }

  /** The name in its storage: 'articles/2026/11/photo.jpg'. Of a file that is not stored yet the name that it came with. */
  get name(): string {
    return this.#name
  }

  /** False until the row that it was given to is saved. */
  get isStored(): boolean {
    return !this.#pending
  }

  /** Where it belongs. */
  get place(): FilePlace {
    return this.#place
  }

  /** What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `StoredFile '${this.#name}'${this.#pending ? ' (not stored yet)' : ''}`
  }

  /** The content that is to be stored; null where it is. */
  get upload(): Upload | null {
    return this.#pending ? this.#upload : null
  }

  get storage(): Storage {
    return storage(this.#place.storage)
  }

  /** The address at which everybody may read it. Throws `NUAGES_FILES_NO_URL`, or `NUAGES_ORM_FILE_NOT_STORED`. */
  url(): string {
    return this.storage.url(this.#stored('url()'))
  }

  /** An address that answers for a while, to whoever has it. */
  async signedUrl(options?: SignedUrlOptions): Promise<string> {
    return this.storage.signedUrl(this.#stored('signedUrl()'), options)
  }

  /** In bytes. Throws `NUAGES_FILES_NOT_FOUND`. */
  async size(): Promise<number> {
    return this.#pending ? this.#upload!.size : this.storage.size(this.#name)
  }

  /** Size, type, time of the last change. Throws `NUAGES_FILES_NOT_FOUND`. */
  async stat(): Promise<FileFacts> {
    return this.storage.stat(this.#stored('stat()'))
  }

  async exists(): Promise<boolean> {
    return !this.#pending && this.storage.exists(this.#name)
  }

  /** The content, or a part of it. Throws `NUAGES_FILES_NOT_FOUND`. */
  async open(range?: ByteRange): Promise<StoredContent> {
    return this.storage.open(this.#stored('open()'), range)
  }

  async bytes(): Promise<Uint8Array> {
    if (this.#pending) return this.#upload!.bytes()
    return (await this.open()).bytes()
  }

  /** As UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  /**
   * Puts another file in its place: the row's column is saved, and the old file deleted once that is committed. Resolves to the
   * new one. Throws what saving the row throws.
   */
  async save(content: Upload): Promise<StoredFile> {
    const { row, column } = this.#owner('save()')
    row[column.property] = content
    await save(row, column.property)
    return row[column.property] as StoredFile
  }

  /** Empties the row's column and saves it; the file is deleted once that is committed. Without a row, deletes the file at once. */
  async delete(): Promise<void> {
    if (this.#place.row === null) {
      await deleteStored(this.storage, [this.#stored('delete()')])
      return
    }
    const { row, column } = this.#owner('delete()')
    const { info } = row[batch].layout
    row[column.attribute] = info.column(column.property)!.null ? null : ''
    await save(row, column.property)
  }

  /**
   * The picture in another size, from the storage: made once, kept beside the original under `thumbnails/`, deleted with it. It is
   * turned as the camera says, and carries none of the original's metadata. It needs the package `sharp`.
   * Throws `NUAGES_ORM_NO_SHARP`, `NUAGES_ORM_BAD_THUMBNAIL`, `NUAGES_ORM_NO_PICTURE`, `NUAGES_FILES_NOT_FOUND`.
   */
  async thumbnail(options: ThumbnailOptions): Promise<StoredFile> {
    const name = await makeThumbnail(this.storage, this.#stored('thumbnail()'), options)
    return new StoredFile(name, null, { ...this.#place, row: null, column: null })
  }

  /** The name, which is what the column holds. */
  toString(): string {
    return this.#name
  }

  toJSON(): string {
    return this.#name
  }

  /** It belongs there, or to nobody yet. */
  mayBeAt(place: FilePlace): boolean {
    const { row, column } = this.#place
    return row === null || (row === place.row && column === place.column)
  }

  /** The same file, for a row's column. */
  at(place: FilePlace): StoredFile {
    if (this.#place.row === null && this.#place.storage === place.storage) this.#place = place
    return this
  }

  /** A file of the same name, or the same new content, for another row's column. */
  copyAt(place: FilePlace): StoredFile {
    return new StoredFile(this.#name, this.upload, place)
  }

  /** It is stored under this name. Gives the way back, for a transaction that is undone. */
  becomes(name: string): () => void {
    const before = this.#name
    this.#name = name
    this.#pending = false
    return () => {
      this.#name = before
      this.#pending = true
    }
  }

  #stored(what: string): string {
    if (this.#pending) throw ormErrors.FILE_NOT_STORED({ what, name: this.#name })
    return this.#name
  }

  #owner(what: string): { readonly row: AnyRow; readonly column: NonNullable<FilePlace['column']> } {
    const { row, column } = this.#place
    if (row === null || column === null) throw ormErrors.FILE_OF_NO_ROW({ what, name: this.#name })
    return { row, column }
  }
}

async function save(row: AnyRow, property: string): Promise<void> {
  await (row['save'] as (options: { fields: readonly string[] }) => Promise<unknown>).call(row, { fields: [property] })
}

/** A file that is to be stored when the row that it is given to is saved; `name` where the content has none, or another. */
export function newFile(content: Upload, name?: string): StoredFile {
  if (!isUpload(content)) throw ormErrors.NO_FILE({ given: typeof content })
  return new StoredFile(name ?? nameOf(content), content)
}

/** The name that a content came with; '' for none. */
export function nameOf(content: Upload): string {
  return typeof content.name === 'string' ? content.name : ''
}

/** What a storage takes. */
export function contentOf(upload: Upload): Content | Promise<Uint8Array> {
  return upload.stream === undefined ? upload.bytes() : (upload as { stream(): ReadableStream<Uint8Array> })
}

/** Deletes files and their thumbnails. */
export async function deleteStored(from: Storage, names: readonly string[]): Promise<void> {
  await from.deleteMany(names)
  for (const name of names) {
    const made: string[] = []
    for await (const file of from.list(thumbnailFolder(name))) made.push(file.name)
    if (made.length > 0) await from.deleteMany(made)
  }
}
