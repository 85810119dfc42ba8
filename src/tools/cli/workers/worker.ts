/** A process that serves under `nuages start --workers`. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { serveWorker } = await import('../../project/index.ts')
const { complainOf } = await import('../terminal.ts')
try {
  await serveWorker(JSON.parse(process.env['NUAGES_WORKER'] ?? '{}'))
} catch (error) {
  complainOf(error)
  process.exit(1)
}
