/**
 * `npm run bench -- cache`: the cache against what it stands on, in the same process and round by round: memory against `lru-cache`, with values that are copied on
 * both sides and with texts, and Redis against the client of the package `redis`. Printed are ratios of CPU (of this process and, for Redis, of its server)
 * for one operation: the median and the range of the rounds; 1 is the bare client, less is better. `--operations 20000`, `--rounds 9`.
 */
import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { createClient } from 'redis'
import { createCache, memoryStore, openCache } from '../../src/data/cache/index.ts'
import { skipWithout } from '../../test/support/services.ts'

const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const operations = option('operations', 20_000)
const rounds = option('rounds', 9)
const [text, object] = ['x'.repeat(200), { id: 5, title: 'A title of some length', tags: ['a', 'b'], price: 12.5 }]
const keyOf = (i: number) => `article:${i % 1000}`

interface Race {
  readonly name: string
  readonly count: number
  /** CPU of a server that takes part, in microseconds. */
  readonly server?: () => Promise<number>
  bare(i: number): unknown
  ours(i: number): unknown
}
const races: Race[] = []
const closing: (() => unknown)[] = []

const lru = new LRUCache<string, string>({
  maxSize: 64 * 2 ** 20,
  sizeCalculation: (value, key) => value.length + key.length,
  ttl: 300_000,
})
const memory = createCache({ store: memoryStore() })
for (let i = 0; i < 1000; i++) {
  lru.set(`text:${keyOf(i)}`, text)
  lru.set(keyOf(i), JSON.stringify(object))
  await memory.set(`text:${keyOf(i)}`, text)
  await memory.set(keyOf(i), object)
}
const many = Array.from({ length: 100 }, (_, i) => keyOf(i))
races.push(
  {
    name: 'memory, get a text',
    count: operations,
    bare: (i) => lru.get(`text:${keyOf(i)}`),
    ours: (i) => memory.get(`text:${keyOf(i)}`),
  },
  {
    name: 'memory, get an object',
    count: operations,
    bare: (i) => JSON.parse(lru.get(keyOf(i))!),
    ours: (i) => memory.get(keyOf(i)),
  },
  {
    name: 'memory, set an object',
    count: operations,
    bare: (i) => lru.set(keyOf(i), JSON.stringify(object)),
    ours: (i) => memory.set(keyOf(i), object),
  },
  {
    name: 'memory, get 100 objects',
    count: operations / 100,
    bare: () => many.map((key) => JSON.parse(lru.get(key)!)),
    ours: () => memory.getMany(many),
  },
  {
    name: 'memory, remember',
    count: operations,
    bare: (i) => JSON.parse(lru.get(keyOf(i))!),
    ours: (i) => memory.remember(keyOf(i), { timeout: 300 }, () => object),
  },
)

if ((await skipWithout('redis')) === false) {
  const url = 'redis://127.0.0.1:6379/7'
  const prefix = `nuages-bench-${randomUUID()}:`
  const client = createClient({ url })
  await client.connect()
  const redis = await openCache(url, { prefix })
  const server = async () => {
    const info = await client.info('cpu')
    const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1])
    return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1e6
  }
  const own = (i: number) => `${prefix}own:${keyOf(i)}`
  for (let i = 0; i < 1000; i++) {
    await client.set(own(i), JSON.stringify(object), { PX: 300_000 })
    await redis.set(keyOf(i), object)
    await redis.set(`tagged:${keyOf(i)}`, object, { tags: ['articles'] })
  }
  const keys = many.map((_, i) => own(i))
  const count = operations / 4
  const bareGet = async (i: number) => JSON.parse((await client.get(own(i)))!) as unknown
  races.push(
    { name: 'Redis, get', count, server, bare: bareGet, ours: (i) => redis.get(keyOf(i)) },
    { name: 'Redis, get with a tag', count, server, bare: bareGet, ours: (i) => redis.get(`tagged:${keyOf(i)}`) },
    {
      name: 'Redis, set',
      count,
      server,
      bare: (i) => client.set(own(i), JSON.stringify(object), { PX: 300_000 }),
      ours: (i) => redis.set(keyOf(i), object),
    },
    {
      name: 'Redis, incr',
      count,
      server,
      bare: () => client.incrBy(`${prefix}own:n`, 1),
      ours: () => redis.incr('n', 1, { initial: 0 }),
    },
    {
      name: 'Redis, get 100',
      count: count / 20,
      server,
      bare: async () => (await client.mGet(keys)).map((each) => JSON.parse(each!) as unknown),
      ours: () => redis.getMany(many),
    },
  )
  closing.push(async () => {
    const left = await client.keys(`${prefix}*`)
    if (left.length > 0) await client.del(left)
    await client.close()
    await redis.close()
  })
}

/** Microseconds of CPU, of this process and of the server, for all of it; fifty operations are under way at a time. */
async function cost(
  work: (i: number) => unknown,
  { count, server }: Race,
): Promise<readonly [own: number, server: number]> {
  const before = await server?.()
  const start = process.cpuUsage()
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 50 }, lane))
  const { user, system } = process.cpuUsage(start)
  return [user + system, server === undefined ? 0 : (await server()) - before!]
}

const shown = (ratios: readonly number[]) => {
  const sorted = ratios.toSorted((a, b) => a - b)
  return `${sorted[Math.floor(sorted.length / 2)]!.toFixed(2)} (${sorted[0]!.toFixed(2)}–${sorted.at(-1)!.toFixed(2)})`
}
console.log(`${rounds} rounds; CPU as a multiple of the bare client's (median, least to most)`)
const ratios = races.map(() => ({ own: [] as number[], server: [] as number[] }))
// The first round warms up.
for (let round = 0; round <= rounds; round++)
  for (const [at, race] of races.entries()) {
    const turns = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)
    const costs: Partial<Record<'bare' | 'ours', readonly [number, number]>> = {}
    for (const who of turns) costs[who] = await cost((i) => race[who](i), race)
    if (round === 0) continue
    ratios[at]!.own.push(costs.ours![0] / costs.bare![0])
    ratios[at]!.server.push(costs.ours![1] / costs.bare![1])
  }
for (const [at, { name, server }] of races.entries()) {
  const { own, server: servers } = ratios[at]!
  console.log(`${name.padEnd(24)} ${shown(own)}${server === undefined ? '' : `   server ${shown(servers)}`}`)
}
for (const close of closing) await close()
