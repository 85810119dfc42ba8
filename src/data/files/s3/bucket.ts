import { Readable } from 'node:stream'
import type { GetObjectCommandOutput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3'
import { contentDisposition, mediaTypeOf, percentEncode } from '../../../base/text/index.ts'
import { chunksOf } from '../chunks.ts'
import { filesErrors } from '../errors.ts'
import { candidates, checkedName, checkedPrefix, firstFree, isName, safeName } from '../names.ts'
import { partOf } from '../range.ts'
import { downloadName, expirySeconds } from '../signed-urls.ts'
import type { ByteRange, Content, FileFacts, SaveOptions, SignedUrlOptions } from '../storage.ts'
import { StoredContent } from '../stored-content.ts'
import { begin, bytesOf } from './body.ts'
import { clientFor } from './client.ts'
import { asked, failureOf, isTaken, isUnconditional, statusOf } from './failures.ts'
import type { S3Storage, SignedUpload, SignedUploadOptions } from './open.ts'
import type { S3StorageOptions } from './options.ts'
import type { S3Packages } from './packages.ts'

const defaultPart = 8 * 1024 * 1024
/** How many names one request may delete. */
const deletedAtOnce = 1000

/** Files in a bucket, through Amazon's client. */
export class S3BucketStorage implements S3Storage {
  readonly kind = 'S3'
  readonly bucket: string
  readonly #prefix: string
  readonly #options: S3StorageOptions
  readonly #packages: S3Packages
  readonly #client: S3Client

  constructor(options: S3StorageOptions, packages: S3Packages) {
    this.#options = options
    this.#packages = packages
    this.bucket = options.bucket
    const prefix = options.prefix ?? ''
    this.#prefix = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
    this.#client = clientFor(packages.client, options)
  }

  #place(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `${this.#prefix}${name}` }
  }

  async save(name: string, content: Content, options: SaveOptions = {}): Promise<string> {
    const wanted = safeName(name)
    const { overwrite = false, maxLength, signal } = options
    const first = candidates(wanted, maxLength).next().value
    const part = this.#options.partSize ?? defaultPart
    const begun = await begin(chunksOf(wanted, content, options), part)
    if (!begun.whole) return await this.#saveInParts(wanted, begun.all(), options)
    const put = async (candidate: string, condition: { IfNoneMatch?: string }) => {
      const { PutObjectCommand } = this.#packages.client
      const input = { ...this.#headers(candidate, options.type), ...condition, Body: begun.start }
      await this.#client.send(new PutObjectCommand(input), signal === undefined ? {} : { abortSignal: signal })
    }
    try {
      if (!overwrite) return await this.#underFreeName(wanted, maxLength, put)
      await put(first, {})
      return first
    } catch (error) {
      signal?.throwIfAborted()
      throw failureOf('CANNOT_SAVE', wanted, error)
    }
  }

  /** The first name that is free: looked at before, and at a service that knows conditions, when it is written too. */
  async #underFreeName(
    wanted: string,
    maxLength: number | undefined,
    put: (candidate: string, condition: { IfNoneMatch?: string }) => Promise<void>,
  ): Promise<string> {
    return await firstFree(wanted, maxLength, async (candidate) => {
      if (await this.exists(candidate)) return false
      try {
        await put(candidate, { IfNoneMatch: '*' })
      } catch (error) {
        if (isTaken(error)) return false
        if (!isUnconditional(error)) throw error
        await put(candidate, {})
      }
      return true
    })
  }

  /**
   * A content too long to be sent twice: its name cannot be tried out, so that it has a random part from the beginning.
   */
  async #saveInParts(wanted: string, chunks: AsyncIterable<Uint8Array>, options: SaveOptions): Promise<string> {
    const { overwrite = false, maxLength, signal } = options
    const names = candidates(wanted, maxLength)
    let name = names.next().value
    if (!overwrite && name === wanted) name = names.next().value
    const body = Readable.from(chunks, { objectMode: false })
    let broken: unknown
    // The error of the content itself, which the client may tell in its own words.
    body.once('error', (error) => (broken ??= error))
    const upload = new this.#packages.upload.Upload({
      client: this.#client,
      params: { ...this.#headers(name, options.type), ...(!overwrite && { IfNoneMatch: '*' }), Body: body },
      partSize: this.#options.partSize ?? defaultPart,
      queueSize: 3,
      leavePartsOnError: false,
    })
    try {
      await upload.done()
      return name
    } catch (error) {
      body.destroy()
      signal?.throwIfAborted()
      throw broken ?? failureOf('CANNOT_SAVE', wanted, error)
    }
  }

  #headers(name: string, type = mediaTypeOf(name)): PutObjectCommandInput {
    const { encryption, kmsKey, cacheControl } = this.#options
    return {
      ...this.#place(name),
      ContentType: type,
      ...(cacheControl !== undefined && { CacheControl: cacheControl }),
      ...(encryption !== undefined && { ServerSideEncryption: encryption }),
      ...(kmsKey !== undefined && { SSEKMSKeyId: kmsKey }),
    }
  }

  async open(name: string, range: ByteRange = {}): Promise<StoredContent> {
    const place = this.#place(checkedName(name))
    const { start = 0, end } = range
    const partly = start !== 0 || end !== undefined
    // What no file has is refused before anything is asked.
    if (partly) partOf(name, Number.MAX_SAFE_INTEGER, range)
    const { GetObjectCommand } = this.#packages.client
    let answer: GetObjectCommandOutput
    try {
      answer = await this.#client.send(
        new GetObjectCommand({ ...place, ...(partly && { Range: `bytes=${start}-${end ?? ''}` }) }),
      )
    } catch (error) {
      if (statusOf(error) === 416)
        throw filesErrors.BAD_RANGE({ name, start, end, size: await this.size(name) }, { cause: error })
      throw failureOf('CANNOT_READ', name, error)
    }
    const body = answer.Body as Readable
    // Closed unread, or left in the middle, it is an error that nobody waits for.
    body.on('error', () => {})
    const sent = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.ContentRange ?? '')
    const size = sent === null ? (answer.ContentLength ?? 0) : Number(sent[2])
    const close = async () => void body.destroy()
    try {
      const part = partOf(name, size, range)
      const from = sent === null ? 0 : Number(sent[1])
      return new StoredContent(factsOf(name, size, answer), part, {
        read: () => bytesOf(name, body, { ...part, from }),
        close,
      })
    } catch (error) {
      await close()
      throw error
    }
  }

  async exists(name: string): Promise<boolean> {
    try {
      await this.stat(name)
      return true
    } catch (error) {
      if ((error as { code?: string }).code === 'NUAGES_FILES_NOT_FOUND') return false
      throw error
    }
  }

  async size(name: string): Promise<number> {
    return (await this.stat(name)).size
  }

  async stat(name: string): Promise<FileFacts> {
    const { HeadObjectCommand } = this.#packages.client
    const head = new HeadObjectCommand(this.#place(checkedName(name)))
    const answer = await asked('CANNOT_READ', name, this.#client.send(head))
    return factsOf(name, answer.ContentLength ?? 0, answer)
  }

  url(name: string): string {
    const { urls, publicUrl, endpoint, region } = this.#options
    const key = `${this.#prefix}${checkedName(name)}`
    if (urls !== undefined) return urls.url(name)
    if (publicUrl !== undefined) return `${publicUrl.replace(/\/$/, '')}/${percentEncode(name)}`
    if (endpoint === undefined) {
      if (region === undefined) throw filesErrors.NO_URL({ storage: this.kind })
      return `https://${this.bucket}.s3.${region}.amazonaws.com/${percentEncode(key)}`
    }
    const base = new URL(endpoint)
    if (this.#options.pathStyle ?? true) return `${endpoint.replace(/\/$/, '')}/${this.bucket}/${percentEncode(key)}`
    return `${base.protocol}//${this.bucket}.${base.host}/${percentEncode(key)}`
  }

  async signedUrl(name: string, options: SignedUrlOptions = {}): Promise<string> {
    const place = this.#place(checkedName(name))
    const { urls } = this.#options
    if (urls !== undefined) return await urls.signedUrl(name, options)
    const called = downloadName(name, options.download)
    const command = new this.#packages.client.GetObjectCommand({
      ...place,
      ...(called !== null && { ResponseContentDisposition: contentDisposition('attachment', called) }),
    })
    const expiresIn = expirySeconds(options.expires)
    return await asked('CANNOT_READ', name, this.#packages.presigner.getSignedUrl(this.#client, command, { expiresIn }))
  }

  async signedUpload(name: string, options: SignedUploadOptions): Promise<SignedUpload> {
    const { type, size, expires, maxLength } = options
    if (!Number.isSafeInteger(size) || size < 0)
      throw filesErrors.BAD_OPTION({ option: 'size', problem: `${size} is no number of bytes` })
    if (!/^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w.-]+)?$/.test(type))
      throw filesErrors.BAD_OPTION({ option: 'type', problem: 'it is no media type, as image/png is' })
    const free = await firstFree(safeName(name), maxLength, async (each) => !(await this.exists(each)))
    const headers = { 'content-type': type, 'if-none-match': '*' }
    const { PutObjectCommand } = this.#packages.client
    const command = new PutObjectCommand({
      ...this.#headers(free, type),
      ContentLength: size,
      IfNoneMatch: '*',
    })
    const signed = new Set([...Object.keys(headers), 'content-length', 'host'])
    const url = await asked(
      'CANNOT_SAVE',
      free,
      this.#packages.presigner.getSignedUrl(this.#client, command, {
        expiresIn: expirySeconds(expires),
        signableHeaders: signed,
        unhoistableHeaders: signed,
      }),
    )
    return { name: free, url, method: 'PUT', headers }
  }

  async delete(name: string): Promise<void> {
    const { DeleteObjectCommand } = this.#packages.client
    const request = new DeleteObjectCommand(this.#place(checkedName(name)))
    await asked('CANNOT_DELETE', name, this.#client.send(request))
  }

  async deleteMany(names: Iterable<string>): Promise<void> {
    const all = [...names].map(checkedName)
    const { DeleteObjectsCommand } = this.#packages.client
    let failed: unknown
    for (let at = 0; at < all.length; at += deletedAtOnce) {
      const some = all.slice(at, at + deletedAtOnce)
      const Objects = some.map((name) => ({ Key: this.#place(name).Key }))
      const request = new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } })
      const { Errors = [] } = await asked('CANNOT_DELETE', some[0]!, this.#client.send(request))
      for (const { Key, Code } of Errors) {
        const name = Key?.slice(this.#prefix.length) ?? some[0]!
        failed ??= filesErrors.CANNOT_DELETE({ name, reason: `S3: ${Code ?? 'no reason was given'}` })
      }
    }
    if (failed !== undefined) throw failed
  }

  async *list(prefix = ''): AsyncGenerator<FileFacts, void, undefined> {
    const Prefix = `${this.#prefix}${checkedPrefix(prefix)}`
    const { ListObjectsV2Command } = this.#packages.client
    let token: string | undefined
    do {
      const request = new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      })
      const page = await asked('CANNOT_READ', prefix, this.#client.send(request))
      for (const object of page.Contents ?? []) {
        const name = object.Key?.slice(this.#prefix.length) ?? ''
        // Folders that consoles make, and what others have put there under names that no file here has.
        if (isName(name)) yield factsOf(name, object.Size ?? 0, object)
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    } while (token !== undefined)
  }

  async close(): Promise<void> {
    this.#client.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

interface Described {
  readonly ContentType?: string | undefined
  readonly LastModified?: Date | undefined
  readonly ETag?: string | undefined
}

function factsOf(name: string, size: number, { ContentType, LastModified, ETag }: Described): FileFacts {
  return {
    name,
    size,
    modified: LastModified ?? new Date(0),
    type: ContentType ?? mediaTypeOf(name),
    etag: (ETag ?? '').replaceAll('"', ''),
  }
}
