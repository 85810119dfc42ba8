import { setTimeout as wait } from 'node:timers/promises'
import { openRedis } from '../../../data/redis/index.ts'
import { tasksErrors } from '../errors.ts'
import type { BullModule, RedisPackage } from './client.ts'
import { BullEngine } from './engine.ts'
import { BullStore } from './store.ts'

export interface BullOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://…` with TLS. */
  readonly url: string
  /** What all keys in Redis begin with. Default 'nuages-tasks'. */
  readonly prefix?: string
  /** Milliseconds after which a worker without a word counts as lost. Default 30,000. */
  readonly lease?: number
  /** The longest pause in milliseconds between two looks for jobs. Default 1000. */
  readonly pollInterval?: number
  /** Is told of BullMQ's own failures. */
  readonly onError?: (error: unknown) => void
}

const connectTimeout = 1000

/**
 * Opens BullMQ over Redis. It needs the packages `bullmq` and `redis`. A Redis that does not answer is no error here: what is asked of the engine fails
 * with `NUAGES_REDIS_AWAY` until it does. Rejects with `NUAGES_TASKS_NO_PACKAGE` or `NUAGES_REDIS_BAD_URL`.
 */
export async function openBull(options: BullOptions): Promise<BullEngine> {
  const { url, prefix = 'nuages-tasks', lease = 30_000, pollInterval = 1000, onError = () => {} } = options
  const redis = await openRedis(url)
  const bull = await load<BullModule>('bullmq')
  const { createClient } = await load<RedisPackage>('redis')
  const connection = createClient({
    url,
    name: 'nuages-tasks',
    // What is asked while Redis is away fails at once: whoever asked knows better what to do meanwhile.
    disableOfflineQueue: true,
    socket: { connectTimeout, reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, 2000) },
  })
  connection.on('error', () => {})
  const connected = connection.connect().catch(() => {})
  await Promise.race([connected, wait(connectTimeout, undefined, { ref: false })])
  return new BullEngine(new BullStore({ bull, redis, connection, prefix, lease, onError }), pollInterval)
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
async function load<M>(packageName: string): Promise<M> {
  try {
    return (await import(packageName)) as M
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw tasksErrors.NO_PACKAGE({ engine: 'BullMQ', package: packageName }, { cause })
  }
}
