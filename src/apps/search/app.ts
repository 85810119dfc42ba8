import type { AppDefinition } from '../../base/settings/index.ts'
import { searchErrors } from './errors.ts'
import { SearchEntry } from './models.ts'
import type { SearchIndex } from './search.ts'

const label = 'nuages_search'

/** The app that keeps the entries of searches, and follows the rows of their models. */
export interface SearchApp extends AppDefinition {
  readonly dir: string
  readonly models: { readonly SearchEntry: typeof SearchEntry }
  readonly searches: readonly SearchIndex[]
}

/** Makes the app of some searches, for the `apps` of `defineProject`. Throws `NUAGES_SEARCH_DUPLICATE_NAME`. */
export function searchApp(...searches: readonly SearchIndex[]): SearchApp {
  const names = searches.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw searchErrors.DUPLICATE_NAME({ name: twice })
  return Object.freeze({
    label,
    dir: import.meta.dirname,
    models: { SearchEntry },
    admin: [],
    events: searches.flatMap(({ events }) => events),
    searches,
  })
}

/** The searches of a project, from its apps. */
export function searchesOf(apps: readonly AppDefinition[]): readonly SearchIndex[] {
  return apps.flatMap((app) => (app.label === label ? (app as SearchApp).searches : []))
}
