import type {
  SearchHeadlineOptions,
  SearchQueryOptions,
  SearchRankOptions,
  SearchVectorOptions,
} from './functions/search.ts'
import * as runtime from './runtime.ts'
import type { Arg, Derived, Fixed } from './types/expressions.ts'

type Text = string | Fixed<string>

/**
 * The words of some paths, prepared for searching: `annotate({ search: SearchVector('title', 'body') })`, then
 * `filter({ search: SearchQuery('…') })`. PostgreSQL alone, as all that follows. `to_tsvector("title" || ' ' || "body")`.
 */
export const SearchVector = runtime.SearchVector as unknown as <const A extends readonly (Arg | SearchVectorOptions)[]>(
  ...paths: A
) => Fixed<string, Extract<A[number], Arg>>
/** What is searched for; a text is no path here. `plainto_tsquery('…')`. */
export const SearchQuery = runtime.SearchQuery as unknown as (text: Text, options?: SearchQueryOptions) => Fixed<string>
/** How well a text fits what is searched for: `orderBy(SearchRank('body', 'cheese').desc())`. `ts_rank(…)`. */
export const SearchRank = runtime.SearchRank as unknown as <const A extends Arg>(
  vector: A,
  query: Text,
  options?: SearchRankOptions,
) => Fixed<number, A>
/** Whether a text has what is searched for: a condition. `vector @@ query`. */
export const SearchMatch = runtime.SearchMatch as unknown as <const A extends Arg>(
  vector: A,
  query: Text,
) => Fixed<boolean, A>
/**
 * A piece of a text with what was found marked in it. The text is not escaped for HTML: escape it in a template or choose
 * marks that survive escaping. `ts_headline(…)`.
 */
export const SearchHeadline = runtime.SearchHeadline as unknown as <const A extends Arg>(
  of: A,
  query: Text,
  options?: SearchHeadlineOptions,
) => Derived<string, A>

type Likeness = <const A extends Arg>(of: A, text: Text) => Derived<number, A>
/** How alike two texts are, 0 to 1, by groups of three letters. Needs the extension pg_trgm. `SIMILARITY("name", '…')`. */
export const TrigramSimilarity = runtime.TrigramSimilarity as unknown as Likeness
/** 1 less the similarity. `"name" <-> '…'`. */
export const TrigramDistance = runtime.TrigramDistance as unknown as Likeness
/** How alike a text is to the most alike words of another. `WORD_SIMILARITY('…', "name")`. */
export const TrigramWordSimilarity = runtime.TrigramWordSimilarity as unknown as Likeness
/** The same, at the borders of words. `STRICT_WORD_SIMILARITY('…', "name")`. */
export const TrigramStrictWordSimilarity = runtime.TrigramStrictWordSimilarity as unknown as Likeness
