import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesErrors } from './errors.ts'
import { FileSystemStorage } from './file-system/file-system.ts'
import { MemoryStorage } from './memory.ts'
import { openS3Storage } from './s3/open.ts'
import { s3Options } from './s3/options.ts'
import type { FileUrls, Storage } from './storage.ts'

export interface OpenStorageOptions {
  /** The folder from which relative ones count. Default: the current one. */
  readonly dir?: string
  readonly urls?: FileUrls
  /** Of the file system, as in `FileSystemStorageOptions`. */
  readonly fileMode?: number
  readonly folderMode?: number
  readonly sync?: boolean
  /** Of memory, as in `MemoryStorageOptions`. */
  readonly maxBytes?: number
}

/** What an address means. */
export type StorageKind = 'file system' | 'memory' | 's3'

/** Which kind of storage an address means. Throws `NUAGES_FILES_BAD_URL`; the address is not repeated, as it may have a password. */
export function storageKind(location: string): StorageKind {
  if (location.trim() === '') throw filesErrors.BAD_URL({ problem: 'it is empty' })
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'file') return 'file system'
  if (scheme === 'memory' || scheme === 's3') return scheme
  throw filesErrors.BAD_URL({ problem: `it begins with '${scheme}:'` })
}

/**
 * A storage by its address: a folder ('./media', 'file:./media'), 'memory:', or a bucket ('s3://bucket/prefix?region=eu-west-3').
 * Throws `NUAGES_FILES_BAD_URL`, `_BAD_OPTION`, `_NO_PACKAGE`.
 */
export async function openStorage(location: string, options: OpenStorageOptions = {}): Promise<Storage> {
  const { dir = process.cwd(), urls, fileMode, folderMode, sync, maxBytes } = options
  const common = urls === undefined ? {} : { urls }
  switch (storageKind(location)) {
    case 'memory':
      if (!/^memory:(?:\/\/)?$/i.test(location)) throw filesErrors.BAD_URL({ problem: "there is more than 'memory:'" })
      return new MemoryStorage({ ...common, ...(maxBytes !== undefined && { maxBytes }) })
    case 's3':
      return await openS3Storage({ ...s3Options(location), ...common })
    default:
      return new FileSystemStorage({
        root: resolve(dir, folderOf(location)),
        ...common,
        ...(fileMode !== undefined && { fileMode }),
        ...(folderMode !== undefined && { folderMode }),
        ...(sync !== undefined && { sync }),
      })
  }
}

function folderOf(location: string): string {
  if (!/^file:/i.test(location)) return location
  if (!/^file:\/\//i.test(location)) return location.slice('file:'.length)
  try {
    return fileURLToPath(location)
  } catch (cause) {
    throw filesErrors.BAD_URL({ problem: 'it names no folder of this machine' }, { cause })
  }
}
