import { IntegrityError } from '../../data/orm/index.ts'
import { decodeSession, encodeSession, type SessionCodecOptions, type SessionData } from './codec.ts'
import { Session } from './models.ts'

/** Where sessions are kept. Keys are made by whoever uses it. */
export interface SessionStore {
  /** The data under a key, or null where there is none or it has expired. */
  load(key: string): Promise<SessionData | null>
  /** Keeps a new session. False where the key is taken. */
  create(key: string, data: SessionData, expires: Date): Promise<boolean>
  /** Writes a session that was there. False where it has gone in the meantime. */
  update(key: string, data: SessionData, expires: Date): Promise<boolean>
  delete(key: string): Promise<void>
  /** Deletes what has expired. Resolves to how many went. */
  clearExpired(): Promise<number>
}

/** Sessions in the table `django_session`, in Django's encoding: the two can share it. */
export class DatabaseSessionStore implements SessionStore {
  readonly #codec: SessionCodecOptions
  readonly #now: () => number

  constructor(codec: SessionCodecOptions) {
    this.#codec = codec
    this.#now = codec.now ?? (() => Date.now())
  }

  async load(key: string): Promise<SessionData | null> {
    const row = await Session.filter({ sessionKey: key, expireDate__gt: new Date(this.#now()) }).first()
    return row === null ? null : decodeSession(row.sessionData, this.#codec)
  }

  async create(key: string, data: SessionData, expires: Date): Promise<boolean> {
    try {
      await Session.create({ sessionKey: key, sessionData: encodeSession(data, this.#codec), expireDate: expires })
      return true
    } catch (error) {
      if (error instanceof IntegrityError) return false
      throw error
    }
  }

  async update(key: string, data: SessionData, expires: Date): Promise<boolean> {
    const changes = { sessionData: encodeSession(data, this.#codec), expireDate: expires }
    return (await Session.filter({ sessionKey: key }).update(changes)) > 0
  }

  async delete(key: string): Promise<void> {
    await Session.filter({ sessionKey: key }).delete()
  }

  async clearExpired(): Promise<number> {
    const [count] = await Session.filter({ expireDate__lt: new Date(this.#now()) }).delete()
    return count
  }
}
