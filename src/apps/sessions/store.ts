import { type Service, service } from '../../base/context/index.ts'
import type { SessionData } from './codec.ts'

/** A session as it is to be kept. */
export interface KeptSession {
  readonly data: SessionData
  readonly expires: Date
}

/** A session as a store has it. Its data belongs to whoever asked. */
export interface StoredSession extends KeptSession {
  /** What the store has read along with it, such as the user: `session.companion()`. Only a store of one's own gives any. */
  readonly companion?: unknown
}

/** Makes of what is there what is to be there. Pure: a store may call it again, with what another request has left meanwhile. */
export type SessionChange = (now: SessionData) => KeptSession

/**
 * Where sessions are kept. A token is what the browser's cookie holds: a key, or the session itself. Whatever is no
 * token of this store is a session that is not there; nothing but `create` and `rotate` makes tokens.
 */
export interface SessionStore {
  /** The sessions lie on the server: a token stays the same while a session changes, and `delete` ends it for good. */
  readonly onServer: boolean
  /** The session of a token, or null where there is none, it has expired or cannot be read. */
  load(token: string): Promise<StoredSession | null>
  /** Keeps a new session. Resolves to its token. */
  create(session: KeptSession): Promise<string>
  /**
   * Changes a session as one step: nothing that another request writes meanwhile is lost, and one that was ended is not brought
   * back. `seen` is what `load` gave. Resolves to the token from now on, or null where the session is gone.
   */
  update(token: string, change: SessionChange, seen?: StoredSession): Promise<string | null>
  /** Like `update`, and the session gets a new token: the old one is worth nothing. */
  rotate(token: string, change: SessionChange, seen?: StoredSession): Promise<string | null>
  delete(token: string): Promise<void>
  /** Deletes what has expired. Resolves to how many went. */
  clearExpired(): Promise<number>
}

/** Where the current project keeps its sessions: to end one by its key. */
export const sessionStoreService: Service<SessionStore> = service<SessionStore>('session store')
