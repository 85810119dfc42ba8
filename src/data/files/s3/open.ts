import { filesErrors } from '../errors.ts'
import type { Storage } from '../storage.ts'
import type { S3StorageOptions } from './options.ts'

export interface SignedUploadOptions {
  /** The media type that must be sent. */
  readonly type: string
  /** The bytes that must be sent, no more and no fewer. */
  readonly size: number
  /** Seconds for which it is taken. Default: 300. */
  readonly expires?: number
  /** Characters that the name may have. */
  readonly maxLength?: number
}

/** What a browser sends to keep a file without going through the application: `fetch(url, { method, headers, body })`. */
export interface SignedUpload {
  /** Where it will be: to be kept, once it is there (`stat`). */
  readonly name: string
  readonly url: string
  readonly method: 'PUT'
  /** All of them, as they are; `Content-Length` a browser sends itself. */
  readonly headers: Readonly<Record<string, string>>
}

/** Files in a bucket. */
export interface S3Storage extends Storage {
  readonly bucket: string
  /** An address to which one file can be sent, of this type and size, under a name that was free. Throws as `save` does. */
  signedUpload(name: string, options: SignedUploadOptions): Promise<SignedUpload>
}

/** The smallest part that the service takes. */
const smallestPart = 5 * 1024 * 1024

/**
 * A bucket of Amazon's S3, or of a service that speaks like it. Nothing is asked of it yet. Needs the packages `@aws-sdk/client-s3`,
 * `@aws-sdk/lib-storage` and `@aws-sdk/s3-request-presigner`. Throws `NUAGES_FILES_NO_PACKAGE`, `_BAD_OPTION`.
 */
export async function openS3Storage(options: S3StorageOptions): Promise<S3Storage> {
  const { bucket, partSize = smallestPart } = options
  if (!/^[A-Za-z0-9][A-Za-z0-9.:_-]{1,254}$/.test(bucket))
    throw filesErrors.BAD_OPTION({ option: 'bucket', problem: 'no bucket can have this name' })
  if (!Number.isSafeInteger(partSize) || partSize < smallestPart)
    throw filesErrors.BAD_OPTION({ option: 'partSize', problem: `parts have at least ${smallestPart} bytes` })
  const [{ loadPackages }, { S3BucketStorage }] = await Promise.all([import('./packages.ts'), import('./bucket.ts')])
  return new S3BucketStorage(options, await loadPackages())
}
