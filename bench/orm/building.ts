import { provide, runInScope } from '../../src/base/context/index.ts'
import { ormService } from '../../src/data/orm/orm.ts'
import type { Result } from './bars.ts'
import type { Contestant } from './contestant.ts'
import { page, withoutDatabase } from './contestants/nuages.ts'
import { number, race, ratio } from './measure.ts'

/**
 * The statement of a page, made and not sent. nuages says it to a database that answers nothing, so that it makes the
 * description, finds the plan (cold: compiles it) and binds the values; peers give their text.
 */
export async function building(
  kind: 'sqlite' | 'postgres',
  contestants: ReadonlyMap<string, Contestant>,
  rounds: number,
): Promise<Result> {
  console.log('\na query made, not sent')
  const makeOrm = withoutDatabase(kind)
  const on = (orm: ReturnType<typeof makeOrm>, work: () => Promise<unknown>) =>
    runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, work)
  const kept = makeOrm()
  const work = new Map<string, (times: number) => unknown>([
    [
      'warm plan',
      (times) =>
        on(kept, async () => {
          for (let i = 0; i < times; i++) await page(i)
        }),
    ],
    [
      'cold plan',
      async (times) => {
        for (let i = 0; i < times; i++) await on(makeOrm(), () => Promise.resolve(page(i)))
      },
    ],
  ])
  for (const [name, { build }] of contestants)
    if (build !== undefined)
      work.set(name, (times) => {
        for (let i = 0; i < times; i++) build(i)
      })
  const times = await race(work, rounds, (who, error) => console.log(`  ${who} failed: ${String(error)}`))
  for (const name of times.keys()) {
    const { median, low, high } = ratio(times, name, 'warm plan')!
    const ours = name.endsWith('plan') ? `nuages, ${name}` : name
    console.log(`  ${ours.padEnd(19)}${number(median).padStart(7)} × warm plan (${number(low)} to ${number(high)})`)
  }
  return { times, bare: 'warm plan' }
}
