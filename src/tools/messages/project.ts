import { existsSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { isBattery, type Project, type ProjectDefinition } from '../project/index.ts'
import type { MessageRoot } from './files.ts'

/** Where a project keeps texts and catalogs. */
export interface ProjectMessages {
  /** The project, then those of its apps that have a `locale/` of their own. */
  readonly roots: readonly MessageRoot[]
  /** Folders to look through for messages. */
  readonly dirs: readonly string[]
  readonly templateDirs: readonly string[]
  readonly browserDirs: readonly string[]
}

/** Finds them. Apps of packages and of the framework are left out: they bring their own catalogs. */
export function projectMessages(project: Project, { options }: ProjectDefinition): ProjectMessages {
  const apps = project.apps.flatMap((app) => {
    const isOwn = app.dir !== undefined && !isBattery(app) && !app.dir.includes(`${sep}node_modules${sep}`)
    return isOwn ? [app.dir] : []
  })
  const inProject = (dirs: readonly string[] | undefined) => (dirs ?? []).map((dir) => resolve(project.dir, dir))
  const inLocale = (dir: string) => ({ dir, locale: join(dir, 'locale') })
  const withLocale = apps.filter((dir) => dir !== project.dir && existsSync(join(dir, 'locale')))
  return {
    roots: [inLocale(project.dir), ...[...new Set(withLocale)].map(inLocale)],
    dirs: [...new Set([project.dir, ...apps])],
    templateDirs: inProject(options.templates?.dirs),
    browserDirs: inProject(options.static?.dirs),
  }
}
