import { provide } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** What answers where nothing does: flat pages, and after them redirects, where their apps are there. Each is imported only then. */
export async function projectFallbacks(options: ProjectOptions, apps: readonly AppDefinition[]): Promise<Brought> {
  const has = (label: string) => apps.some((app) => app.label === label)
  const redirects = has('redirects') ? await import('../../apps/redirects/index.ts') : null
  const flatpages = has('flatpages') ? await import('../../apps/flatpages/index.ts') : null
  return {
    services: [
      ...(redirects === null
        ? []
        : [provide(redirects.redirectCacheService, redirects.redirectCache(options.redirects ?? {}))]),
      ...(flatpages === null ? [] : [provide(flatpages.flatPagesService, options.flatpages ?? {})]),
    ],
    // The last stands next to the views, and is asked first.
    innermost: [
      ...(redirects === null ? [] : [redirects.redirectFallback(options.redirects)]),
      ...(flatpages === null ? [] : [flatpages.flatPageFallback()]),
    ],
    ...(flatpages !== null && { templates: { libraries: { flatpages: flatpages.flatPagesLibrary } } }),
  }
}
