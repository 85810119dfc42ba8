import { type Open, peer } from '../contestant.ts'
import { connected } from './drizzle.ts'

const { eq, sql } = await peer('drizzle-orm')

/** Drizzle where a query is prepared by hand, once: reads by key alone. */
export const open: Open = async (place) => {
  const { db, raw, person, close } = await connected(place)
  const one = db
    .select()
    .from(person)
    .where(eq(person.id, sql.placeholder('id')))
  const prepare = () => one.prepare('one')
  let prepared: ReturnType<typeof prepare> | undefined
  return {
    driver: place.kind === 'sqlite' ? 'node:sqlite' : 'pg',
    script: raw,
    get: async (id) => ((await (prepared ??= prepare()).execute({ id })) as object[])[0],
    close,
  }
}
