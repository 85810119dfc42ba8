import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomString } from '../../../base/signing/index.ts'
import { codeOf } from './folders.ts'

/** How file systems say that they have no hard links (FAT, some networks), or no more of them. */
const withoutLinks: readonly string[] = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** What temporary files are called. */
const temporary = /^\.nuages-[a-z0-9]{16}\.part$/

/** True for the name of a temporary file, of this process or another. */
export const isTemporary = (name: string): boolean => temporary.test(name)

/** A file under a hidden name, beside where it shall be when it is whole. */
export class TemporaryFile {
  readonly path: string
  readonly #handle: FileHandle

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  static async open(dir: string, mode: number | undefined): Promise<TemporaryFile> {
    const path = join(dir, `.nuages-${randomString(16, 'abcdefghijklmnopqrstuvwxyz0123456789')}.part`)
    const file = new TemporaryFile(path, await open(path, 'wx', mode ?? 0o666))
    // The umask took a part of it.
    if (mode !== undefined) await file.#handle.chmod(mode)
    return file
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#handle.writeFile(chunk)
  }

  /** Nothing more comes; with `sync` it is on the disk. */
  async end(sync: boolean): Promise<void> {
    if (sync) await this.#handle.sync()
    await this.#handle.close()
  }

  /** Gives it its name; false where that is taken, by whatever the file system takes for the same name. */
  async claim(path: string): Promise<boolean> {
    try {
      await link(this.path, path)
    } catch (error) {
      const code = codeOf(error) ?? ''
      if (code === 'EEXIST') return false
      if (!withoutLinks.includes(code)) throw error
      return await this.#reserve(path)
    }
    // It has its name: a second, hidden one is no reason to say that it has none.
    await unlink(this.path).catch(() => {})
    return true
  }

  /** Without links: an empty file takes the name first, then the whole one its place. */
  async #reserve(path: string): Promise<boolean> {
    try {
      await (await open(path, 'wx')).close()
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    }
    try {
      await rename(this.path, path)
    } catch (error) {
      await unlink(path).catch(() => {})
      throw error
    }
    return true
  }

  /** Gives it its name, whatever file had it. */
  async replace(path: string): Promise<void> {
    await rename(this.path, path)
  }

  /** Takes it away, as far as it went. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await unlink(this.path).catch(() => {})
  }
}

/** A new name is on the disk when its folder is. */
export async function syncFolderOf(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return
  const handle = await open(dirname(path), 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
