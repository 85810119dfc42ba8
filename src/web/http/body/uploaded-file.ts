import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { signatureLength, typeOfContent } from '../../../base/content/index.ts'
import { validFilename } from '../../../base/text/index.ts'

/** A file that came with a form: in memory, or past a size in a temporary file that ends with the request. */
export class UploadedFile {
  /** The name that the browser gave, without any directory. Not to be trusted as a path. */
  readonly name: string
  /** The media type that the browser claims: 'image/png'. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Null where they are in the file. One buffer as soon as somebody has asked for them as such. */
  #chunks: readonly Buffer[] | null
  #path: string | null

  constructor(name: string, type: string, size: number, where: Buffer | readonly Buffer[] | string) {
    this.name = name
    this.type = type
    this.size = size
    this.#chunks = typeof where === 'string' ? null : Buffer.isBuffer(where) ? [where] : where
    this.#path = typeof where === 'string' ? where : null
  }

  /** The name with letters, digits, `-`, `_` and `.` alone, to store the file under; 'upload' where nothing is left. */
  get safeName(): string {
    try {
      return validFilename(this.name)
    } catch {
      return 'upload'
    }
  }

  /** The temporary file, or null while the content is in memory. */
  get path(): string | null {
    return this.#path
  }

  async bytes(): Promise<Uint8Array> {
    return this.#whole() ?? (await readFile(this.#path!))
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  /**
   * The media type by the first bytes of the content, whatever the browser claims: 'image/png'. Null for text (HTML, SVG and CSV too) and what is not
   * known; office documents are 'application/zip'. It says how the content begins, not that all of it is sound.
   */
  async detectedType(): Promise<string | null> {
    const whole = this.#whole()
    if (whole !== null) return typeOfContent(whole)
    const handle = await open(this.#path!)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(signatureLength), 0, signatureLength, 0)
      return typeOfContent(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  }

  /** The content in chunks, for large files. */
  stream(): Readable {
    return this.#chunks === null ? createReadStream(this.#path!) : Readable.from(this.#chunks)
  }

  /** Keeps the content at `target` (directories are made); a temporary file is moved, not copied, where it can be. */
  async moveTo(target: string): Promise<void> {
    await mkdir(dirname(target), { recursive: true })
    if (this.#chunks !== null) {
      await writeFile(target, this.#chunks)
      return
    }
    const from = this.#path!
    try {
      await rename(from, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
      await copyFile(from, target)
      await rm(from, { force: true })
    }
    this.#path = target
  }

  #whole(): Buffer | null {
    if (this.#chunks === null) return null
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks, this.size)]
    return this.#chunks[0]!
  }
}
