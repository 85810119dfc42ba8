export { type CacheEvent, cacheReads } from '../../base/events/index.ts'
export { cacheApp } from './app.ts'
export type {
  Cache,
  CacheOptions,
  CountOptions,
  RememberOptions,
  SetOptions,
  TagStamps,
  VersionOption,
} from './cache.ts'
export { cacheErrors } from './errors.ts'
export { type AnyKey, type CacheKey, cacheKey, type Key, type KeyOptions } from './key.ts'
export { CacheEntry } from './models.ts'
export { type CacheAddress, type CacheSettings, type OpenCacheOptions, openCache, readAddress } from './open.ts'
export { cache, caches, cachesService } from './service.ts'
export type { CacheStore, CountProblem, Waitable } from './store.ts'
export { createCache } from './stored-cache.ts'
export { type DatabaseStoreOptions, databaseStore } from './stores/database.ts'
export { dummyStore } from './stores/dummy.ts'
export { type MemoryStoreOptions, memoryStore } from './stores/memory.ts'
export { type RedisStoreOptions, redisStore } from './stores/redis.ts'
