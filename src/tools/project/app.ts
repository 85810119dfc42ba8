import { tasksApp } from '../../apps/tasks/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { UrlEntry } from '../../web/http/index.ts'
import { projectErrors } from './errors.ts'

/** An app as `defineApp` takes it: what every floor understands, and its URL patterns for `include`. */
export interface AppOptions extends AppDefinition {
  readonly urls?: readonly UrlEntry[]
}

/**
 * Declares an app: `defineApp({ label: 'news', dir: import.meta.dirname, models, urls, admin })`. Nothing is registered by
 * it; `defineProject({ apps })` does that. Throws `NUAGES_PROJECT_BAD_LABEL`.
 * Semantics: Django's applications (https://docs.djangoproject.com/en/stable/ref/applications/).
 */
export function defineApp<const A extends AppOptions>(app: A): Readonly<A> {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(app.label)) throw projectErrors.BAD_LABEL({ label: app.label })
  return Object.freeze({ ...app })
}

/** The apps of a project in order, each after those that it requires; one that has tasks requires their tables. Throws `NUAGES_PROJECT_DUPLICATE_LABEL`. */
export function withRequired(apps: readonly AppDefinition[]): readonly AppDefinition[] {
  const found = new Map<string, AppDefinition>()
  const add = (app: AppDefinition): void => {
    const same = found.get(app.label)
    if (same === app) return
    if (same !== undefined) throw projectErrors.DUPLICATE_LABEL({ label: app.label })
    for (const required of app.requires ?? []) add(required)
    if (app.tasks !== undefined) add(tasksApp)
    found.set(app.label, app)
  }
  for (const app of apps) add(app)
  return [...found.values()]
}
