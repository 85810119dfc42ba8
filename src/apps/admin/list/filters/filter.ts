import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import type { ModelPath } from '../../paths.ts'
import type { AdminRequest } from '../../request.ts'
import type { ListAddress } from '../address.ts'
import type { Condition } from '../conditions.ts'

/** A filter that a list offers beside it. */
export interface ListFilter {
  /** Its name in the address: the path, or the name of a filter of the project's own. */
  readonly name: string
  readonly label: string
  /** The path that it asks about; null for a filter of the project's own. */
  readonly path: ModelPath | null
  /** Every name that it has in the address. */
  readonly params: readonly string[]
  /** What the address asks of it. */
  read(admin: AdminRequest, address: ListAddress): FilterReading | Promise<FilterReading>
}

/** What an address asks of one filter. */
export interface FilterReading {
  /** The rows that it leaves; null where it asks nothing. */
  readonly narrow: ((rows: AnyQuerySet) => AnyQuerySet) | null
  /** Names in the address whose values mean nothing. */
  readonly ignored: readonly string[]
  /** Set where the values are a column's own, so that their combinations with those of other filters can be counted by one statement. */
  readonly grouped?: GroupedValues
  /** The filter as the page draws it. */
  facet(place: FacetPlace): FacetBody | Promise<FacetBody>
}

/** A column whose values rows are grouped by. */
interface GroupedValues {
  readonly path: string
  /** The values that the address asks for, null among them for "has none". */
  readonly chosen: readonly unknown[]
  /** True where the field says which values there are: never many. */
  readonly few: boolean
}

/** What a facet is drawn from. */
export interface FacetPlace {
  readonly admin: AdminRequest
  readonly address: ListAddress
  /** The list as the other filters leave it: what the counts are about. */
  readonly rows: AnyQuerySet
  /** False where the list is too long to count what each value would show. */
  readonly counted: boolean
  /** How many rows each value would show, as the address writes it, where that was counted together with other filters. */
  readonly counts?: ReadonlyMap<string, number>
}

/** One value of a filter, as the page draws it. */
export interface FacetOption {
  readonly value: string
  readonly label: string
  readonly checked: boolean
  /** How many rows it would show; empty where nobody counted. */
  readonly count: string
  readonly zero: boolean
}

/** One end of a range. */
interface RangeEnd {
  readonly name: string
  readonly value: string
  readonly label: string
  readonly placeholder: string
}

/** What stands in the box of a filter: values to tick or to choose one of, a range, or both. */
export interface FacetBody {
  readonly options: readonly FacetOption[]
  /** One value at a time. */
  readonly single?: boolean
  /** Looks for values that are not shown. */
  readonly find?: { readonly name: string; readonly value: string; readonly label: string }
  readonly range?: { readonly type: 'date' | 'number'; readonly from: RangeEnd; readonly to: RangeEnd }
  readonly histogram?: Histogram
  /** A sentence about what is not shown. */
  readonly note?: string
  /** What is chosen, for the chip above the list; empty where nothing is. */
  readonly chosen: string
}

/** How often values occur, from low to high. */
export interface Histogram {
  readonly words: string
  readonly bars: readonly {
    readonly x: number
    readonly y: number
    readonly height: number
    readonly inside: boolean
  }[]
}

/** Narrows by a condition. */
export function by(condition: Condition): (rows: AnyQuerySet) => AnyQuerySet {
  return (rows) => rows.filter(condition)
}
