import { openRedis } from '../../../src/data/redis/index.ts'

/** Deletes the keys that begin with a prefix. */
export async function dropKeys(url: string, prefix: string): Promise<void> {
  await using redis = await openRedis(url)
  const keys = (await redis.command('KEYS', `${prefix}*`)) as string[]
  if (keys.length > 0) await redis.command('DEL', ...keys)
}
