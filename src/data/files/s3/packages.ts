import type * as ClientPackage from '@aws-sdk/client-s3'
import type * as UploadPackage from '@aws-sdk/lib-storage'
import type * as PresignerPackage from '@aws-sdk/s3-request-presigner'
import { filesErrors } from '../errors.ts'

export type S3Package = typeof ClientPackage

/** The packages of Amazon that the storage needs. */
export interface S3Packages {
  readonly client: S3Package
  readonly upload: typeof UploadPackage
  readonly presigner: typeof PresignerPackage
}

export async function loadPackages(): Promise<S3Packages> {
  return {
    client: await load<S3Package>('@aws-sdk/client-s3'),
    upload: await load<typeof UploadPackage>('@aws-sdk/lib-storage'),
    presigner: await load<typeof PresignerPackage>('@aws-sdk/s3-request-presigner'),
  }
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
async function load<T extends object>(packageName: string): Promise<T> {
  try {
    return (await import(packageName)) as T
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw filesErrors.NO_PACKAGE({ package: packageName }, { cause })
  }
}
