import { provide, runInScope } from '../../base/context/index.ts'
import type { Logger } from '../../base/log/index.ts'
import { type Database, openDatabase } from '../drivers/index.ts'
import { createMissingTables } from '../migrations/index.ts'
import { buildRegistry, createOrm, ormService } from '../orm/index.ts'
import { openRedis, type Redis } from '../redis/index.ts'
import type { Cache } from './cache.ts'
import { cacheErrors } from './errors.ts'
import { CacheEntry } from './models.ts'
import type { CacheStore } from './store.ts'
import { createCache } from './stored-cache.ts'
import { databaseStore } from './stores/database.ts'
import { dummyStore } from './stores/dummy.ts'
import { memoryStore } from './stores/memory.ts'
import { redisStore } from './stores/redis.ts'

/** What a cache's settings may say beside its address. */
export interface CacheSettings {
  /** Seconds for entries that say nothing themselves; null for ever. Default 300. */
  readonly timeout?: number | null
  /** Before every key. Default: on shared stores the cache's name, on Redis 'nuages:cache:' and the name. */
  readonly prefix?: string
  /** Default 1. Another one makes misses of all that is there. */
  readonly version?: number
}

export interface OpenCacheOptions extends CacheSettings {
  /** Default 'default'. */
  readonly name?: string
  /** The clock, in milliseconds since 1970. Redis has its own. */
  readonly now?: () => number
  readonly logger?: Logger
  /** What 'database:' and 'database:other' mean: the project's. */
  readonly databases?: Readonly<Record<string, Database>>
  /** What 'redis:' without a host means: the project's. It is not closed with the cache. */
  readonly redis?: Redis | null
}

/** An address of a cache, taken apart. */
export interface CacheAddress {
  readonly kind: 'memory' | 'database' | 'redis' | 'dummy'
  /** What stands behind the colon, without our own options. */
  readonly rest: string
  /** Bytes. */
  readonly size?: number
  readonly entries?: number
  readonly settings: CacheSettings
}

/**
 * Opens a cache by its address: `memory:64mb`, `database:sqlite:cache.sqlite3` (in a project also `database:` and `database:name`), `redis://host:6379/0`,
 * `dummy:`. Options stand behind a question mark: `?timeout=60&prefix=shop&version=2`, `entries=` for a database. Rejects with
 * `NUAGES_CACHE_BAD_URL`, or with what the database's or Redis' own address is wrong in.
 */
export async function openCache(url: string, options: OpenCacheOptions = {}): Promise<Cache> {
  const { name = 'default', now, logger, databases, redis, ...given } = options
  const address = readAddress(url, name)
  const settings: CacheSettings = { ...address.settings, ...given }
  const shared = address.kind === 'redis' ? `nuages:cache:${name}:` : address.kind === 'database' ? `${name}:` : ''
  const cacheOptions = {
    name,
    ...settings,
    prefix: settings.prefix ?? shared,
    ...(now !== undefined && { now }),
    ...(logger !== undefined && { logger }),
  }
  return createCache({ ...cacheOptions, store: await openStore(address, options) })
}

async function openStore(address: CacheAddress, options: OpenCacheOptions): Promise<CacheStore> {
  const { name = 'default', now, databases, redis } = options
  const clock = now === undefined ? {} : { now }
  const bad = (problem: string) => cacheErrors.BAD_URL({ cache: name, problem })
  switch (address.kind) {
    case 'dummy':
      return dummyStore()
    case 'memory':
      return memoryStore({ ...clock, ...(address.size !== undefined && { size: address.size }) })
    case 'redis':
      if (/^redis:(\/\/)?$/.test(address.rest)) {
        if (!redis) throw bad('it names no host, and the project has no Redis of its own')
        return redisStore(redis)
      }
      return redisStore(await openRedis(address.rest), { owned: true })
    case 'database': {
      const most = { ...clock, ...(address.entries !== undefined && { entries: address.entries }) }
      if (address.rest.includes(':')) return ownDatabase(address.rest, most)
      const wanted = address.rest === '' ? 'default' : address.rest
      const database = databases !== undefined && Object.hasOwn(databases, wanted) ? databases[wanted] : undefined
      if (database === undefined) throw bad(`there is no database '${wanted}' here`)
      return databaseStore(database, most)
    }
  }
}

/** A database of the cache's own, with its table. */
async function ownDatabase(url: string, options: Parameters<typeof databaseStore>[1]): Promise<CacheStore> {
  const database = await openDatabase(url, { name: 'cache' })
  try {
    const registry = buildRegistry([{ label: 'nuages_cache', models: { CacheEntry } }])
    const orm = createOrm({ registry, databases: { default: database } })
    const scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
    await runInScope(scope, () => createMissingTables({ orm, apps: [{ label: 'nuages_cache' }] }))
  } catch (error) {
    await database.close()
    throw error
  }
  return databaseStore(database, { ...options, close: () => database.close() })
}

const kinds = ['memory', 'database', 'redis', 'rediss', 'dummy']
const units: Readonly<Record<string, number>> = { '': 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 }

/** Takes an address apart. Throws `NUAGES_CACHE_BAD_URL`, which never repeats the address: it may hold a password. */
export function readAddress(url: string, name = 'default'): CacheAddress {
  const bad = (problem: string) => cacheErrors.BAD_URL({ cache: name, problem })
  const kind = /^([a-z]+):/.exec(url)?.[1]
  if (kind === undefined || !kinds.includes(kind)) throw bad(`it begins with none of ${kinds.join(', ')}`)
  // Our own options are taken out; those of a database or of Redis stay.
  const [before = '', query = ''] = url.split(/\?(.*)/s)
  const params = new URLSearchParams(query)
  const take = (option: string): string | null => {
    const value = params.get(option)
    params.delete(option)
    return value
  }
  const wholeNumber = (option: string): number | undefined => {
    const text = take(option)
    if (text === null) return undefined
    if (!/^[1-9]\d{0,14}$/.test(text)) throw bad(`'${option}' is no whole number above 0`)
    return Number(text)
  }
  const timeout = take('timeout')
  if (timeout !== null && timeout !== 'never' && !/^\d{1,9}$/.test(timeout))
    throw bad("'timeout' is neither a number of seconds nor 'never'")
  const prefix = take('prefix')
  const version = wholeNumber('version')
  const settings: CacheSettings = {
    ...(timeout !== null && { timeout: timeout === 'never' ? null : Number(timeout) }),
    ...(prefix !== null && { prefix }),
    ...(version !== undefined && { version }),
  }
  if (kind === 'redis' || kind === 'rediss') {
    const left = params.toString()
    return { kind: 'redis', rest: left === '' ? before : `${before}?${left}`, settings }
  }
  const path = before.slice(kind.length + 1)
  if (kind === 'database') {
    const entries = wholeNumber('entries')
    const left = params.toString()
    const rest = left === '' ? path : `${path}?${left}`
    return { kind, rest, settings, ...(entries !== undefined && { entries }) }
  }
  if (params.size > 0) throw bad(`it has the option '${[...params.keys()][0]}', which is unknown`)
  if (kind === 'dummy') {
    if (path !== '') throw bad("nothing stands behind 'dummy:'")
    return { kind, rest: '', settings }
  }
  const found = /^(\d{1,12})?(kb|mb|gb)?$/.exec(path.toLowerCase())
  if (found === null || (found[1] === undefined && found[2] !== undefined))
    throw bad("behind 'memory:' stands a size like 64mb")
  const size = found[1] === undefined ? undefined : Number(found[1]) * units[found[2] ?? '']!
  return { kind: 'memory', rest: '', settings, ...(size !== undefined && { size }) }
}
