import { type Redis, redisScript } from '../../../data/redis/index.ts'
import { stateOf } from './gcra.ts'
import type { RateLimitStore } from './store.ts'

/**
 * The same as in memory, as one step in Redis and by its clock. For each key: interval and burst. Gives the time, then for each
 * key when it was empty before and would be after; the last number says whether the request was counted. Numbers are texts:
 * Redis cuts fractions off, and Lua writes large ones with an exponent. Under another clock than its own, Redis forgets a minute later.
 */
const script = redisScript(`
local now, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local slack = 60000
if now < 0 then
  slack = 0
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local answer, after, fits = { string.format('%.0f', now) }, {}, true
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  local before = tonumber(redis.call('GET', key) or '0')
  after[i] = math.max(before, now) + cost * interval
  if after[i] - now > burst * interval then fits = false end
  answer[#answer + 1] = string.format('%.0f', before)
  answer[#answer + 1] = string.format('%.0f', after[i])
end
if fits and cost > 0 then
  for i, key in ipairs(KEYS) do
    local life = math.ceil((after[i] - now) / 1000) + slack
    redis.call('SET', key, string.format('%.0f', after[i]), 'PX', string.format('%.0f', life))
  end
end
answer[#answer + 1] = fits and '1' or '0'
return answer
`)

export interface RedisRateLimitStoreOptions {
  /** Before the names of all keys. Default 'nuages:rate:'. */
  readonly prefix?: string
  /** The clock, in milliseconds since 1970. Default: that of Redis, which is the same for all workers. */
  readonly now?: () => number
}

/** Counts in Redis, for all workers and machines that share it. */
export function redisRateLimitStore(redis: Redis, options: RedisRateLimitStoreOptions = {}): RateLimitStore {
  const { prefix = 'nuages:rate:', now } = options
  return {
    async take(subject, limits, cost) {
      // The braces keep the keys of one subject on one node of a cluster.
      const keys = limits.map(({ name }) => `${prefix}{${subject}}|${name}`)
      const time = now === undefined ? '-1' : String(Math.floor(now() * 1000))
      const values = limits.flatMap(({ interval, burst }) => [String(interval), String(burst)])
      const answer = ((await redis.run(script, keys, [time, String(cost), ...values])) as string[]).map(Number)
      const at = answer[0]!
      const counted = answer.at(-1) === 1
      return limits.map((limit, i) => {
        const before = answer[1 + 2 * i]!
        const after = answer[2 + 2 * i]!
        if (counted) return stateOf(after, at, limit)
        return stateOf(before, at, limit, after - at > limit.burst * limit.interval ? after : undefined)
      })
    },
  }
}
