import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AppDefinition, Mode } from '../../base/settings/index.ts'
import type { StaticDir, StaticFilesOptions } from '../../web/http/index.ts'
import { withRequired } from './app.ts'
import type { ProjectDefinition, ProjectOptions } from './definition.ts'

/** What the framework's own pages and forms load lies at the package's root, in the sources and in what is published. */
const assets = join(import.meta.dirname, '..', '..', '..', 'assets')
const ownAssets: readonly StaticDir[] = ['accounts', 'admin', 'auth', 'forms', 'passkeys'].map((prefix) => ({
  dir: join(assets, prefix),
  prefix,
}))

/** Where the static files of a project lie, and where `collectstatic` puts them. */
export interface StaticPlaces {
  /** Those of the project, then those of its apps, in the order in which they are searched. */
  readonly dirs: readonly StaticDir[]
  readonly root: string
  readonly prefix: string
}

/** The places of a project whose folder is `dir`. Folders that are not there are left out. */
export function staticPlaces(options: ProjectOptions, dir: string, apps: readonly AppDefinition[]): StaticPlaces {
  const { prefix = '/static/', root = 'staticfiles', dirs = [] } = options.static ?? {}
  const own = dirs.map((each) =>
    typeof each === 'string' ? resolve(dir, each) : { dir: resolve(dir, each.dir), prefix: each.prefix },
  )
  const ofApps = apps.flatMap((app) => (app.dir === undefined ? [] : [join(app.dir, 'static')]))
  const all: readonly StaticDir[] = [...own, ...ofApps, ...ownAssets]
  return {
    dirs: all.filter((each) => existsSync(typeof each === 'string' ? each : each.dir)),
    root: resolve(dir, root),
    prefix,
  }
}

/** The places of a project that is not open. */
export function projectStatic({ options }: ProjectDefinition, dir: string): StaticPlaces {
  return staticPlaces(options, dir, withRequired(options.apps))
}

/** What serves them: in production from what was collected, where it was; elsewhere as they are. */
export function staticOptions(places: StaticPlaces, options: ProjectOptions, mode: Mode): StaticFilesOptions {
  const { strict, maxAge, origin } = options.static ?? {}
  return {
    prefix: places.prefix,
    dirs: places.dirs,
    ...(mode === 'production' && { root: places.root, ...(origin !== undefined && { origin }) }),
    ...(strict !== undefined && { strict }),
    ...(maxAge !== undefined && mode === 'production' && { maxAge }),
  }
}
