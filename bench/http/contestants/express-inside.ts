/** The application of `express`, mounted in a bare one of nuages: what `fromNode` costs. */
import { createApp, fromNode, mount, serve } from '../../../src/web/http/index.ts'
import type { Settings } from './contestant.ts'
import { application } from './express.ts'

export async function start(settings: Settings): Promise<number> {
  const app = createApp({ urls: [mount('/', fromNode(await application(settings)))] })
  return (await serve(app, { port: 0 })).port
}
