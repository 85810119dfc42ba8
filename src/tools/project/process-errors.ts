import { type App, tryCurrentRequest } from '../../web/http/index.ts'

/**
 * Brings to the application's one place for errors what Node would end the process for. A promise that failed while nobody waited for it
 * ends nothing: a forgotten `await` in one view must not take the site away from everybody else. An error that nobody caught leaves the process
 * in a state that nobody knows (https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly): `end` is
 * called to finish what is in flight and leave. Gives a function that ends the watch.
 */
export function watchProcess(app: App, end: () => void): () => void {
  const rejected = (error: unknown) => app.report(error, { request: tryCurrentRequest() ?? null, phase: 'background' })
  const uncaught = (error: unknown) => {
    app.report(error, { request: tryCurrentRequest() ?? null, phase: 'process' })
    end()
  }
  process.on('unhandledRejection', rejected)
  process.on('uncaughtException', uncaught)
  return () => {
    process.off('unhandledRejection', rejected)
    process.off('uncaughtException', uncaught)
  }
}
