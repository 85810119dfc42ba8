import cluster from 'node:cluster'
import type { Socket } from 'node:net'
import { readEnvironment } from '../../base/settings/index.ts'
import type { CloseOptions } from '../../web/http/index.ts'
import { checkProcesses } from './checks/deploy/processes.ts'
import { loadDefinition } from './load.ts'
import { startServing } from './serving.ts'
import type { ToPrimary, ToWorker, WorkerTask } from './worker-messages.ts'

/**
 * Serves as one worker of several, until the primary says so or has gone. Ends the process: with 0 when it was told to, with 1 after an error
 * that nobody caught. Ctrl+C reaches it too, and is the primary's to answer.
 */
export async function serveWorker(task: WorkerTask): Promise<void> {
  const tell = (message: ToPrimary) => void (process.connected && process.send?.(message))
  const { definition, dir } = await loadDefinition(task.dir)
  let ending = false
  const end = async (code: number, how: CloseOptions = {}): Promise<void> => {
    if (ending) return
    ending = true
    process.exitCode = code
    await serving.close(how)
    process.exit(code)
  }
  const { port, host, tls } = task
  const serving = await startServing(definition, {
    dir,
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    ...(tls !== undefined && { tls }),
    fd: task.fd,
    listen: false,
    prepare: task.first,
    onUncaught: () => {
      tell({ type: 'failing' })
      void end(1, { delay: 0 })
    },
  })
  if (task.first) {
    const facts = { options: definition.options, environment: readEnvironment(), processes: task.workers }
    const kept = checkProcesses(facts).map(({ where }) => where)
    if (kept.length > 0) process.stdout.write(`Each worker has its own: ${kept.join(', ')}\n`)
  }
  process.on('message', (message: ToWorker, connection: Socket | undefined) => {
    if (message.type === 'drain') void end(0, message)
    else if (message.type === 'connection') {
      tell({ type: 'taken', id: message.id })
      // It is missing where the client went away while it was handed over.
      if (connection !== undefined) serving.server.handleConnection(connection)
    }
  })
  process.prependListener('disconnect', () => {
    // Else Node would end the process in the middle of its requests.
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true
    void end(0)
  })
  process.on('SIGTERM', () => void end(0))
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  const { closeTimeout = 10_000, closeDelay = 0 } = definition.options.server ?? {}
  const secure = serving.reloadCertificate !== null
  tell({ type: 'ready', place: serving.place, secure, closeTimeout, closeDelay })
}
