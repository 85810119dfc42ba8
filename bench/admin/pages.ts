import type { Contestant } from './contestant.ts'
import { formOf, type Visitor } from './visitor.ts'

type Side = 'nuages' | 'django'

/** A page of both admins, and a word that has to be on it. */
export interface Page {
  readonly name: string
  readonly path: Readonly<Record<Side, string>>
  readonly has: string
  /** Only told: one row among many is found by reading all of them, which nobody does in a third of the time. */
  readonly noBar?: true
}

const list = '/admin/shop/product/'
const same = (path: string) => ({ nuages: path, django: path })
const live = { nuages: 'status=live', django: 'status__exact=live' }
/** Nuages names columns in the order of a list, Django counts them. */
const byPrice = { nuages: 'o=price', django: 'o=4' }

export const overview: Page = { name: 'overview', path: same('/admin/'), has: 'Products' }
export const plainList: Page = { name: 'list, 50 rows', path: same(list), has: 'Table number' }
export const narrowedList: Page = {
  name: 'list, searched and filtered',
  path: { nuages: `${list}?q=lamp&status=live`, django: `${list}?q=lamp&status__exact=live` },
  has: 'Lamp number',
}
export const changeForm: Page = {
  name: 'form with three inlines',
  path: same(`${list}50/change/`),
  has: 'Lamp number 50',
}

/** Pages of a table of a million rows. */
export const largePages: readonly Page[] = [
  { ...plainList, name: 'list' },
  { name: 'sorted', path: withBoth((side) => `?${byPrice[side]}`), has: 'number' },
  { name: 'filtered', path: withBoth((side) => `?${live[side]}`), has: 'number' },
  { name: 'searched', path: same(`${list}?q=lamp`), has: 'Lamp' },
  { name: 'searched for one row', path: same(`${list}?q=number+777777`), has: '777777', noBar: true },
  {
    name: 'searched, filtered and sorted',
    path: withBoth((side) => `?q=lamp&${live[side]}&${byPrice[side]}`),
    has: 'Lamp',
  },
  { ...overview, noBar: true },
]

function withBoth(query: (side: Side) => string): Readonly<Record<Side, string>> {
  return { nuages: list + query('nuages'), django: list + query('django') }
}

/** Opens the form of a product and saves another title and another stock of a variant; gives the CPU of the save alone. */
export async function saveProduct(contestant: Contestant, visitor: Visitor, n: number): Promise<number> {
  const path = changeForm.path[contestant.name as Side]
  const { pairs } = formOf((await visitor.get(path)).text)
  const sent = pairs.map(([name, value]): [string, string] => [
    name,
    name === 'title' ? `Lamp number 50, version ${n}` : value,
  ])
  await contestant.cpu()
  const { status, text } = await visitor.post(path, sent)
  if (status !== 302 && status !== 303)
    throw new Error(`${contestant.name} answered a save with ${status}: ${text.slice(0, 300)}`)
  return contestant.cpu()
}
