import type { Contestant } from './contestant.ts'
import { people } from './tables.ts'

/** Something that every contestant does, many times in a round. */
export interface Scenario {
  readonly name: string
  /** The function that a contestant must have. */
  readonly needs: keyof Contestant
  /** Leaves rows behind that are to be deleted. */
  readonly inserts?: boolean
  run(contestant: Contestant, times: number): Promise<unknown>
}

/** Keys that do not lie beside each other. */
const key = (i: number) => ((i * 7919) % 10_000) + 1
let ages = 0
/** An age that no row was given just before. */
const age = () => (ages = (ages + 1) % 1_000_000)

const often =
  (work: (contestant: Contestant, i: number) => unknown) =>
  async (contestant: Contestant, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await work(contestant, i)
  }

export const scenarios = {
  key: {
    name: 'one row by key',
    needs: 'get',
    run: often((c, i) => c.get(key(i))),
  },
  keys: {
    name: '20 rows by key, one after another',
    needs: 'get',
    run: often(async (c, i) => {
      for (let k = 0; k < 20; k++) await c.get(key(i * 20 + k))
    }),
  },
  together: {
    name: '20 rows by key in Promise.all',
    needs: 'get',
    run: often((c, i) => Promise.all(Array.from({ length: 20 }, (_, k) => c.get(key(i * 20 + k))))),
  },
  rows: {
    name: '10,000 rows to objects',
    needs: 'rows',
    run: often((c) => c.rows!(10_000)),
  },
  page: {
    name: '100 rows with a joined relation',
    needs: 'page',
    run: often((c, i) => c.page!(i % 60)),
  },
  cities: {
    name: 'a to-many prefetched for 1,000 rows',
    needs: 'cities',
    run: often((c) => c.cities!()),
  },
  deep: {
    name: '100 rows with ten relations, one in the other',
    needs: 'deep',
    run: often((c) => c.deep!()),
  },
  insert: {
    name: 'inserted one by one',
    needs: 'insert',
    inserts: true,
    run: often((c, i) => c.insert!(people[i % people.length]!)),
  },
  bulk: {
    name: '10,000 rows inserted in bulk',
    needs: 'bulk',
    inserts: true,
    run: often((c) => c.bulk!(people)),
  },
  save: {
    name: 'a row read, changed and saved',
    needs: 'save',
    run: often((c, i) => c.save!(key(i), age())),
  },
  update: {
    name: 'a row changed by key',
    needs: 'update',
    run: often((c, i) => c.update!(key(i), age())),
  },
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioName = keyof typeof scenarios
