/** The process that serves under `nuages dev`: it gets its connections, and word of changed files, from its parent. */
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setProcessScope } from '../../../base/context/index.ts'
import { fileChanges } from '../../../base/events/index.ts'
import { serve } from '../../../web/http/index.ts'
import { developmentProject } from '../../project/index.ts'
import { complainOf, terminal } from '../terminal.ts'
import type { ToChild, ToParent } from './messages.ts'

const dir = process.env['NUAGES_DEV_DIR'] ?? process.cwd()
const host = process.env['NUAGES_DEV_HOST'] ?? '127.0.0.1'
const port = Number(process.env['NUAGES_DEV_PORT'] ?? 8000)

try {
  const closing = new AbortController()
  const { project, notes, worker } = await developmentProject(dir, closing.signal)
  setProcessScope(project.scope)
  const server = await serve(project.app, { listen: false, closeTimeout: 2000 })
  process.on('message', (message: ToChild, handle: Socket | undefined) => {
    if (message.type === 'connection') {
      // It is missing where the client went away while it was handed over.
      if (handle !== undefined) server.handleConnection(handle)
    } else if (message.type === 'changed') for (const path of message.paths) fileChanges.publish({ path: join(path) })
    else stop()
  })
  const stop = () => {
    closing.abort()
    void Promise.all([server.close(), worker?.stop(1000)])
      .then(() => project.close())
      .finally(() => process.exit(0))
  }
  process.on('disconnect', stop)
  process.on('SIGINT', () => {})
  process.on('SIGTERM', stop)
  for (const note of notes) terminal.print(note)
  // At an address there are no passkeys.
  const shown = host === '127.0.0.1' && project.apps.some(({ label }) => label === 'passkeys') ? 'localhost' : host
  terminal.print(`Serving on http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/ (Ctrl+C stops)`)
  process.send?.({ type: 'ready' } satisfies ToParent)
} catch (error) {
  complainOf(error)
  process.exit(1)
}
