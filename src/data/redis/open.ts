import { setTimeout as wait } from 'node:timers/promises'
import type { RedisModule } from './client.ts'
import { redisErrors } from './errors.ts'
import { Redis } from './redis.ts'

export interface RedisOptions {
  /** Milliseconds that a command may take before it counts as unanswered. Default 1000. */
  readonly timeout?: number
  /** Milliseconds for a connection to be made. Default 1000. */
  readonly connectTimeout?: number
}

const longestPause = 2000

/**
 * Opens a connection to Redis: `redis://user:password@host:6379/0`, `rediss://…` with TLS. It needs the package `redis`.
 * A server that does not answer is no error here: commands fail until it does, and a site that can do without goes on.
 * Rejects with `NUAGES_REDIS_BAD_URL` or `…_NO_PACKAGE`.
 */
export async function openRedis(url: string, options: RedisOptions = {}): Promise<Redis> {
  const location = locationOf(url)
  const { timeout = 1000, connectTimeout = 1000 } = options
  const { createClient } = await loadRedis()
  let reason = 'there is no connection'
  const client = createClient({
    url,
    name: 'nuages',
    disableOfflineQueue: true,
    socket: { connectTimeout, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, longestPause) },
  })
  const firstFailure = new Promise<void>((resolve) => {
    client.on('error', (error) => {
      reason = error.code ?? /^[A-Z]{2,}/.exec(error.message)?.[0] ?? 'the connection was lost'
      resolve()
    })
  })
  // It never gives up by itself: only closing it rejects.
  const connected = client.connect().catch(() => {})
  await Promise.race([connected, firstFailure, wait(connectTimeout, undefined, { ref: false })])
  return new Redis({ client, location, timeout, reason: () => reason })
}

/** Host, port and database of an address. */
function locationOf(address: string): string {
  const url = URL.parse(address)
  if (url === null) throw redisErrors.BAD_URL({ problem: 'it is no URL' })
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    throw redisErrors.BAD_URL({ problem: `it begins with '${url.protocol}' instead of 'redis:'` })
  if (url.hostname === '') throw redisErrors.BAD_URL({ problem: 'it names no host' })
  if (!/^(\/\d{0,5})?$/.test(url.pathname))
    throw redisErrors.BAD_URL({ problem: 'its path is no number of a database, like /0' })
  return `${url.hostname}:${url.port || '6379'}${url.pathname === '/' ? '' : url.pathname}`
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
async function loadRedis(packageName = 'redis'): Promise<RedisModule> {
  try {
    const found = (await import(packageName)) as { readonly default?: RedisModule } & RedisModule
    return found.default ?? found
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw redisErrors.NO_PACKAGE(undefined, { cause })
  }
}
