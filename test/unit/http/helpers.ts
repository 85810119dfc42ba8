import { createLogger } from '../../../src/base/log/index.ts'
import { type App, type AppOptions, createApp, type UrlEntry } from '../../../src/web/http/index.ts'

/** An application that logs into a list. */
export function testApp(urls: readonly UrlEntry[], options: Partial<AppOptions> = {}): App & { lines: string[] } {
  const lines: string[] = []
  const logger = createLogger({ level: 'trace', format: 'text', write: (line) => lines.push(line) })
  return { ...createApp({ urls, logger, ...options }), lines }
}

/** A global request to the application, as a test or another fetch application makes it. */
export function ask(app: App, target: string, init: RequestInit = {}): Promise<Response> {
  return app.fetch(new Request(`http://localhost${target}`, init))
}
