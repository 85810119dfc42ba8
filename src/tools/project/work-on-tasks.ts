import { setProcessScope } from '../../base/context/index.ts'
import { codeOfSignal, endingSignals } from '../../base/events/index.ts'
import { createLogger } from '../../base/log/index.ts'
import { notifySystemd } from '../../base/settings/index.ts'
import type { ProjectDefinition } from './definition.ts'
import { projectErrors } from './errors.ts'
import { type OpenOptions, openProject } from './open.ts'
import { migrationsNote, prepareDevelopment } from './prepare.ts'
import { watchProcess } from './process-errors.ts'
import { startProjectWorker } from './tasks.ts'

export interface TaskWorkerOptions extends OpenOptions {
  /** The queues that it takes jobs from; all by default. */
  readonly queues?: readonly string[]
  /** How many jobs it runs at once. */
  readonly concurrency?: number
}

/**
 * Runs the jobs of a project until SIGINT or SIGTERM: `nuages worker`. It then takes no more, lets those that run end for the project's `grace` and
 * puts the rest back; a second signal ends it at once. It ends with 1 after an error that nobody caught; what still runs then is not
 * put back, for one of those jobs may be the reason, and counts as an attempt when its lease has ended. In production it refuses to start while
 * migrations are missing.
 */
export async function workOnTasks(definition: ProjectDefinition, options: TaskWorkerOptions = {}): Promise<void> {
  const { queues, concurrency, ...open } = options
  const project = await openProject(definition, open)
  setProcessScope(project.scope)
  const logger = createLogger({ name: 'tasks' })
  try {
    const unapplied = await project.run(() => prepareDevelopment(project))
    const note = migrationsNote(unapplied)
    if (note !== null && project.mode === 'production') throw projectErrors.UNAPPLIED_MIGRATIONS({ note, unapplied })
    if (note !== null) logger.warn(note)
    const worker = await startProjectWorker(project, definition.options, {
      logger,
      ...(queues !== undefined && { queues }),
      ...(concurrency !== undefined && { concurrency }),
    })
    let ending = false
    const end = async (code: number): Promise<void> => {
      if (ending) return
      ending = true
      process.exitCode = code
      try {
        await notifySystemd('stopping')
        logger.info('The worker stops', { running: worker.running })
        await worker.stop(undefined, code !== 0)
        await project.close()
      } catch (error) {
        logger.error('The worker could not end in order', { error })
      }
      process.exit(code)
    }
    const stop = endingSignals(
      () => void end(0),
      (signal) => process.exit(codeOfSignal(signal)),
    )
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
    watchProcess(project.app, () => void end(1))
    logger.info('The worker takes jobs', { ...(queues !== undefined && { queues: queues.join(',') }) })
    await notifySystemd('ready')
  } catch (error) {
    setProcessScope(undefined)
    await project.close()
    throw error
  }
}
