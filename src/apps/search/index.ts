export { type SearchApp, searchApp, searchesOf } from './app.ts'
export { searchErrors } from './errors.ts'
export type { RebuiltKind } from './indexing.ts'
export { SearchEntry } from './models.ts'
export {
  defineSearch,
  type FindOptions,
  type Found,
  type FoundPage,
  type Search,
  type Searchables,
  type SearchIndex,
} from './search.ts'
export { type Searchable, type SearchableOptions, type SearchedText, searchable } from './searchable.ts'
export type { Highlighted } from './snippet.ts'
