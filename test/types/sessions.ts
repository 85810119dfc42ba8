/** Promises of `nuages/sessions` to the compiler. */
import {
  CachedSessionStore,
  CookieSessionStore,
  DatabaseSessionStore,
  FileSessionStore,
  type KeptSession,
  RequestSession,
  rotateSession,
  type SessionData,
  type SessionRow,
  type SessionStore,
  type StoredSession,
  sessions,
} from '../../src/apps/sessions/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import type { HttpRequest } from '../../src/web/http/index.ts'

declare const request: HttpRequest
const session = request.session

// Of what is kept nothing is known, unless it is said; it may be missing.
const unknown: Promise<unknown> = session.get('a')
const said: Promise<number | undefined> = session.get<number>('a')
const companion: Promise<string | undefined> = session.companion<string>()
// @ts-expect-error: it may be missing
const sure: Promise<number> = session.get<number>('a')
void [unknown, said, sure, companion, session.keys(), session.setExpiry(null), session.setExpiry(new Date())]
// @ts-expect-error: an expiry is a number, a date or null
void session.setExpiry('tomorrow')
// @ts-expect-error: the key is the store's to make
session.key = 'x'
// @ts-expect-error: a session begins with settings
new RequestSession(null)
void rotateSession(request, { restart: true })
// @ts-expect-error: there is no such option
void rotateSession(request, { keep: true })

const keys = { key: 'k', fallbackKeys: ['o'] }
const stores: SessionStore[] = [
  new DatabaseSessionStore(),
  new DatabaseSessionStore(keys),
  new CookieSessionStore({ ...keys, encrypt: true }),
  new FileSessionStore({ dir: './sessions', ...keys }),
  new CachedSessionStore({ store: new DatabaseSessionStore(keys) }),
]
// @ts-expect-error: files need a folder
void [stores, new FileSessionStore({ key: 'k' })]
// @ts-expect-error: `SameSite` has three values
sessions({ cookie: { sameSite: 'lax' } })
sessions({ store: stores[0]!, age: 60, idleTimeout: 60, absoluteTimeout: 60, cookie: { name: '__Host-s' } })

// A store of one's own.
class Own extends DatabaseSessionStore {
  protected override async read(key: string, now: Date): Promise<SessionRow | null> {
    void [key.length, now.getTime()]
    return { text: '', expires: new Date(), companion: 7 }
  }
}
class Memory implements SessionStore {
  readonly onServer = true
  load = async (token: string): Promise<StoredSession | null> => ({ data: { token }, expires: new Date() })
  create = async ({ data }: KeptSession): Promise<string> => Object.keys(data).join()
  update = async (token: string, change: (now: SessionData) => KeptSession): Promise<string | null> =>
    change({}).expires.getTime() > 0 ? token : null
  rotate = this.update
  delete = async (): Promise<void> => {}
  clearExpired = async (): Promise<number> => 0
}
void [
  defineProject({ apps: [], sessions: { store: new Own(), idleTimeout: 60 } }),
  defineProject({ apps: [], sessions: { store: new Memory() } }),
  defineProject({ apps: [], sessions: { store: 'cookie:', encrypt: true, cookie: { sameSite: 'Strict' } } }),
]
// @ts-expect-error: the project's own keys sign
defineProject({ apps: [], sessions: { key: 'k' } })
// @ts-expect-error: seconds
defineProject({ apps: [], sessions: { idleTimeout: '1h' } })
