import { signatureLength, startOf, typeOfContent } from '../../../base/content/index.ts'
import { service } from '../../../base/context/index.ts'
import { randomString, TimestampSigner } from '../../../base/signing/index.ts'
import type { Content, Storage } from '../../../data/files/index.ts'
import type { UploadedFileLike } from '../data.ts'

export interface KeptUploadsOptions {
  /** Where they are kept: a storage of its own, whose files nobody is served. */
  readonly storage: Storage
  /** The project's secret key, and older ones. */
  readonly key: string
  readonly fallbackKeys?: readonly string[]
  /** Seconds for which an upload is kept. Default: 3600. */
  readonly maxAge?: number
  /** Bytes of one upload: larger ones have to be chosen again. Default: 20971520 (20 MiB). */
  readonly maxSize?: number
  /** Bytes of all together. Default: 536870912 (512 MiB). */
  readonly maxBytes?: number
  /** How many there may be. Default: 1000. */
  readonly maxFiles?: number
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** What a kept upload is called in the form that comes back. */
export interface KeptUpload {
  /** What the form carries: signed, and good for this field alone. */
  readonly token: string
  readonly name: string
  readonly size: number
}

/** What a token says. */
interface Claim {
  readonly id: string
  /** The field that it was sent for, with the prefix of its form. */
  readonly field: string
  readonly name: string
  readonly type: string
  readonly size: number
}

/** The current project's; where there is none, people choose their files again. */
export const keptUploadsService = service<KeptUploads>('uploads of refused forms')

const ids = /^[a-z0-9]{32}$/
const sweepEvery = 60_000

/**
 * Uploads of forms that were refused, for when they come again. Only who was given a form's token reaches its upload: the name in the
 * storage is random, and the token is signed with the field that it is for and expires. There is room for so many and no more:
 * where it is full, a form comes back without its upload, and nothing that is kept goes before its time.
 */
export class KeptUploads {
  readonly storage: Storage
  readonly maxAge: number
  readonly maxSize: number
  readonly maxBytes: number
  readonly maxFiles: number
  readonly #signer: TimestampSigner
  readonly #now: () => number
  /** What is known to be there, so that not every upload lists the storage. */
  #known: { readonly at: number; files: number; bytes: number } | null = null

  constructor(options: KeptUploadsOptions) {
    const { key, fallbackKeys = [], now = () => Date.now() } = options
    this.storage = options.storage
    this.maxAge = options.maxAge ?? 3600
    this.maxSize = options.maxSize ?? 20 * 1024 * 1024
    this.maxBytes = options.maxBytes ?? 512 * 1024 * 1024
    this.maxFiles = options.maxFiles ?? 1000
    this.#now = now
    this.#signer = new TimestampSigner(key, { salt: 'nuages.forms.kept', fallbackKeys, now })
  }

  /** Keeps an upload for a field; null where there is no room. It never rejects: without it the form is refused all the same. */
  async keep(file: UploadedFileLike, field: string): Promise<KeptUpload | null> {
    const { name, size, type } = file
    if (size > this.maxSize) return null
    try {
      const known = await this.#room()
      if (known.files + 1 > this.maxFiles || known.bytes + size > this.maxBytes) return null
      known.files++
      known.bytes += size
      const id = randomString(32, 'abcdefghijklmnopqrstuvwxyz0123456789')
      const content = (file.stream === undefined ? await file.bytes() : file) as Content
      await this.storage.save(id, content, { maxSize: this.maxSize })
      const claim: Claim = { id, field, name: name.slice(0, 255).toWellFormed(), type: type.slice(0, 255), size }
      return { token: this.#signer.signObject(claim), name: claim.name, size }
    } catch (error) {
      process.emitWarning(`An upload of a refused form could not be kept: ${String(error)}`, 'NuagesWarning')
      return null
    }
  }

  /** The upload of a token; null for one that was forged, is for another field, or has expired. */
  async find(token: string, field: string): Promise<UploadedFileLike | null> {
    const claim = this.#claimOf(token)
    if (claim === null || claim.field !== field || !(await this.storage.exists(claim.id))) return null
    const { storage } = this
    const { id, name, type } = claim
    const { size } = await storage.stat(id)
    const bytes = async () => (await storage.open(id)).bytes()
    async function* stream() {
      yield* await storage.open(id)
    }
    const detectedType = async () => typeOfContent(await startOf({ size, bytes, stream }, signatureLength))
    return { name, type, size, bytes, stream, detectedType }
  }

  #claimOf(token: string): Claim | null {
    if (token.length > 4096) return null
    try {
      const claim = this.#signer.unsignObject(token, { maxAge: this.maxAge }) as Claim
      return ids.test(claim.id) ? claim : null
    } catch {
      return null
    }
  }

  /** Deletes what has expired; how many there were. */
  async sweep(): Promise<number> {
    const before = this.#now() - this.maxAge * 1000
    const expired: string[] = []
    let files = 0
    let bytes = 0
    for await (const file of this.storage.list()) {
      if (file.modified.getTime() < before) expired.push(file.name)
      else {
        files++
        bytes += file.size
      }
    }
    await this.storage.deleteMany(expired)
    await this.storage.sweep?.(new Date(before))
    this.#known = { at: this.#now(), files, bytes }
    return expired.length
  }

  /** What is there, counted anew each minute. */
  async #room(): Promise<{ files: number; bytes: number }> {
    if (this.#known === null || this.#now() - this.#known.at > sweepEvery) await this.sweep()
    return this.#known!
  }
}

/** What a file field reads where no file came, and the form says that one was kept. */
export class KeptClaim {
  readonly token: string
  readonly field: string

  constructor(token: string, field: string) {
    this.token = token
    this.field = field
  }
}
