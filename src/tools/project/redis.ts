import { provide } from '../../base/context/index.ts'
import type { Redis } from '../../data/redis/index.ts'
import { memoryRateLimitStore, rateLimitStoreService, redisRateLimitStore } from '../../web/security/index.ts'
import type { Brought } from './brought.ts'

/** What a project's Redis brings: it is closed with the project, and has to answer before the project is ready. */
export function projectRedis(redis: Redis | null): Brought {
  return redis === null ? {} : { health: { redis: () => redis.command('PING') }, close: () => redis.close() }
}

/** Counts of rate limits: in this process, or in Redis, where several processes share them. */
export function projectRateLimits(redis: Redis | null): Brought {
  const store = redis === null ? memoryRateLimitStore() : redisRateLimitStore(redis)
  return { services: [provide(rateLimitStoreService, store)] }
}
