import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { codeOfSignal, endingSignals } from '../../../base/events/index.ts'
import { createLogger } from '../../../base/log/index.ts'
import { notifySystemd } from '../../../base/settings/index.ts'
import type { WorkerTask } from '../../project/index.ts'
import { terminal } from '../terminal.ts'
import { Supervisor } from './supervisor.ts'

/**
 * Serves a project by several processes until SIGINT or SIGTERM, and replaces them at SIGHUP. Rejects where the first does not start, and where
 * they go on ending.
 */
export async function startWorkers(count: number | 'auto', task: Omit<WorkerTask, 'first' | 'workers'>): Promise<void> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js'
  const supervisor = new Supervisor({
    count: count === 'auto' ? availableParallelism() : count,
    worker: join(import.meta.dirname, `worker.${extension}`),
    task,
    logger: createLogger({ name: 'workers' }),
  })
  let stopping = false
  const stopped = Promise.withResolvers<void>()
  const stop = endingSignals(
    () => {
      stopping = true
      void notifySystemd('stopping')
        .then(() => supervisor.stop())
        .then(stopped.resolve)
    },
    (signal) => {
      supervisor.kill()
      process.exit(codeOfSignal(signal))
    },
  )
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  let started = false
  process.on('SIGHUP', () => {
    if (!started) return
    void notifySystemd('reloading')
      .then(() => supervisor.reload())
      .then(() => notifySystemd('ready'))
  })
  try {
    const url = await supervisor.start()
    started = true
    if (!stopping) {
      terminal.print(`Serving on ${url} (process ${process.pid}; Ctrl+C stops)`)
      await notifySystemd('ready')
    }
    await Promise.race([stopped.promise, supervisor.givenUp])
  } catch (error) {
    if (!stopping) await supervisor.stop()
    else return await stopped.promise
    throw error
  }
}
