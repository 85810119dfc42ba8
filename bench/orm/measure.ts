import { setImmediate as turn } from 'node:timers/promises'

/** Milliseconds of this process's CPU that `work` takes: what others do on a shared machine is not in it. */
export async function spent(work: () => unknown): Promise<number> {
  // Not a full one: it would take compiled code away from whoever had no turn for a while.
  globalThis.gc?.({ type: 'minor' })
  await turn()
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** A ratio's median and the middle half of the rounds: half of them lie between `low` and `high`. */
export interface Interval {
  readonly low: number
  readonly median: number
  readonly high: number
}

const quantile = (sorted: readonly number[], q: number) => {
  const at = (sorted.length - 1) * q
  const below = sorted[Math.floor(at)]!
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1)
}

export function intervalOf(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b)
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) }
}

export const p99 = (values: readonly number[]) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.99,
  )

/** Round by round what each contestant spent on one piece of work, in milliseconds of CPU, by name. */
export type Rounds = ReadonlyMap<string, readonly number[]>

/** What a round lasts at least, for each contestant: less would measure the clock. */
const least = 25

/**
 * Lets all do their work in turn, `rounds` times, beginning with another one each time: what disturbs the machine disturbs
 * all of them. Each does it as often as fills a round. One that fails is left out, with its reason; `after` tidies up, untimed.
 * `clock` runs a contestant's work and gives what it spent.
 */
export async function race<Work extends (times: number) => unknown>(
  work: ReadonlyMap<string, Work>,
  rounds: number,
  failed: (name: string, error: unknown) => void,
  after: (name: string) => unknown = () => {},
  clock: (work: Work, times: number) => Promise<number> = (work, times) => spent(() => work(times)),
): Promise<Rounds> {
  const all = new Map<string, { times: number; readonly spent: number[] }>()
  for (const name of work.keys()) all.set(name, { times: 1, spent: [] })
  const once = async (name: string, times: number) => {
    const time = await clock(work.get(name)!, times)
    await after(name)
    return time
  }
  const tried = async (name: string, attempt: () => Promise<void>) => {
    try {
      await attempt()
    } catch (error) {
      all.delete(name)
      failed(name, error)
    }
  }
  for (const [name, own] of all)
    await tried(name, async () => {
      // Until it is warm, and for as long as a round is to be.
      for (let long = 0; long < 8; ) {
        const time = await once(name, own.times)
        if (time < least) own.times = Math.ceil(own.times * Math.min(8, Math.max(1.2, (1.2 * least) / time)))
        else long++
      }
    })
  for (let round = 0; round < rounds; round++) {
    const names = [...all.keys()]
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]!
      const own = all.get(name)!
      await tried(name, async () => {
        own.spent.push((await once(name, own.times)) / own.times)
      })
    }
  }
  return new Map([...all].map(([name, own]) => [name, own.spent]))
}

/** What `name` spends for each millisecond that `other` does, round by round. */
export function ratio(rounds: Rounds, name: string, other: string): Interval | null {
  const [mine, theirs] = [rounds.get(name), rounds.get(other)]
  if (mine === undefined || theirs === undefined) return null
  return intervalOf(mine.map((time, i) => time / theirs[i]!))
}

export const shown = ({ low, median, high }: Interval) =>
  `${number(median).padStart(7)}  (${number(low)} to ${number(high)})`
export const number = (value: number) =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)
