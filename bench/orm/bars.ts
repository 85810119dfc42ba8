import { sizes } from './flat.ts'
import { number, type Rounds, ratio } from './measure.ts'
import type { Waits } from './starvation.ts'

/** What contestants spent on one piece of work, and who is the measure. */
export interface Result {
  readonly times: Rounds
  readonly bare: string
}

/** All that one run found, by 'sqlite key' and the like. */
export interface Found {
  readonly races: Map<string, Result>
  readonly waits: Map<string, Waits>
  readonly memory: Map<string, ReadonlyMap<string, number>>
}

const bareDrivers = new Set(['node-sqlite', 'pg', 'postgres-js'])
/** One statement, prepared by hand: hardly more than the driver. */
const prepared = 'drizzle-prepared'
/** How long a burst may keep the event loop from others, in milliseconds; the driver lets it turn after 10. */
const longestWait = 25

/** Prints what is demanded of the ORM, and whether it is so. A bar is met when the interval's lower end is. */
export function bars({ races, waits, memory }: Found): void {
  console.log('\nBars (met where the lower end of the middle half is)')
  const line = (what: string, met: boolean, detail: string) =>
    console.log(`  ${met ? 'met    ' : 'NOT MET'}  ${what}: ${detail}`)
  const atMost = (what: string, race: string, most: number, name = 'nuages', other?: string) => {
    const found = races.get(race)
    const interval = found && ratio(found.times, name, other ?? found.bare)
    if (interval == null) return
    const { low, median, high } = interval
    line(what, low <= most, `${number(median)} (${number(low)} to ${number(high)}), at most ${number(most)}`)
  }
  atMost('SQLite, one row by key, to node:sqlite', 'sqlite key', 1.3)
  atMost('PostgreSQL, one row by key, to pg', 'postgres key', 1.3)
  atMost('SQLite, 10,000 rows to objects, to node:sqlite', 'sqlite rows', 1)
  atMost('PostgreSQL, 10,000 rows to objects, to pg', 'postgres rows', 1)
  atMost('SQLite, inserted one by one, to node:sqlite', 'sqlite insert', 2.5)
  atMost('SQLite, ten relations deep, to node:sqlite', 'sqlite deep', 1.3)
  atMost('PostgreSQL, ten relations deep, to pg', 'postgres deep', 1.3)
  for (const kind of ['sqlite', 'postgres']) {
    atMost(`${kind}, a warm plan, to Drizzle's building`, `${kind} building`, 0.1, 'warm plan', 'drizzle')
    for (const size of sizes.slice(2))
      atMost(`${kind}, a row of ${size} to one of 1,000`, `${kind} flat`, 1.3, `nuages ${size}`, 'nuages 1000')
  }
  peers(races, line)
  for (const [name, { longest, p99 }] of waits)
    if (name.endsWith(': nuages'))
      line(
        `others beside ${name.replace(/: nuages$/, '')}`,
        longest <= longestWait,
        `${number(longest)} ms at most, p99 ${number(p99)}`,
      )
  for (const [kind, grown] of memory) {
    const [ours, bare] = [grown.get('nuages, streamed'), grown.get('by hand, streamed')]
    if (ours !== undefined && bare !== undefined)
      line(`${kind}, memory of a stream`, ours <= bare + 32, `${number(ours)} MiB, by hand ${number(bare)}`)
  }
}

/** Ahead of each peer in everything, and in reads by key on SQLite three times as fast. */
function peers(races: Found['races'], line: (what: string, met: boolean, detail: string) => void): void {
  const behind: string[] = []
  const slow: string[] = []
  let compared = 0
  for (const [race, { times }] of races) {
    if (!times.has('nuages')) continue
    for (const peer of times.keys()) {
      const interval = peer === 'nuages' || bareDrivers.has(peer) ? null : ratio(times, 'nuages', peer)
      if (interval === null || race.endsWith('flat')) continue
      compared++
      const shown = `${race} ${peer} ${number(interval.median)}`
      if (interval.low > 1) behind.push(shown)
      if (/^sqlite (?:key|keys|together)$/.test(race) && peer !== prepared && interval.low > 1 / 3) slow.push(shown)
    }
  }
  if (compared === 0) return
  line('ahead of every peer in everything', behind.length === 0, behind.join(', ') || `${compared} comparisons`)
  line(
    `SQLite, by key: 3 times as fast as every peer (beside ${prepared})`,
    slow.length === 0,
    slow.join(', ') || 'all',
  )
}
