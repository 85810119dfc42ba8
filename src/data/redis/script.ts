import { createHash } from 'node:crypto'

/** A Lua script, which Redis runs as one step that nothing else comes between (https://redis.io/docs/latest/develop/programmability/eval-intro/). */
export interface RedisScript {
  readonly source: string
  /** Under which Redis keeps it once it was sent. */
  readonly sha1: string
}

export function redisScript(source: string): RedisScript {
  return Object.freeze({ source, sha1: createHash('sha1').update(source).digest('hex') })
}
