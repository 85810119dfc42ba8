import { provide } from '../../base/context/index.ts'
import type { Cache } from '../../data/cache/index.ts'
import type { Redis } from '../../data/redis/index.ts'
import {
  cacheRateLimitStore,
  memoryRateLimitStore,
  rateLimitStoreService,
  redisRateLimitStore,
} from '../../web/security/index.ts'
import type { Brought } from './brought.ts'

/** What a project's Redis brings: it is closed with the project, and has to answer before the project is ready. */
export function projectRedis(redis: Redis | null): Brought {
  return redis === null ? {} : { health: { redis: () => redis.command('PING') }, close: () => redis.close() }
}

/** Counts of rate limits: in Redis, else in a cache that several processes share, else in this process. */
export function projectRateLimits(redis: Redis | null, cache: Cache): Brought {
  const own = cache.shared ? cacheRateLimitStore(cache) : memoryRateLimitStore()
  const store = redis === null ? own : redisRateLimitStore(redis)
  return { services: [provide(rateLimitStoreService, store)] }
}
