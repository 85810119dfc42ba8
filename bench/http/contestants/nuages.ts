/**
 * A project with all default middleware: compression, security headers, host check, static files, sessions and users (which nobody
 * asks for), languages, CSRF. Without the access log, which is measured apart: so it is opened as tests open it.
 */
import { authApp } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { defineProject, openProject } from '../../../src/tools/project/index.ts'
import { serve } from '../../../src/web/http/index.ts'
import { urls } from '../nuages-urls.ts'
import type { Settings } from './contestant.ts'

export const definition = (settings: Settings) =>
  defineProject({
    apps: [sessionsApp, authApp],
    urls: urls(settings),
    compression: true,
    static: { dirs: [settings.dir] },
    databases: { default: 'sqlite::memory:' },
  })

export async function start(settings: Settings): Promise<number> {
  const project = await openProject(definition(settings), { mode: 'test' })
  return (await serve(project.app, { port: 0 })).port
}
