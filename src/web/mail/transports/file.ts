import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileReason } from '../../../base/errors/index.ts'
import type { ComposedMail } from '../compose.ts'
import { mailErrors } from '../errors.ts'
import type { Delivery, MailTransport } from './transport.ts'

/**
 * Writes each mail into a folder: 'file:./outbox'. One `.eml` a mail, which mail programs open; it has its name only when it is whole. Only
 * this user may read it.
 */
export class FileTransport implements MailTransport {
  readonly kind = 'file'
  readonly location: string
  readonly #dir: string
  #closed = false

  constructor(dir: string) {
    this.#dir = dir
    this.location = `file:${dir}`
  }

  async send({ source, date, envelope }: ComposedMail): Promise<Delivery> {
    if (this.#closed) throw mailErrors.CLOSED({})
    const name = `${date.toISOString().replace(/[-:]/g, '').replace('.', '-')}-${randomBytes(6).toString('hex')}`
    const unfinished = join(this.#dir, `.${name}.part`)
    try {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 })
      const file = await open(unfinished, 'wx', 0o600)
      try {
        await file.writeFile(source)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, join(this.#dir, `${name}.eml`))
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {})
      const temporary = (error as { code?: string }).code === 'ENOSPC'
      throw mailErrors.NOT_WRITTEN({ path: this.#dir, reason: fileReason(error), temporary }, { cause: error })
    }
    return { accepted: envelope.to, rejected: [] }
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}
