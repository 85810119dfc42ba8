import { readFile, stat } from 'node:fs/promises'
import { mediaTypeOf } from '../../../base/text/index.ts'
import { type ContentCoding, negotiateEncoding } from '../compression/accept-encoding.ts'
import type { HttpRequest } from '../request.ts'
import { FileBody, LightResponse } from '../response.ts'
import type { Located } from './locate.ts'

/** The endings of compressed copies beside a file, by coding, best first. */
export const siblingEndings = { br: '.br', zstd: '.zst', gzip: '.gz' } as const satisfies Readonly<
  Record<ContentCoding, string>
>

const codings = Object.keys(siblingEndings) as readonly ContentCoding[]

/** One form of a file: as it is, or compressed. */
interface Form {
  /** Null for the file as it is. */
  readonly coding: ContentCoding | null
  readonly path: string
  readonly size: number
  readonly etag: string
  /** The bytes, where they are kept in memory. */
  bytes: Uint8Array | null
}

/** What is known of a file whose content never changes. */
interface Known {
  readonly name: string
  readonly type: string
  readonly modified: string
  readonly plain: Form
  readonly compressed: ReadonlyMap<ContentCoding, Form>
  /** The codings that there are, best first. */
  readonly offers: readonly ContentCoding[]
}

export interface ImmutableFilesOptions {
  /** Bytes up to which one file is kept in memory once it was asked for. */
  readonly keptFile: number
  /** Bytes that all kept files have together. */
  readonly kept: number
  /** Headers of every answer, lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/**
 * Answers for files with hashed names: their facts are looked up once, so that a later request costs no more than the read, and small
 * ones not even that. Of the copies that lie beside them (`.br`, `.zst`, `.gz`) the client gets the one that it likes best.
 */
export class ImmutableFiles {
  readonly #known = new Map<string, Known>()
  readonly #options: ImmutableFilesOptions
  #kept = 0

  constructor(options: ImmutableFilesOptions) {
    this.#options = options
  }

  /** The answer for a name that was asked for before; undefined for others, and where the file has gone since. */
  answer(request: HttpRequest, name: string): LightResponse | undefined | Promise<LightResponse | undefined> {
    const known = this.#known.get(name)
    if (known === undefined) return undefined
    const form = formFor(request, known)
    if (isInMemory(request, form)) return this.#respond(request, known, form)
    return stat(form.path).then(
      () => this.#respond(request, known, form),
      () => this.#forget(known),
    )
  }

  /** The answer for a name that is new here, from the file that it means. */
  async first(request: HttpRequest, name: string, file: Located & { readonly hash: string }): Promise<LightResponse> {
    const tag = `${file.hash}-${file.size.toString(36)}`
    const plain: Form = { coding: null, path: file.path, size: file.size, etag: `"${tag}"`, bytes: null }
    const compressed = new Map<ContentCoding, Form>()
    for (const coding of codings) {
      const path = file.path + siblingEndings[coding]
      const found = await stat(path).catch(() => null)
      if (!found?.isFile()) continue
      compressed.set(coding, { coding, path, size: found.size, etag: `"${tag}-${coding}"`, bytes: null })
    }
    const known: Known = {
      name,
      type: mediaTypeOf(name),
      modified: new Date(file.mtimeMs).toUTCString(),
      plain,
      compressed,
      offers: [...compressed.keys()],
    }
    this.#known.set(name, known)
    return this.#respond(request, known, formFor(request, known))
  }

  #respond(request: HttpRequest, known: Known, form: Form): LightResponse {
    const inMemory = isInMemory(request, form)
    if (!inMemory && form.bytes === null) this.#keep(known, form)
    const response = new LightResponse(inMemory ? form.bytes : new FileBody(form.path, form.size))
    const { headers } = response
    headers.put('content-type', known.type)
    headers.put('content-length', String(form.size))
    if (form.coding !== null) headers.put('content-encoding', form.coding)
    if (known.offers.length > 0) headers.put('vary', 'Accept-Encoding')
    headers.put('accept-ranges', 'bytes')
    headers.put('last-modified', known.modified)
    headers.put('etag', form.etag)
    for (const [name, value] of this.#options.headers) headers.put(name, value)
    return response
  }

  /** What is in memory of it gives its room back. */
  #forget(known: Known): undefined {
    if (this.#known.get(known.name) !== known) return
    this.#known.delete(known.name)
    for (const form of [known.plain, ...known.compressed.values()]) {
      if (form.bytes !== null) this.#kept -= form.size
    }
  }

  /** Reads a small file into memory for those who ask later, while there is room. */
  #keep(known: Known, form: Form): void {
    if (form.size > this.#options.keptFile || this.#kept + form.size > this.#options.kept) return
    this.#kept += form.size
    const give = () => {
      this.#kept -= form.size
    }
    readFile(form.path).then((bytes) => {
      const isKnown = this.#known.get(known.name) === known
      if (isKnown && form.bytes === null && bytes.byteLength === form.size) form.bytes = bytes
      else give()
    }, give)
  }
}

/** The form that the client likes best. */
function formFor(request: HttpRequest, { plain, compressed, offers }: Known): Form {
  if (offers.length === 0) return plain
  const coding = negotiateEncoding(request.header('accept-encoding'), offers)
  return coding === 'identity' ? plain : compressed.get(coding)!
}

/** True where no file is read: ranges are cut out of files. */
function isInMemory(request: HttpRequest, form: Form): boolean {
  return form.bytes !== null && request.header('range') === null
}
