import type { StoredContent } from './stored-content.ts'

/** What can be saved: a text (as UTF-8), bytes, a blob, an upload, or chunks that come one after the other. */
export type Content =
  | string
  | Uint8Array
  | AsyncIterable<string | Uint8Array>
  | ReadableStream<Uint8Array>
  | { stream(): AsyncIterable<string | Uint8Array> | ReadableStream<Uint8Array> }

export interface SaveOptions {
  /** The media type; by default by the name's ending. The file system does not keep it, and has the one of the ending. */
  readonly type?: string
  /** Take the place of a file of this name, at one moment and whole, instead of finding a free name. Default: false. */
  readonly overwrite?: boolean
  /** Bytes that the content may have. Default: no limit. Throws `NUAGES_FILES_TOO_LARGE`. */
  readonly maxSize?: number
  /** Characters that the name may have, folders and random part included: what the column holds that keeps it. */
  readonly maxLength?: number
  /** Ends the saving; nothing stays behind, and `save` rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** What is known of a stored file without reading it. */
export interface FileFacts {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly modified: Date
  /** The media type: 'image/png'. */
  readonly type: string
  /** A text that changes with the content, without quotes. */
  readonly etag: string
}

/** Bytes `start` to `end`, both included and counted from 0. Without `end` to the end of the file; an `end` after it counts as it. */
export interface ByteRange {
  readonly start?: number
  readonly end?: number
}

export interface SignedUrlOptions {
  /** Seconds for which the address answers. Default: 300. */
  readonly expires?: number
  /** Offer it for saving: under its own name (true), or another. Default: false. */
  readonly download?: boolean | string
}

/**
 * A place for files. Names are relative paths with `/` between their parts. `save` makes a name safe and free first and says which it is; all
 * others take a name as it is, and throw `NUAGES_FILES_UNSAFE_NAME` for one that no stored file can have.
 * Semantics: Django's `Storage` (https://docs.djangoproject.com/en/stable/ref/files/storage/).
 */
export interface Storage extends AsyncDisposable {
  /** What it is, for messages: 'file system', 'memory', 'S3'. */
  readonly kind: string

  /**
   * Keeps `content` and gives back the name that it has now: `name` made safe, with a random part where a file of that name is there already. The
   * file appears whole or not at all; what exists is not overwritten unless `overwrite` says so. Throws `NUAGES_FILES_UNSAFE_NAME`, `_NAME_TOO_LONG`,
   * `_TOO_LARGE`, `_NO_ROOM`, `_CANNOT_SAVE`, the signal's reason, or what the content threw.
   */
  save(name: string, content: Content, options?: SaveOptions): Promise<string>

  /** The content, or a part. It is open until its last byte was read or it is closed. Throws `NUAGES_FILES_NOT_FOUND`, `_BAD_RANGE`. */
  open(name: string, range?: ByteRange): Promise<StoredContent>

  exists(name: string): Promise<boolean>

  /** In bytes. Throws `NUAGES_FILES_NOT_FOUND`. */
  size(name: string): Promise<number>

  /** Throws `NUAGES_FILES_NOT_FOUND`. */
  stat(name: string): Promise<FileFacts>

  /** The address at which everybody may read the file, encoded; it need not exist. Throws `NUAGES_FILES_NO_URL` where there is none. */
  url(name: string): string

  /** An address that answers for a while, to whoever has it. Throws `NUAGES_FILES_NO_URL` where there is none. */
  signedUrl(name: string, options?: SignedUrlOptions): Promise<string>

  /** Nothing happens where the file is gone already. */
  delete(name: string): Promise<void>

  /** Deletes all that are there. Where some cannot be, the others are gone and it rejects with the first reason. */
  deleteMany(names: Iterable<string>): Promise<void>

  /** All files whose names begin with `prefix`, in the order of their names. Hidden files, and those half written, are left out. */
  list(prefix?: string): AsyncIterable<FileFacts>

  /** The file on this machine's disk, where the storage is one; null where no file is there. Throws as `open` does for a bad name. */
  path?(name: string): Promise<string | null>

  /**
   * Deletes what killed processes left half written and nobody wrote to since `before`; with `delete: false` only counts it. How many files it were.
   * Storages where nothing of the kind can lie have no such method.
   */
  sweep?(before: Date, options?: { readonly delete?: boolean }): Promise<number>

  close(): Promise<void>
}

/** Makes the addresses of a storage that has none of its own. */
export interface FileUrls {
  url(name: string): string
  signedUrl(name: string, options?: SignedUrlOptions): string | Promise<string>
}
