import { use } from '../../../base/context/index.ts'
import { atomic, IntegrityError, infoOf, ormService } from '../../../data/orm/index.ts'
import { encodeSession, readSession, type SessionCodecOptions, type SessionData } from '../codec.ts'
import { sessionsErrors } from '../errors.ts'
import { isSessionKey, newSessionKey } from '../key.ts'
import { Session } from '../models.ts'
import type { KeptSession, SessionChange, SessionStore, StoredSession } from '../store.ts'

/** A row of a live session, as `read` gives it. */
export interface SessionRow {
  /** Its column `session_data`. */
  readonly text: string
  readonly expires: Date
  /** What was read with it. */
  readonly companion?: unknown
}

/** Where sessions are written, they are read: a replica may not know yet who has just logged in. */
function written() {
  const orm = use(ormService)
  const name = orm.writing(infoOf(Session)).name
  return { rows: Session.using(name), name }
}

const batch = 1000
const mostRounds = 100

/**
 * Sessions in the table `django_session`, in Django's encoding: the two can share it. A change is written where the row still holds what
 * it was made from, and made again from what is there otherwise; no row is locked for longer than a statement.
 *
 * A request reads its session with one query. What else each request needs can come with it: a subclass reads more by the
 * same query in `read`, and hands it along as `companion`.
 */
export class DatabaseSessionStore implements SessionStore {
  readonly onServer = true
  readonly #codec: SessionCodecOptions
  readonly #now: () => number
  /** What the rows held that were loaded: a change begins with it, without reading again. */
  readonly #texts = new WeakMap<StoredSession, string>()

  constructor(codec: SessionCodecOptions = {}) {
    this.#codec = codec
    this.#now = codec.now ?? (() => Date.now())
  }

  /**
   * Reads the row of a session that has not expired: the one query that `load` sends. For subclasses, to read it joined with
   * other tables. Keys that cannot be any are not asked for.
   */
  protected async read(key: string, now: Date): Promise<SessionRow | null> {
    const row = await written().rows.filter({ sessionKey: key, expireDate__gt: now }).first()
    return row === null ? null : { text: row.sessionData, expires: row.expireDate }
  }

  async load(key: string): Promise<StoredSession | null> {
    if (!isSessionKey(key)) return null
    const row = await this.read(key, new Date(this.#now()))
    const data = row === null ? null : readSession(row.text, this.#codec)
    if (row === null || data === null) return null
    const { text, ...rest } = row
    const stored: StoredSession = { ...rest, data }
    this.#texts.set(stored, text)
    return stored
  }

  async create({ data, expires }: KeptSession): Promise<string> {
    for (;;) {
      const sessionKey = newSessionKey()
      try {
        await Session.create({ sessionKey, sessionData: encodeSession(data, this.#codec), expireDate: expires })
        return sessionKey
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error
      }
    }
  }

  update(key: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    return this.#change(key, key, change, seen)
  }

  rotate(key: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    return this.#change(key, newSessionKey(), change, seen)
  }

  async #change(key: string, sessionKey: string, change: SessionChange, seen?: StoredSession): Promise<string | null> {
    if (!isSessionKey(key)) return null
    let text = seen === undefined ? undefined : this.#texts.get(seen)
    for (let round = 0; round < mostRounds; round++) {
      const now = new Date(this.#now())
      text ??= (await written().rows.filter({ sessionKey: key, expireDate__gt: now }).first())?.sessionData
      const before: SessionData | null = text === undefined ? null : readSession(text, this.#codec)
      if (text === undefined || before === null) return null
      const { data, expires } = change(before)
      const changes = { sessionKey, sessionData: encodeSession(data, this.#codec), expireDate: expires }
      const same = { sessionKey: key, sessionData: text, expireDate__gt: now }
      const isWritten =
        key === sessionKey ? (await Session.filter(same).update(changes)) > 0 : await replace(same, changes)
      if (isWritten) return sessionKey
      text = undefined
    }
    throw sessionsErrors.CONTENDED()
  }

  async delete(key: string): Promise<void> {
    if (isSessionKey(key)) await Session.filter({ sessionKey: key }).delete()
  }

  /** A thousand rows at a time, so that nobody waits for long. */
  async clearExpired(): Promise<number> {
    const expired = written().rows.filter({ expireDate__lt: new Date(this.#now()) })
    for (let count = 0; ; ) {
      const keys = (await expired.orderBy('expireDate').slice(0, batch).valuesList('sessionKey')).flat() as string[]
      if (keys.length === 0) return count
      // What depends on them (whose they are) goes with them, and is not counted.
      const [, byModel] = await expired.filter({ sessionKey__in: keys }).delete()
      const gone = byModel['sessions.Session'] ?? 0
      count += gone
      if (keys.length < batch || gone === 0) return count
    }
  }
}

/** Puts a new row in the place of one that is still as it was: rows of others may point at its key, and go with it. */
function replace(
  same: { readonly sessionKey: string; readonly sessionData: string; readonly expireDate__gt: Date },
  changes: { readonly sessionKey: string; readonly sessionData: string; readonly expireDate: Date },
): Promise<boolean> {
  const { rows, name } = written()
  return atomic(
    async () => {
      const row = await rows.filter(same).selectForUpdate().first()
      if (row === null) return false
      await row.delete()
      await Session.create(changes)
      return true
    },
    { using: name },
  )
}
