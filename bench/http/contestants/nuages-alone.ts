/** `nuages/http` alone, without any middleware but the one for static files. */
import { createApp, serve, staticFiles } from '../../../src/web/http/index.ts'
import { urls } from '../nuages-urls.ts'
import type { Settings } from './contestant.ts'

export async function start(settings: Settings): Promise<number> {
  const files = staticFiles({ prefix: '/static/', dirs: [settings.dir] })
  return (await serve(createApp({ urls: urls(settings), middleware: [files] }), { port: 0 })).port
}
