import { type Redis, redisScript } from '../../redis/index.ts'
import type { CacheStore } from '../store.ts'

/** Compares and replaces as one step. ARGV: before, after, life in milliseconds or ''; without 'after' (a third value of 'delete') it is deleted. */
const swapScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == 'delete' then redis.call('DEL', KEYS[1])
elseif ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
`)

/** Counts as one step. Doubles are exact up to 2^53, which is as far as it goes. ARGV: delta, initial or '', life or ''. */
const countScript = redisScript(`
local found = redis.call('GET', KEYS[1])
local start = found or ARGV[2]
if start == '' then return 'missing' end
if not string.match(start, '^%-?%d+$') or #start > 17 then return 'not-integer' end
local sum = tonumber(start) + tonumber(ARGV[1])
if sum > 9007199254740991 or sum < -9007199254740991 then return 'not-integer' end
local text = string.format('%.0f', sum)
if found then redis.call('SET', KEYS[1], text, 'KEEPTTL')
elseif ARGV[3] == '' then redis.call('SET', KEYS[1], text)
else redis.call('SET', KEYS[1], text, 'PX', ARGV[3]) end
return text
`)

/** How many keys a command names at most, so that none holds up the others for long. */
const batch = 500

function batches<T>(items: readonly T[]): (readonly T[])[] {
  const parts: T[][] = []
  for (let i = 0; i < items.length; i += batch) parts.push(items.slice(i, i + batch))
  return parts
}

/** A prefix that SCAN takes as it stands. */
const literal = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&')

export interface RedisStoreOptions {
  /** The connection is closed with the store. Default false. */
  readonly owned?: boolean
}

/**
 * Keeps texts in Redis, under its clock. Several keys go in one command; `add`, `swap` and `count` are one step there, for all processes. It
 * touches no key without the cache's prefix: `clear` looks for them with SCAN, and never empties a database that others use as well.
 */
export function redisStore(redis: Redis, options: RedisStoreOptions = {}): CacheStore {
  const alive = (life: number | null): readonly string[] => (life === null ? [] : ['PX', String(life)])
  return {
    kind: 'redis',
    shared: true,
    async get(keys) {
      const parts = await Promise.all(batches(keys).map((part) => redis.command('MGET', ...part)))
      return parts.flat() as (string | null)[]
    },
    async set(entries, life) {
      if (life === null) {
        await Promise.all(batches(entries).map((part) => redis.command('MSET', ...part.flat())))
        return
      }
      // Commands of one tick leave together.
      await Promise.all(entries.map(([key, text]) => redis.command('SET', key, text, ...alive(life))))
    },
    add: async (key, text, life) => (await redis.command('SET', key, text, ...alive(life), 'NX')) !== null,
    async swap(key, before, after, life) {
      const ending = after === null ? 'delete' : life === null ? '' : String(life)
      return (await redis.run(swapScript, [key], [before, after ?? '', ending])) === 1
    },
    async count(key, delta, initial, life) {
      const values = [String(delta), initial === null ? '' : String(initial), life === null ? '' : String(life)]
      const answer = String(await redis.run(countScript, [key], values))
      return answer === 'missing' || answer === 'not-integer' ? answer : Number(answer)
    },
    async touch(key, life) {
      if (life !== null) return (await redis.command('PEXPIRE', key, String(life))) === 1
      // PERSIST says 0 of a key that never ends as well.
      return (await redis.command('PERSIST', key)) === 1 || (await redis.command('EXISTS', key)) === 1
    },
    async delete(keys) {
      const counts = await Promise.all(batches(keys).map((part) => redis.command('UNLINK', ...part)))
      return counts.reduce<number>((sum, count) => sum + Number(count), 0)
    },
    async clear(prefix) {
      let cursor = '0'
      do {
        const scan = await redis.command('SCAN', cursor, 'MATCH', `${literal(prefix)}*`, 'COUNT', String(batch))
        const [next, keys] = scan as [string, string[]]
        if (keys.length > 0) await redis.command('UNLINK', ...keys)
        cursor = String(next)
      } while (cursor !== '0')
    },
    close: () => (options.owned === true ? redis.close() : undefined),
  }
}
