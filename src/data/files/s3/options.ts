import { filesErrors } from '../errors.ts'
import type { FileUrls } from '../storage.ts'

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface S3StorageOptions {
  readonly bucket: string
  /** What stands before every name: 'uploads/'. Default: nothing. */
  readonly prefix?: string
  /** Default: what `AWS_REGION` or the profile says, and 'us-east-1' at an endpoint of one's own. */
  readonly region?: string
  /** A service that is not Amazon's: 'https://minio.example.org:9000'. */
  readonly endpoint?: string
  /** The bucket stands in the path and not in the host's name. Default: true at an endpoint of one's own. */
  readonly pathStyle?: boolean
  /** What stands before names in `url()`: a CDN. Default: the bucket's own address. */
  readonly publicUrl?: string
  /** Addresses of one's own instead: for files that the application serves. */
  readonly urls?: FileUrls
  /** Encrypted where it is kept: with the service's key, or one of its key management. */
  readonly encryption?: 'AES256' | 'aws:kms'
  /** The key of 'aws:kms'. Default: the account's own. */
  readonly kmsKey?: string
  /** `Cache-Control` that is kept with each file, for who reads it at the service. */
  readonly cacheControl?: string
  /** Default: what the environment says (`AWS_ACCESS_KEY_ID`, a profile, the machine's role). */
  readonly credentials?: S3Credentials
  /** Bytes of one part, from which on a file is sent in several. Default: 8388608 (8 MiB); at least 5 MiB. */
  readonly partSize?: number
  /** How often a request is sent before it has failed. Default: 3. */
  readonly attempts?: number
  /** Milliseconds without a byte after which a connection is given up. Default: 30000. */
  readonly timeout?: number
}

const known: readonly string[] = [
  'region',
  'endpoint',
  'pathStyle',
  'publicUrl',
  'encryption',
  'kmsKey',
  'cacheControl',
]

/** The options in an address: 's3://key:secret@bucket/prefix?region=eu-west-3'. Throws `NUAGES_FILES_BAD_URL`; nothing of it that could be secret is repeated. */
export function s3Options(location: string): S3StorageOptions {
  const bad = (problem: string) => filesErrors.BAD_URL({ problem })
  const url = URL.parse(location)
  if (url === null || url.hostname === '') throw bad('it names no bucket')
  if (url.port !== '' || url.hash !== '')
    throw bad("a bucket has no port, and no '#' follows; write endpoint=… for a service")
  const options: Record<string, unknown> = { bucket: decoded(url.hostname), prefix: decoded(url.pathname.slice(1)) }
  for (const [name, value] of url.searchParams) {
    if (!known.includes(name)) throw bad(`it has no option '${name.slice(0, 30)}'; there are ${known.join(', ')}`)
    options[name] = value
  }
  const { pathStyle, endpoint, encryption } = options
  if (pathStyle !== undefined) {
    if (pathStyle !== 'true' && pathStyle !== 'false') throw bad("pathStyle is neither 'true' nor 'false'")
    options['pathStyle'] = pathStyle === 'true'
  }
  if (endpoint !== undefined && !/^https?:\/\//.test(String(endpoint)))
    throw bad('endpoint begins with no http:// or https://')
  if (encryption !== undefined && encryption !== 'AES256' && encryption !== 'aws:kms')
    throw bad("encryption is neither 'AES256' nor 'aws:kms'")
  if ((url.username === '') !== (url.password === ''))
    throw bad('it has a key without a secret, or a secret without a key')
  if (url.username !== '')
    options['credentials'] = { accessKeyId: decoded(url.username), secretAccessKey: decoded(url.password) }
  return options as unknown as S3StorageOptions
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw filesErrors.BAD_URL({ problem: "a '%' in it is not followed by two digits" }, { cause })
  }
}
