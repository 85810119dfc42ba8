export { sessionsApp } from './app.ts'
export {
  decodeSession,
  encodeSession,
  type SessionCodecOptions,
  type SessionData,
  type SessionKeys,
} from './codec.ts'
export { sessionsErrors } from './errors.ts'
export type { Lifetimes } from './expiry.ts'
export { isSessionKey, newSessionKey } from './key.ts'
export { type SessionsOptions, sessionOf, sessions } from './middleware.ts'
export { Session } from './models.ts'
export { type CycleOptions, RequestSession, type SessionSettings } from './request-session.ts'
export { rotateSession } from './rotate.ts'
export {
  type KeptSession,
  type SessionChange,
  type SessionStore,
  type StoredSession,
  sessionStoreService,
} from './store.ts'
export { type CacheSessionOptions, CacheSessionStore } from './stores/cache.ts'
export { type CachedSessionOptions, CachedSessionStore } from './stores/cached.ts'
export { type CookieSessionOptions, CookieSessionStore } from './stores/cookie.ts'
export { DatabaseSessionStore, type SessionRow } from './stores/database.ts'
export { type FileSessionOptions, FileSessionStore } from './stores/file.ts'
