import { codeOfSignal, endingSignals } from '../../base/events/index.ts'
import { notifySystemd, readEnvironment } from '../../base/settings/index.ts'
import type { ProjectDefinition } from './definition.ts'
import { type ServedProject, type ServeProjectOptions, startServing } from './serving.ts'

/**
 * Opens a project and serves it until SIGINT or SIGTERM: what `nuages start` does, and the last line of a single-file
 * project. In development it first makes the tables of apps that have no migrations, and a first superuser where there is
 * none, whose password it prints once. In production it refuses to start while migrations are missing. It ends with 0 when what was in flight has
 * finished, at once at a second signal, and with 1 after an error that nobody caught. SIGHUP reads the certificate's files again, where there are any;
 * else it changes nothing in production but a line in the log, and elsewhere ends the process, whose terminal was closed.
 */
export async function serve(definition: ProjectDefinition, options: ServeProjectOptions = {}): Promise<ServedProject> {
  let ending = false
  const end = async (code: number): Promise<void> => {
    if (ending) return
    ending = true
    // Ahead of everything: what hangs while it closes must not turn a failure into a success.
    process.exitCode = code
    await notifySystemd('stopping')
    await serving.close()
    process.exit(code)
  }
  const { socket } = readEnvironment(options.env)
  const explicit = options.host !== undefined || options.port !== undefined
  const serving = await startServing(definition, {
    ...options,
    prepare: true,
    listen: true,
    fd: explicit ? undefined : socket,
    onUncaught: () => void end(1),
  })
  const { logger } = serving.project.app
  const stop = endingSignals(
    () => void end(0),
    (signal) => process.exit(codeOfSignal(signal)),
  )
  const reload = (signal: NodeJS.Signals) => {
    if (serving.reloadCertificate === null) {
      if (serving.project.mode !== 'production') return stop(signal)
      logger.warn('One process cannot load its code anew at SIGHUP and goes on as it is; start it with --workers')
      return
    }
    try {
      serving.reloadCertificate()
      logger.info('The certificate was read again')
    } catch (error) {
      logger.error('The certificate could not be read again; the old one stays', { error })
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', reload)
  await notifySystemd('ready')
  return {
    project: serving.project,
    server: serving.server,
    async close(how) {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      process.off('SIGHUP', reload)
      await serving.close(how)
    },
  }
}
