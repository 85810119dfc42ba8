import { AsyncLocalStorage } from 'node:async_hooks'
import { type App, type RunningServer, serve } from '../../web/http/index.ts'
import type { TestProject } from './test-project.ts'

/** A project that a browser can ask. */
export interface LiveServer extends AsyncDisposable {
  /** 'http://127.0.0.1:49152', without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export interface LiveServerOptions {
  /** By default a free one. */
  readonly port?: number
}

/**
 * Serves a project of a test to browsers, static files included, until it is closed. In a `dbTest` its requests are in the test's transaction, and so they are answered
 * one at a time; in a `transactionTest` and with `testProject` they are not. Semantics: Django's `StaticLiveServerTestCase`.
 *
 * ```ts
 * await using live = await liveServer(site)
 * await page.goto(`${live.url}/contact/`)
 * ```
 */
export async function liveServer({ project }: TestProject, { port = 0 }: LiveServerOptions = {}): Promise<LiveServer> {
  const { orm, app } = project
  const inTest = AsyncLocalStorage.snapshot()
  const shared = Object.values(orm.databases).some(({ inTransaction }) => inTransaction)
  const handle = shared ? oneByOne((request) => inTest(() => app.handle(request))) : app.handle
  const server: RunningServer = await serve({ ...app, handle }, { port, host: '127.0.0.1', closeTimeout: 1000 })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= server.close())
  return { url: server.url.replace(/\/$/, ''), close, [Symbol.asyncDispose]: close }
}

/** Answers one request after the other: a transaction takes one piece of work at a time. */
function oneByOne(handle: App['handle']): App['handle'] {
  let last: Promise<unknown> = Promise.resolve()
  return (request) => {
    const answer = last.then(() => handle(request))
    last = answer.catch(() => {})
    return answer
  }
}
