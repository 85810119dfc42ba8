import type { S3Client } from '@aws-sdk/client-s3'
import type { S3StorageOptions } from './options.ts'
import type { S3Package } from './packages.ts'

const connectionTimeout = 5_000

/** The client of one storage. Without credentials among the options it finds those of the environment, at the first request. */
export function clientFor({ S3Client }: S3Package, options: S3StorageOptions): S3Client {
  const { endpoint, region, credentials, attempts = 3, timeout = 30_000 } = options
  const own = endpoint !== undefined
  return new S3Client({
    forcePathStyle: options.pathStyle ?? own,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout, socketTimeout: timeout },
    // What other services know of Amazon's newer checksums differs.
    ...(own && {
      endpoint,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
    ...(region !== undefined ? { region } : own ? { region: 'us-east-1' } : {}),
    ...(credentials !== undefined && { credentials: { ...credentials } }),
  })
}
