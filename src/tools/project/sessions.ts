import { resolve } from 'node:path'
import type { SessionStore, SessionsOptions } from '../../apps/sessions/index.ts'
import { provide } from '../../base/context/index.ts'
import type { AppDefinition, Environment } from '../../base/settings/index.ts'
import { caches } from '../../data/cache/index.ts'
import type { Middleware } from '../../web/http/index.ts'
import type { Brought } from './brought.ts'
import { cacheSettings } from './caches.ts'
import type { ProjectOptions } from './definition.ts'

/** How visitors are remembered between requests. */
export interface ProjectSessions extends Omit<SessionsOptions, 'key' | 'fallbackKeys' | 'store' | 'now'> {
  /**
   * Where: 'database:' (the default), 'cache:' or 'cache:pages' (a cache of the project, by its name), 'cached-database:' (a cache in front of the database; 'cached-database:pages'),
   * 'cookie:' (the cookie is the session), 'file:./sessions' (a file for each, from the project's folder), or a store of one's own.
   */
  readonly store?: string | SessionStore
  /** With 'cookie:': the visitor cannot read what the session holds. Default false: it is signed, and readable. */
  readonly encrypt?: boolean
}

/** A project has sessions where it has their app, or says how they are to be. */
export const hasSessions = (options: ProjectOptions, apps: readonly AppDefinition[]): boolean =>
  options.sessions !== undefined || apps.some(({ label }) => label === 'sessions')

/** Where its sessions are kept, as a text: 'database:'; null for a store of one's own. */
export function storeAddress({ sessions }: ProjectOptions): string | null {
  const { store = 'database:' } = sessions ?? {}
  return typeof store === 'string' ? store : null
}

export interface SessionsParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly apps: readonly AppDefinition[]
  readonly dir: string
  readonly secretKey: string
  readonly secretKeyFallbacks: readonly string[]
}

/** Sessions of a project, and the middleware that stands outside of users. */
export interface BroughtSessions extends Brought {
  readonly sessions?: Middleware
}

/** Rejects with a coded error where the project's sessions cannot be kept as it says. */
export async function projectSessions(parts: SessionsParts): Promise<BroughtSessions> {
  const { options, apps } = parts
  if (!hasSessions(options, apps)) return {}
  const { sessions, sessionStoreService } = await import('../../apps/sessions/index.ts')
  const { store: _store, encrypt: _encrypt, ...settings } = options.sessions ?? {}
  const store = await storeOf(parts)
  return { sessions: sessions({ ...settings, store }), services: [provide(sessionStoreService, store)] }
}

async function storeOf(parts: SessionsParts): Promise<SessionStore> {
  const { options, environment, apps, dir, secretKey: key, secretKeyFallbacks: fallbackKeys } = parts
  const { store = 'database:', encrypt = false, age, cookie } = options.sessions ?? {}
  if (typeof store !== 'string') return store
  const battery = await import('../../apps/sessions/index.ts')
  const { sessionsErrors } = battery
  const keys = { key, fallbackKeys, ...(age !== undefined && { age }) }
  const [, kind = '', rest = ''] = /^([a-z-]+):(.*)$/s.exec(store) ?? []
  if (encrypt && kind !== 'cookie') throw sessionsErrors.NO_ENCRYPTION({ store })
  const has = (wanted: string) => apps.some(({ label }) => label === wanted)
  // With accounts it is noted whose sessions they are.
  const InDatabase = has('accounts')
    ? (await import('../../apps/accounts/index.ts')).AccountSessionStore
    : battery.DatabaseSessionStore
  const inDatabase = () => {
    if (!has('sessions')) throw sessionsErrors.NO_APP({ store })
    return new InDatabase({ key, fallbackKeys })
  }
  const cache = () => {
    const [name, known] = [rest === '' ? 'default' : rest, Object.keys(cacheSettings(options, environment))]
    if (!known.includes(name)) throw sessionsErrors.NO_CACHE({ store, name, known })
    return () => caches(name)
  }
  if (kind === 'database' && rest === '') return inDatabase()
  if (kind === 'cache') return new battery.CacheSessionStore({ cache: cache() })
  if (kind === 'cached-database') return new battery.CachedSessionStore({ store: inDatabase(), cache: cache() })
  if (kind === 'cookie' && rest === '') return new battery.CookieSessionStore({ ...keys, encrypt })
  if (kind === 'file' && rest !== '') {
    const prefix = cookie?.name?.replace(/[^\w-]/g, '')
    return new battery.FileSessionStore({ ...keys, dir: resolve(dir, rest), ...(prefix !== undefined && { prefix }) })
  }
  throw sessionsErrors.UNKNOWN_STORE({ store })
}
