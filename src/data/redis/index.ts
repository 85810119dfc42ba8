export { redisErrors } from './errors.ts'
export { openRedis, type RedisOptions } from './open.ts'
export { Redis } from './redis.ts'
export { type RedisScript, redisScript } from './script.ts'
