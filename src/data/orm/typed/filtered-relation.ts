import * as runtime from '../runtime.ts'
import type { Fixed } from '../types/expressions.ts'

/**
 * `LEFT JOIN "review" ON … AND "stars" >= 3`: a relation under a name of its own, of which only the rows are joined that meet the
 * conditions. They begin with the relation: `annotate({ good: FilteredRelation('reviews', { condition: Q({ reviews__stars__gte: 3 }) }) })`.
 * The types do not know paths that go through the name: `filter(lookups({ good__reviewer: 'Ann' }))`. Django's `FilteredRelation`.
 */
export const FilteredRelation = runtime.FilteredRelation as unknown as (
  relation: string,
  options: { readonly condition: object },
) => Fixed<undefined>
