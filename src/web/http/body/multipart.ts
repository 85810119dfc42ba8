import { randomUUID } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { NuagesError } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'
import { FormBody } from './form-body.ts'
import type { Limits } from './limits.ts'
import { makeUploadFolder } from './upload-folders.ts'
import { UploadedFile } from './uploaded-file.ts'

/** A form that was read, and how to clear away what it left on disk. */
export interface ReadForm {
  readonly form: FormBody
  discard(): Promise<void>
}

/**
 * Reads `multipart/form-data` (RFC 7578) as it comes: files past `limits.memory` go to a temporary directory.
 * Throws `NUAGES_HTTP_MULTIPART_INVALID`, `…_BODY_TOO_LARGE`, `…_TOO_MANY_FIELDS`, `…_TOO_MANY_FILES`, and leaves no file then.
 */
export async function parseMultipart(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
  limits: Limits,
): Promise<ReadForm> {
  let reader: MultipartReader | null = null
  try {
    reader = new MultipartReader(contentType, limits)
    return await reader.read(chunks)
  } catch (error) {
    await reader?.discard()
    throw error instanceof NuagesError
      ? error
      : httpErrors.MULTIPART_INVALID({ reason: reasonOf(error) }, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^Multipart: /, '') : 'it is malformed'
}

class MultipartReader {
  readonly #limits: Limits
  readonly #busboy: BusboyInstance
  readonly #fields: [string, string][] = []
  readonly #files: Promise<[string, UploadedFile] | null>[] = []
  readonly #streams: BusboyFileStream[] = []
  #fieldBytes = 0
  #directory: Promise<string> | null = null
  readonly #failed = Promise.withResolvers<never>()
  #failure: unknown = null
  /** Ends the wait for the parser, which takes nothing more once it has failed. */
  #wake = (): void => {}

  constructor(contentType: string, limits: Limits) {
    this.#limits = limits
    this.#failed.promise.catch(() => {})
    this.#busboy = new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        fields: limits.fields,
        files: limits.files,
        parts: limits.fields + limits.files,
        fieldSize: limits.body + 1,
        headerPairs: 100,
        headerSize: 16 * 1024,
      },
    })
  }

  async read(chunks: AsyncIterable<Uint8Array>): Promise<ReadForm> {
    const busboy = this.#busboy
    busboy.on('field', (name: string | undefined, value, _, __, encoding) => this.#field(name, value, encoding))
    busboy.on('file', (name: string | undefined, stream, filename: string | undefined, encoding, type) => {
      const kept = this.#file(name, stream, filename, encoding, type)
      // Read at the end; a failure before that must not count as unhandled.
      kept.catch((error: unknown) => this.#fail(error))
      this.#files.push(kept)
    })
    busboy.on('fieldsLimit', () => this.#fail(httpErrors.TOO_MANY_FIELDS({ limit: this.#limits.fields })))
    busboy.on('partsLimit', () => this.#fail(httpErrors.TOO_MANY_FIELDS({ limit: this.#limits.fields })))
    busboy.on('filesLimit', () => this.#fail(httpErrors.TOO_MANY_FILES({ limit: this.#limits.files })))
    busboy.on('error', (error) => this.#fail(error))
    const done = finished(busboy)
    done.catch(() => {})
    // A part that fails stops taking data, and then the parser never comes to its end.
    const whole = this.#feed(chunks).then(async (size) => {
      if (size > 0) await done
      return Promise.all(this.#files)
    })
    const files = (await Promise.race([whole, this.#failed.promise])).filter((file) => file !== null)
    if (this.#failure !== null) throw this.#failure
    return { form: new FormBody(this.#fields, files), discard: () => this.discard() }
  }

  /** Deletes what was written to disk. */
  async discard(): Promise<void> {
    for (const stream of this.#streams) stream.destroy()
    const directory = await this.#directory?.catch(() => null)
    await Promise.allSettled(this.#files)
    if (directory) await rm(directory, { recursive: true, force: true })
  }

  /** Writes the body into the parser; gives its size. */
  async #feed(chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const busboy = this.#busboy
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > this.#limits.upload)
        this.#fail(httpErrors.BODY_TOO_LARGE({ what: 'The request body', limit: this.#limits.upload }))
      if (this.#failure !== null) break
      if (busboy.destroyed) break
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        busboy.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), () => resolve())
      })
    }
    if (this.#failure !== null) throw this.#failure
    if (size > 0) busboy.end()
    return size
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#failed.reject(error)
    this.#wake()
  }

  #field(name: string | undefined, value: string, encoding: string): void {
    if (name === undefined) return
    this.#fieldBytes += name.length + Buffer.byteLength(value)
    if (this.#fieldBytes > this.#limits.body) {
      this.#fail(httpErrors.BODY_TOO_LARGE({ what: 'The text of the form', limit: this.#limits.body }))
      return
    }
    this.#fields.push([name, encoding === 'base64' ? Buffer.from(value, 'base64').toString('utf8') : value])
  }

  async #file(
    field: string | undefined,
    stream: BusboyFileStream,
    filename: string | undefined,
    encoding: string,
    type: string,
  ): Promise<[string, UploadedFile] | null> {
    // Where the body breaks off, the parser says so here too; it is the whole form's failure, which is heard of elsewhere.
    stream.on('error', () => {})
    const name = safeName(filename ?? '')
    if (field === undefined || name === '') {
      stream.resume()
      return null
    }
    this.#streams.push(stream)
    const sink = new FileSink(this.#limits.memory, () => this.#newPath())
    try {
      for await (const chunk of encoding === 'base64' ? fromBase64(stream) : stream) {
        if (sink.size + (chunk as Buffer).length > this.#limits.file)
          throw httpErrors.BODY_TOO_LARGE({ what: 'A file', limit: this.#limits.file })
        if (this.#failure === null) await sink.write(chunk as Buffer)
      }
    } finally {
      await sink.close()
    }
    return [field, new UploadedFile(name, type, sink.size, sink.where)]
  }

  async #newPath(): Promise<string> {
    this.#directory ??= makeUploadFolder()
    return join(await this.#directory, randomUUID())
  }
}

/** Bytes that stay in memory until they are too many, then go to a file. */
class FileSink {
  size = 0
  readonly #memory: number
  readonly #newPath: () => Promise<string>
  #chunks: Buffer[] = []
  #path: string | null = null
  #file: WriteStream | null = null

  constructor(memory: number, newPath: () => Promise<string>) {
    this.#memory = memory
    this.#newPath = newPath
  }

  get where(): readonly Buffer[] | string {
    return this.#path ?? this.#chunks
  }

  /** Keeps a chunk; gives a promise where it goes to the file. */
  write(chunk: Buffer): Promise<void> | void {
    this.size += chunk.length
    if (this.#file !== null || this.size > this.#memory) return this.#toFile(chunk)
    this.#chunks.push(chunk)
  }

  async #toFile(chunk: Buffer): Promise<void> {
    if (this.#file === null) {
      this.#path = await this.#newPath()
      this.#file = createWriteStream(this.#path, { mode: 0o600 })
      for (const kept of this.#chunks) await this.#put(kept)
      this.#chunks = []
    }
    await this.#put(chunk)
  }

  async close(): Promise<void> {
    if (this.#file === null || this.#file.closed) return
    this.#file.end()
    await finished(this.#file)
  }

  #put(chunk: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#file!.write(chunk, (error) => (error ? reject(error) : resolve()))
    })
  }
}

/** The last part of a path, without control characters; '' for names that stand for directories. */
function safeName(filename: string): string {
  const name = filename
    .slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
    .replace(/[\x00-\x1f\x7f]/g, '')
  return name === '.' || name === '..' ? '' : name.slice(0, 255)
}

async function* fromBase64(stream: Readable): AsyncGenerator<Buffer> {
  let rest = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const text = rest + chunk.toString('latin1').replace(/\s/g, '')
    if (/[^A-Za-z0-9+/=]/.test(text)) {
      stream.resume()
      throw httpErrors.MULTIPART_INVALID({ reason: 'a part announced as base64 is none' })
    }
    const whole = text.length - (text.length % 4)
    rest = text.slice(whole)
    yield Buffer.from(text.slice(0, whole), 'base64')
  }
  if (rest !== '') throw httpErrors.MULTIPART_INVALID({ reason: 'a part announced as base64 is none' })
}
