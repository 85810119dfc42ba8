import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SessionKeys } from '../codec.ts'
import { readDated, writeDated } from '../dated.ts'
import { sessionsErrors } from '../errors.ts'
import { defaultAge } from '../expiry.ts'
import { isSessionKey, newSessionKey } from '../key.ts'
import type { KeptSession, SessionChange, SessionStore, StoredSession } from '../store.ts'
import { Turns } from '../turns.ts'
import { codeOf, unlessMissing, withFileLock } from './file-lock.ts'

export interface FileSessionOptions extends SessionKeys {
  /** The folder, which is made where it is not there: for its owner alone. */
  readonly dir: string
  /** Before the key, in a file's name. Default 'sessionid', Django's. */
  readonly prefix?: string
  /** Seconds that a session lives which Django has written. Default: two weeks. */
  readonly age?: number
}

const salt = 'django.contrib.sessions.SessionStore'
/** Milliseconds after which what a process has left half done is taken away. */
const leftover = 3_600_000

/**
 * A file for each session, as Django's `file` has them: signed, readable for the owner alone, written aside and put in its place by renaming. Processes of one
 * machine can share the folder; several machines cannot.
 */
export class FileSessionStore implements SessionStore {
  readonly onServer = true
  readonly #dir: string
  readonly #prefix: string
  readonly #options: FileSessionOptions
  readonly #now: () => number
  readonly #turns = new Turns()

  constructor(options: FileSessionOptions) {
    this.#dir = resolve(options.dir)
    this.#prefix = options.prefix ?? 'sessionid'
    if (!/^[\w-]*$/.test(this.#prefix)) throw sessionsErrors.BAD_PREFIX({ prefix: this.#prefix })
    this.#options = options
    this.#now = options.now ?? (() => Date.now())
  }

  get #codec() {
    const { dir: _dir, prefix: _prefix, ...codec } = this.#options
    return { ...codec, salt, now: this.#now }
  }

  /** Keys have letters and digits only, so that a name leads nowhere else. */
  #path(key: string): string {
    return join(this.#dir, `${this.#prefix}${key}`)
  }

  async #read(path: string): Promise<KeptSession | null> {
    const text = await unlessMissing(readFile(path, 'latin1'))
    const found = text === null ? null : readDated(text, this.#codec)
    return found === null || found.expires.getTime() <= this.#now() ? null : found
  }

  async load(key: string): Promise<StoredSession | null> {
    return isSessionKey(key) ? this.#read(this.#path(key)) : null
  }

  async create(session: KeptSession): Promise<string> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    for (;;) {
      const key = newSessionKey()
      try {
        await writeFile(this.#path(key), writeDated(session, this.#codec), { flag: 'wx', mode: 0o600 })
        return key
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
    }
  }

  /** One at a time: in this process by turns, among processes by a lock beside the file. */
  async #locked<R>(key: string, work: (path: string, isHeld: () => Promise<boolean>) => Promise<R>): Promise<R | null> {
    const path = this.#path(key)
    return this.#turns.run(key, async () => {
      // No lock, and no folder, for a session that is not there.
      if ((await unlessMissing(stat(path))) === null) return null
      return withFileLock(`${path}.lock`, (isHeld) => work(path, isHeld))
    })
  }

  async update(key: string, change: SessionChange): Promise<string | null> {
    if (!isSessionKey(key)) return null
    return this.#locked(key, async (path, isHeld) => {
      const before = await this.#read(path)
      if (before === null) return null
      const aside = join(this.#dir, `.${this.#prefix}${key}.${randomBytes(6).toString('hex')}`)
      try {
        const text = writeDated(change(before.data), this.#codec)
        await writeFile(aside, text, { flag: 'wx', mode: 0o600 })
        if (!(await isHeld())) throw sessionsErrors.CONTENDED()
        await rename(aside, path)
      } catch (error) {
        await unlessMissing(unlink(aside))
        throw error
      }
      return key
    })
  }

  async rotate(key: string, change: SessionChange): Promise<string | null> {
    if (!isSessionKey(key)) return null
    return this.#locked(key, async (path) => {
      const before = await this.#read(path)
      if (before === null) return null
      const token = await this.create(change(before.data))
      await unlessMissing(unlink(path))
      return token
    })
  }

  async delete(key: string): Promise<void> {
    if (isSessionKey(key)) await this.#locked(key, (path) => unlessMissing(unlink(path)))
  }

  /** Also what cannot be read and is older than sessions get, and what processes have left that ended while they wrote. */
  async clearExpired(): Promise<number> {
    let count = 0
    for (const name of (await unlessMissing(readdir(this.#dir))) ?? []) {
      const plain = name.startsWith('.') ? name.slice(1) : name
      const key = plain.slice(this.#prefix.length)
      if (!plain.startsWith(this.#prefix)) continue
      if (plain === name && isSessionKey(key)) count += (await this.#clear(key)) === true ? 1 : 0
      else if (isSessionKey(key.split('.')[0]!)) await this.#clearLeftover(join(this.#dir, name))
    }
    return count
  }

  #clear(key: string): Promise<boolean | null> {
    return this.#locked(key, async (path) => {
      const [text, found] = [await unlessMissing(readFile(path, 'latin1')), await unlessMissing(stat(path))]
      if (text === null || found === null) return false
      const read = readDated(text, this.#codec)
      const ends = read?.expires.getTime() ?? found.mtimeMs + (this.#options.age ?? defaultAge) * 1000
      if (ends > this.#now()) return false
      await unlessMissing(unlink(path))
      return true
    })
  }

  async #clearLeftover(path: string): Promise<void> {
    const found = await unlessMissing(stat(path))
    if (found !== null && found.mtimeMs < this.#now() - leftover) await unlessMissing(unlink(path))
  }
}
