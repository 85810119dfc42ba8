import type { AppDefinition } from '../../../base/settings/index.ts'
import type { RowSubscription } from '../../../data/orm/index.ts'
import type { ModelRegistry } from '../../../data/query/index.ts'
import type { UrlEntry } from '../../../web/http/index.ts'
import type { AdminSite } from '../site.ts'
import { recordedModels } from './recorded.ts'
import { recording } from './recorder.ts'

/** The sites that routes were made of. */
const sites = new WeakMap<readonly UrlEntry[], AdminSite>()

/** Remembers whose routes these are. */
export function routesOf<U extends readonly UrlEntry[]>(site: AdminSite, urls: U): U {
  sites.set(urls, site)
  return urls
}

/** The admin sites that a project has mounted. */
export function sitesIn(urls: readonly UrlEntry[]): AdminSite[] {
  const own = sites.get(urls)
  const below = urls.flatMap((entry) => ('urls' in entry && entry.kind === 'include' ? sitesIn(entry.urls) : []))
  return [...new Set([...(own === undefined ? [] : [own]), ...below])]
}

/** What writes down the changes of all rows that the project's sites show: to be subscribed to where the project is current. */
export function historyOf(
  registry: ModelRegistry,
  apps: readonly AppDefinition[],
  urls: readonly UrlEntry[],
): readonly RowSubscription[] {
  return recording(recordedModels(registry, apps, sitesIn(urls)))
}
