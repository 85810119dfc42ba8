import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileReason } from '../../../base/errors/index.ts'
import { mediaTypeOf } from '../../../base/text/index.ts'
import { chunksOf } from '../chunks.ts'
import { filesErrors } from '../errors.ts'
import { candidates, checkedName, checkedPrefix, firstFree, isName, safeName } from '../names.ts'
import { partOf } from '../range.ts'
import type { ByteRange, Content, FileFacts, FileUrls, SaveOptions, SignedUrlOptions, Storage } from '../storage.ts'
import { StoredContent } from '../stored-content.ts'
import { reading, saving } from './failures.ts'
import { codeOf, isInside, type MadeFolder, makeFolder, makeRoot, realOrNull } from './folders.ts'
import { isTemporary, syncFolderOf, TemporaryFile } from './temporary.ts'
import { filesBelow, walk } from './walk.ts'

export interface FileSystemStorageOptions {
  /** The folder; relative ones count from the current folder. It is made at the first save. */
  readonly root: string
  readonly urls?: FileUrls
  /** Permissions of files: 0o640. By default what the process' umask leaves of 0o666. */
  readonly fileMode?: number
  /** Permissions of folders that are made: 0o750. By default what the umask leaves of 0o777. */
  readonly folderMode?: number
  /** A file is on the disk when `save` resolves, and survives a loss of power. Default: false. */
  readonly sync?: boolean
}

/** Errors that mean: no such file. */
const absent: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR', 'ENXIO']

/** How often a folder is made again that others take away as soon as it is empty. */
const folderTries = 20

/** Files in a folder of this machine. */
export class FileSystemStorage implements Storage {
  readonly kind = 'file system'
  /** The folder, absolute. */
  readonly root: string
  readonly #options: FileSystemStorageOptions

  /** Throws `NUAGES_FILES_BAD_OPTION`. */
  constructor(options: FileSystemStorageOptions) {
    if (options.root === '') throw filesErrors.BAD_OPTION({ option: 'root', problem: 'it is empty' })
    for (const option of ['fileMode', 'folderMode'] as const) {
      const mode = options[option]
      if (mode !== undefined && (!Number.isInteger(mode) || mode < 0 || mode > 0o7777))
        throw filesErrors.BAD_OPTION({ option, problem: `${mode} are no permissions, as 0o640 are` })
    }
    this.#options = options
    this.root = resolve(options.root)
  }

  async save(name: string, content: Content, options: SaveOptions = {}): Promise<string> {
    const wanted = safeName(name)
    const { overwrite = false, maxLength } = options
    const { sync = false } = this.#options
    // A name that is too long is told before the content is read.
    const first = candidates(wanted, maxLength).next().value
    options.signal?.throwIfAborted()
    const { folder, file } = await saving(wanted, this.#openTemporary(dirname(wanted), wanted))
    try {
      for await (const chunk of chunksOf(wanted, content, options)) await saving(wanted, file.write(chunk))
      await saving(wanted, file.end(sync))
      const placeOf = (candidate: string) => join(folder.dir, basename(candidate))
      if (overwrite) await saving(wanted, file.replace(placeOf(first)))
      const saved = overwrite
        ? first
        : await saving(
            wanted,
            firstFree(wanted, maxLength, (each) => file.claim(placeOf(each))),
          )
      if (sync) await saving(wanted, syncFolderOf(placeOf(saved)))
      return saved
    } catch (error) {
      await file.discard()
      await folder.undo()
      throw error
    }
  }

  /** A temporary file beside where the one of this name will be. */
  async #openTemporary(of: string, name: string): Promise<{ folder: MadeFolder; file: TemporaryFile }> {
    const { fileMode, folderMode } = this.#options
    const parts = of === '.' ? [] : of.split('/')
    for (let tries = 1; ; tries++) {
      try {
        const folder = await makeFolder(await makeRoot(this.root, folderMode), parts, folderMode, name)
        return { folder, file: await TemporaryFile.open(folder.dir, fileMode) }
      } catch (error) {
        // Another save that failed took the folder away while it was empty.
        if (codeOf(error) !== 'ENOENT' || tries === folderTries) throw error
      }
    }
  }

