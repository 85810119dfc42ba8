import { loadDefinition } from './load.ts'
import { openProject } from './open.ts'
import { migrationsNote, prepareDevelopment } from './prepare.ts'
import { watchProcess } from './process-errors.ts'
import type { Project } from './project.ts'
import { refuseWrongAdmin } from './refuse-wrong-admin.ts'
import { liveReload } from './reload.ts'
import { type ProjectWorker, startProjectWorker, worksInProcess } from './tasks.ts'

export interface DevelopmentProject {
  readonly project: Project
  /** What the developer should know: migrations that are missing. */
  readonly notes: readonly string[]
  /** Runs the project's jobs; null where nothing is to be run here. It stops before the project is closed. */
  readonly worker: ProjectWorker | null
}

/** Opens the project of a folder the way `nuages dev` serves it: with live reload, and its tables made where that is safe. */
export async function developmentProject(dir: string, closing: AbortSignal): Promise<DevelopmentProject> {
  // The lines that a developer looks for on an error's page stand below the framework's own.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50)
  const loaded = await loadDefinition(dir)
  const project = await openProject(loaded.definition, { dir: loaded.dir, outermost: [liveReload(closing)] })
  await refuseWrongAdmin(project)
  watchProcess(project.app, () => process.exit(1))
  const note = migrationsNote(await project.run(() => prepareDevelopment(project)))
  // Without its tables it would complain every few seconds; `nuages dev` opens the project again when they are made.
  const works = note === null && worksInProcess(loaded.definition.options, project.mode, project.apps)
  const worker = works ? await startProjectWorker(project, loaded.definition.options) : null
  return { project, worker, notes: note === null ? [] : [note] }
}
