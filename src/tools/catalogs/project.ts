import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { isBattery, type Project, type ProjectDefinition, projectStatic } from '../project/index.ts'
import type { MessageRoot } from './files.ts'

/** Where a project keeps texts and catalogs. */
export interface ProjectMessages {
  /** The project, then those of its apps that have a `locale/` of their own. */
  readonly roots: readonly MessageRoot[]
  /** The name of the project's catalogs. */
  readonly domain: string
  /** Folders to look through for messages. */
  readonly dirs: readonly string[]
  readonly templateDirs: readonly string[]
  readonly browserDirs: readonly string[]
  /** What `collectstatic` made of other files. */
  readonly ignore: readonly string[]
}

/** Finds them. Apps of packages and of the framework are left out: they bring their own catalogs. */
export function projectMessages(project: Project, definition: ProjectDefinition): ProjectMessages {
  const { options } = definition
  const apps = project.apps.flatMap((app) => {
    const isOwn = app.dir !== undefined && !isBattery(app) && !app.dir.includes(`${sep}node_modules${sep}`)
    return isOwn ? [app.dir] : []
  })
  const inProject = (dirs: readonly string[] | undefined) => (dirs ?? []).map((dir) => resolve(project.dir, dir))
  const own = { dir: project.dir, locale: resolve(project.dir, options.localeDirs?.[0] ?? 'locale') }
  const ofApps = [...new Set(apps)].map((dir) => ({ dir, locale: join(dir, 'locale') }))
  return {
    roots: [own, ...ofApps.filter(({ dir, locale }) => dir !== project.dir && existsSync(locale))],
    domain: options.localeDomain ?? 'messages',
    dirs: [...new Set([project.dir, ...apps])],
    templateDirs: [...inProject(options.templates?.dirs), ...apps.map((dir) => join(dir, 'templates'))],
    browserDirs: inProject(options.static?.dirs?.map((each) => (typeof each === 'string' ? each : each.dir))),
    ignore: [relative(project.dir, projectStatic(definition, project.dir).root).split(sep).join('/')],
  }
}
