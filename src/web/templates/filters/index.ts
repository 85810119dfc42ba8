import { type Library, library } from '../library.ts'
import { dateFilters } from './dates.ts'
import { listFilters } from './lists.ts'
import { numberFilters } from './numbers.ts'
import { stringFilters } from './strings.ts'

/** The filters that every template has. */
export const defaultFilters: Library = library({
  filters: { ...stringFilters, ...listFilters, ...numberFilters, ...dateFilters },
})
