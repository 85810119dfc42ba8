import type { Logger } from '../../base/log/index.ts'

/**
 * Logs promises that fail while nobody waits for them, where Node would end the process: a forgotten `await` in one view
 * must not take the site away from everybody else. Gives a function that ends it.
 */
export function logForgottenRejections(logger: Logger): () => void {
  const log = (error: unknown) =>
    logger.error('A promise failed that nobody waited for; is an await missing?', { error })
  process.on('unhandledRejection', log)
  return () => void process.off('unhandledRejection', log)
}