  /** The real path and the facts of a file; null where there is none, or a link leads out of the root. */
  async #find(name: string): Promise<{ path: string; stats: Stats } | null> {
    const root = await realOrNull(this.root)
    const path = root === null ? null : await realOrNull(join(root, ...name.split('/')))
    if (root === null || path === null || !isInside(root, path)) return null
    const stats = await statOrNull(path)
    return stats?.isFile() === true ? { path, stats } : null
  }

  async #found(name: string): Promise<{ path: string; stats: Stats }> {
    const found = await reading(name, this.#find(checkedName(name)))
    if (found === null) throw filesErrors.NOT_FOUND({ name })
    return found
  }

  async open(name: string, range: ByteRange = {}): Promise<StoredContent> {
    const { path } = await this.#found(name)
    const handle = await this.#handle(name, path)
    try {
      // Of the open file: it may have been overwritten since.
      const facts = factsOf(name, await reading(name, handle.stat()))
      const part = partOf(name, facts.size, range)
      return new StoredContent(facts, part, {
        read: () => readHandle(name, handle, part),
        close: () => handle.close(),
      })
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async #handle(name: string, path: string): Promise<FileHandle> {
    try {
      return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    } catch (cause) {
      if (absent.includes(codeOf(cause) ?? '')) throw filesErrors.NOT_FOUND({ name }, { cause })
      throw filesErrors.CANNOT_READ({ name, reason: fileReason(cause) }, { cause })
    }
  }

  async exists(name: string): Promise<boolean> {
    return (await reading(name, this.#find(checkedName(name)))) !== null
  }

  async size(name: string): Promise<number> {
    return (await this.#found(name)).stats.size
  }

  async stat(name: string): Promise<FileFacts> {
    return factsOf(name, (await this.#found(name)).stats)
  }

  async path(name: string): Promise<string | null> {
    return (await reading(name, this.#find(checkedName(name))))?.path ?? null
  }

  url(name: string): string {
    return this.#urls(name).url(name)
  }

  async signedUrl(name: string, options: SignedUrlOptions = {}): Promise<string> {
    return this.#urls(name).signedUrl(name, options)
  }

  #urls(name: string): FileUrls {
    checkedName(name)
    const { urls } = this.#options
    if (urls === undefined) throw filesErrors.NO_URL({ storage: this.kind })
    return urls
  }

  async delete(name: string): Promise<void> {
    const parts = checkedName(name).split('/')
    try {
      const root = await realOrNull(this.root)
      const folder = root === null ? null : await realOrNull(join(root, ...parts.slice(0, -1)))
      // A link is deleted, not what it leads to.
      if (root !== null && folder !== null && isInside(root, folder)) await unlink(join(folder, parts.at(-1)!))
    } catch (cause) {
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(cause) ?? '')) return
      throw filesErrors.CANNOT_DELETE({ name, reason: fileReason(cause) }, { cause })
    }
  }

  async deleteMany(names: Iterable<string>): Promise<void> {
    const all = [...names].map(checkedName)
    const failures: unknown[] = []
    for (const name of all) await this.delete(name).catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }

  async *list(prefix = ''): AsyncGenerator<FileFacts, void, undefined> {
    const wanted = checkedPrefix(prefix)
    const root = await reading(prefix, realOrNull(this.root))
    if (root === null) return
    for await (const name of walk(root, wanted)) {
      const found = isName(name) ? await reading(name, this.#find(name)) : null
      if (found !== null) yield factsOf(name, found.stats)
    }
  }

  async sweep(before: Date, { delete: deletes = true }: { readonly delete?: boolean } = {}): Promise<number> {
    let count = 0
    for await (const path of filesBelow(this.root, isTemporary)) {
      const stats = await reading(path, statOrNull(path))
      if (stats === null || stats.mtimeMs >= before.getTime()) continue
      if (deletes) await unlink(path).catch(ignoreAbsent)
      count++
    }
    return count
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function ignoreAbsent(cause: unknown): void {
  if (!absent.includes(codeOf(cause) ?? '')) throw cause
}

async function statOrNull(path: string): Promise<Stats | null> {
  return await stat(path).catch((error: unknown) => {
    ignoreAbsent(error)
    return null
  })
}

function factsOf(name: string, { size, mtimeMs }: Stats): FileFacts {
  const etag = `${Math.trunc(mtimeMs).toString(36)}-${size.toString(36)}`
  return { name, size, modified: new Date(mtimeMs), type: mediaTypeOf(name), etag }
}

const chunkBytes = 64 * 1024

async function* readHandle(
  name: string,
  handle: FileHandle,
  { start, until }: { readonly start: number; readonly until: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = start; at < until; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, until - at))
    const { bytesRead } = await reading(name, handle.read(buffer, 0, buffer.length, at))
    if (bytesRead === 0) throw filesErrors.CANNOT_READ({ name, reason: 'it became shorter while it was read' })
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}
