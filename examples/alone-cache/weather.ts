import { setTimeout as wait } from 'node:timers/promises'
import { cacheKey, openCache } from 'nuages/cache'

interface Weather {
  readonly town: string
  readonly degrees: number
  readonly measured: Date
}

const weather = cacheKey<Weather>('weather', { timeout: 600 })

await using cache = await openCache(process.argv[2] ?? 'memory:16mb', { name: 'weather' })
await cache.clear()

let asked = 0
async function slowService(town: string): Promise<Weather> {
  asked++
  await wait(20)
  return { town, degrees: 10 + town.length, measured: new Date() }
}

const weatherOf = (town: string) =>
  cache.remember(weather.at(town), { tags: [`town:${town}`], stale: 3600 }, () => slowService(town))

const towns = ['Liberchies', 'Paris', 'Samois-sur-Seine']
const reports = await Promise.all(Array.from({ length: 10 }, () => towns.map(weatherOf)).flat())
for (const { town, degrees, measured } of reports.slice(0, towns.length))
  console.log(`${town}: ${degrees} degrees, measured in ${measured.getFullYear()}`)
console.log(`${reports.length} reports, the service was asked ${asked} times`)

await cache.invalidateTags('town:Paris')
await Promise.all(towns.map(weatherOf))
console.log(`after the change in Paris: ${asked} times`)

console.log(`visits: ${await cache.incr('visits', 1, { initial: 0 })}, ${await cache.incr('visits')}`)
