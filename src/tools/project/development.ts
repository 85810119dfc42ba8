import { loadDefinition } from './load.ts'
import { openProject } from './open.ts'
import { migrationsNote, prepareDevelopment } from './prepare.ts'
import { watchProcess } from './process-errors.ts'
import type { Project } from './project.ts'
import { liveReload } from './reload.ts'

export interface DevelopmentProject {
  readonly project: Project
  /** What the developer should know: migrations that are missing. */
  readonly notes: readonly string[]
}

/** Opens the project of a folder the way `nuages dev` serves it: with live reload, and its tables made where that is safe. */
export async function developmentProject(dir: string, closing: AbortSignal): Promise<DevelopmentProject> {
  // The lines that a developer looks for on an error's page stand below the framework's own.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50)
  const loaded = await loadDefinition(dir)
  const project = await openProject(loaded.definition, { dir: loaded.dir, outermost: [liveReload(closing)] })
  watchProcess(project.app, () => process.exit(1))
  const note = migrationsNote(await project.run(() => prepareDevelopment(project)))
  return { project, notes: note === null ? [] : [note] }
}
