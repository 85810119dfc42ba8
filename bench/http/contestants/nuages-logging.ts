/** The same project in production, which writes a line about each request. */
import { openProject } from '../../../src/tools/project/index.ts'
import { serve } from '../../../src/web/http/index.ts'
import type { Settings } from './contestant.ts'
import { definition } from './nuages.ts'

export async function start(settings: Settings): Promise<number> {
  // Loggers look here for whether lines are for programs or for people.
  process.env['NUAGES_ENV'] = 'production'
  const env = { SECRET_KEY: 'a key of the benchmark, for nobody else: 0123456789', ALLOWED_HOSTS: '127.0.0.1' }
  const project = await openProject(definition(settings), { mode: 'production', env })
  return (await serve(project.app, { port: 0 })).port
}
