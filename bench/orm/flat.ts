import type { Result } from './bars.ts'
import type { Contestant } from './contestant.ts'
import { number, race, ratio } from './measure.ts'

export const sizes = [100, 1000, 10_000, 100_000] as const

/** What one row of a list costs, for lists of several lengths. */
export async function flat(
  contestants: ReadonlyMap<string, Contestant>,
  bare: string,
  rounds: number,
): Promise<Result> {
  console.log('\ncost of a row in lists of 100 to 100,000, as a ratio to one of 1,000')
  const work = new Map<string, (times: number) => unknown>()
  for (const name of ['nuages', bare])
    for (const size of sizes)
      work.set(`${name} ${size}`, async (times) => {
        for (let i = 0; i < times; i++) await contestants.get(name)!.rows!(size)
      })
  const raced = await race(work, rounds, (who, error) => console.log(`  ${who} failed: ${String(error)}`))
  const times = new Map([...raced].map(([name, list]) => [name, list.map((time) => time / Number(name.split(' ')[1]))]))
  for (const name of ['nuages', bare]) {
    const each = sizes.map((size) => {
      const { low, median, high } = ratio(times, `${name} ${size}`, `${name} 1000`)!
      return `${size.toLocaleString('en')}: ${number(median)} (${number(low)} to ${number(high)})`
    })
    console.log(`  ${name.padEnd(17)} ${each.join('; ')}`)
  }
  return { times, bare }
}
