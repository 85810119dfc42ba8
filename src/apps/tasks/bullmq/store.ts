import type { Redis } from '../../../data/redis/index.ts'
import { redisErrors } from '../../../data/redis/index.ts'
import type { Job } from '../engine.ts'
import type { BullModule, BullQueue, RedisConnection } from './client.ts'

export interface BullStoreParts {
  readonly bull: BullModule
  /** For what BullMQ has no place for; it fails at once where Redis is away. */
  readonly redis: Redis
  /** For BullMQ's commands. */
  readonly connection: RedisConnection
  /** What all keys begin with. */
  readonly prefix: string
  readonly lease: number
  readonly onError: (error: unknown) => void
}

/**
 * BullMQ's queues, and a few keys of our own beside its: the names of the queues, who was asked to end, and what was cancelled, which is no state that
 * BullMQ knows.
 */
export class BullStore {
  readonly bull: BullModule
  readonly redis: Redis
  readonly connection: RedisConnection
  readonly prefix: string
  readonly lease: number
  readonly #onError: (error: unknown) => void
  readonly #queues = new Map<string, BullQueue>()

  constructor({ bull, redis, connection, prefix, lease, onError }: BullStoreParts) {
    this.bull = bull
    this.redis = redis
    this.connection = connection
    this.prefix = prefix
    this.lease = lease
    this.#onError = onError
  }

  get channel(): string {
    return `${this.prefix}:nuages`
  }

  key(name: string): string {
    return `${this.prefix}:nuages:${name}`
  }

  /** BullMQ waits for a connection for as long as it takes: whoever cannot wait asks first. */
  check(): void {
    if (!this.connection.isReady)
      throw redisErrors.AWAY({ location: this.redis.location, reason: 'there is no connection' })
  }

  queue(name: string): BullQueue {
    let queue = this.#queues.get(name)
    if (queue === undefined) {
      queue = new this.bull.Queue(name, { connection: this.connection, prefix: this.prefix })
      queue.on('error', this.#onError)
      this.#queues.set(name, queue)
    }
    return queue
  }

  /** The names of all queues that were ever used. */
  async names(): Promise<readonly string[]> {
    return (await this.redis.command('SMEMBERS', this.key('queues'))) as string[]
  }

  async isAsked(id: string): Promise<boolean> {
    return (await this.redis.command('SISMEMBER', this.key('asked'), id)) === 1
  }

  /** Which of these were asked to end. */
  async asked(ids: readonly string[]): Promise<readonly boolean[]> {
    return ((await this.redis.command('SMISMEMBER', this.key('asked'), ...ids)) as number[]).map((found) => found === 1)
  }

  async tell(message: 'enqueued' | 'cancelled'): Promise<void> {
    await this.redis.command('PUBLISH', this.channel, message)
  }

  /** Keeps what a cancelled job was. */
  async keepCancelled(job: Job): Promise<void> {
    const ended: Job = { ...job, state: 'cancelled', finishedAt: new Date() }
    await this.redis.command('HSET', this.key(`cancelled:${job.queue}`), job.id, JSON.stringify(ended))
  }

  async cancelled(queue: string): Promise<readonly Job[]> {
    return ((await this.redis.command('HVALS', this.key(`cancelled:${queue}`))) as string[]).map(revived)
  }

  async cancelledCount(queue: string): Promise<number> {
    return Number(await this.redis.command('HLEN', this.key(`cancelled:${queue}`)))
  }

  async findCancelled(id: string, queues: readonly string[]): Promise<Job | null> {
    for (const queue of queues) {
      const text = await this.redis.command('HGET', this.key(`cancelled:${queue}`), id)
      if (text !== null) return revived(String(text))
    }
    return null
  }

  /** False where it was not there. */
  async dropCancelled(queue: string, ids: readonly string[]): Promise<boolean> {
    return (await this.redis.command('HDEL', this.key(`cancelled:${queue}`), ...ids)) !== 0
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()))
    await this.redis.close()
    if (this.connection.isReady) await this.connection.close()
    else this.connection.destroy()
  }
}

const moments = ['runAt', 'createdAt', 'startedAt', 'finishedAt'] as const

function revived(text: string): Job {
  const job = JSON.parse(text) as Record<string, unknown>
  for (const name of moments) if (job[name] !== null) job[name] = new Date(String(job[name]))
  return job as unknown as Job
}
