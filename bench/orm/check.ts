import type { Contestant } from './contestant.ts'
import { clean, depth } from './tables.ts'

type Plain = Record<string, unknown>

/** A key that peers name in their own ways. */
const far = (row: Plain, name: string) => {
  const relation = row[name] as Plain | number | undefined
  if (typeof relation === 'number') return relation
  return Number(row[`${name}_id`] ?? row[`${name}Id`] ?? relation?.['pk'] ?? relation?.['id'])
}

const person = (row: Plain) => [
  Number(row['id']),
  row['name'],
  row['age'],
  row['sex'],
  row['phone'],
  Boolean(row['active']),
  far(row, 'city'),
]

/** Some give a list, some a collection that holds one. */
const listed = (rows: unknown): Plain[] => Array.from((rows as { known?: Plain[] }).known ?? (rows as Iterable<Plain>))

const byKey = (rows: unknown) => listed(rows).sort((a, b) => Number(a['id']) - Number(b['id']))

function around(row: Plain): unknown[] {
  const names: unknown[] = []
  for (let at: Plain | null = row, i = 0; i <= depth; i++, at = at['around'] as Plain) names.push(at['name'])
  return names
}

const added = { name: 'New', age: 3, sex: 'x', phone: '1', active: true, city: 4 }

/** What each function finds, in one form for all contestants. */
const finds: Readonly<Partial<Record<keyof Contestant, (contestant: Contestant) => Promise<unknown>>>> = {
  get: async (contestant) => person((await contestant.get(7)) as Plain),
  rows: async (contestant) => byKey(await contestant.rows!(200)).map(person),
  page: async (contestant) =>
    listed(await contestant.page!(30)).map((row) => [...person(row), (row['city'] as Plain)['name']]),
  cities: async (contestant) =>
    byKey(await contestant.cities!())
      .slice(0, 50)
      .map((city) => [city['id'], city['name'], byKey(city['people']).map(person)]),
  deep: async (contestant) => byKey(await contestant.deep!()).map(around),
  insert: async (contestant) => person((await contestant.insert!(added)) as Plain).slice(1),
  save: async (contestant) => person((await contestant.save!(5555, 77)) as Plain),
}

/**
 * Rejects where a contestant finds other rows than the first one: then there is nothing to compare. Gives what each cannot
 * do, as 'name function', and prints why.
 */
export async function check(contestants: ReadonlyMap<string, Contestant>): Promise<ReadonlySet<string>> {
  const cannot = new Set<string>()
  for (const [what, find] of Object.entries(finds)) {
    let expected: string | null = null
    for (const [name, contestant] of contestants) {
      if (contestant[what as keyof Contestant] === undefined) continue
      let rows: string
      try {
        rows = JSON.stringify(await find(contestant))
      } catch (error) {
        const { message, cause } = error as Error
        console.log(
          `  ${name} cannot do '${what}': ${((cause as Error | undefined)?.message ?? message).slice(0, 160)}`,
        )
        cannot.add(`${name} ${what}`)
        continue
      }
      await contestant.script(clean)
      expected ??= rows
      if (rows !== expected)
        throw new Error(`${name}: ${what} gives\n${rows.slice(0, 400)}\nand not\n${expected.slice(0, 400)}`)
    }
  }
  return cannot
}
