import { tryUse } from '../../base/context/index.ts'
import { createLogger, type Logger } from '../../base/log/index.ts'
import { lifetimeService } from './lifetime.ts'
import type { Middleware } from './middleware.ts'
import { asError } from './reports.ts'
import type { HttpRequest } from './request.ts'
import { LightResponse } from './response.ts'

export interface HealthOptions {
  /** Where the process says that it runs: '/health'. False: nowhere. */
  readonly live?: string | false
  /** Where it says that it can answer: '/ready'. False: nowhere. */
  readonly ready?: string | false
  /** What it needs for that, by name. A check that throws or takes too long has failed; the signal aborts then. */
  readonly checks?: Readonly<Record<string, (signal: AbortSignal) => unknown>>
  /** Milliseconds that the checks have together. Default 2,000. */
  readonly timeout?: number
  readonly logger?: Logger
}

/** The name of a check, and why it failed or null. */
type Outcome = readonly [string, string | null]

/**
 * Middleware that answers whether the process lives and whether it is ready, for load balancers and supervisors: 200 or 503, as JSON. Put it
 * first, so that these questions need no host name and no session and fill no log. Not ready are a server that closes and one
 * whose checks fail; which one and why is told in development only, and logged.
 */
export function health(options: HealthOptions = {}): Middleware {
  const { live = '/health', ready = '/ready', checks = {}, timeout = 2000 } = options
  const logger = options.logger ?? createLogger({ name: 'health' })
  let asking: Promise<readonly Outcome[]> | null = null
  let failing = false
  /** However many ask at once, the checks run once. */
  const ask = (): Promise<readonly Outcome[]> =>
    (asking ??= Promise.all(Object.entries(checks).map(([name, check]) => outcomeOf(name, check, timeout)))
      .then((outcomes) => {
        const failed = outcomes.filter(([, reason]) => reason !== null)
        if (failed.length > 0 && !failing) logger.warn('Not ready', { checks: Object.fromEntries(failed) })
        if (failed.length === 0 && failing) logger.info('Ready again')
        failing = failed.length > 0
        return outcomes
      })
      .finally(() => (asking = null)))
  return async function health(request, next) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    if (request.path === live) return answer(request, true, [])
    if (request.path !== ready) return next()
    if (tryUse(lifetimeService)?.draining) return answer(request, false, [['server', 'It is closing.']])
    const outcomes = await ask()
    return answer(
      request,
      outcomes.every(([, reason]) => reason === null),
      outcomes,
    )
  }
}

async function outcomeOf(name: string, check: (signal: AbortSignal) => unknown, timeout: number): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeout)
  const late = Promise.withResolvers<never>()
  const end = () => late.reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    await Promise.race([Promise.try(check, signal), late.promise])
    return [name, null]
  } catch (error) {
    return [name, signal.aborted ? `It took more than ${timeout} ms.` : asError(error).message]
  } finally {
    signal.removeEventListener('abort', end)
  }
}

function answer(request: HttpRequest, ok: boolean, outcomes: readonly Outcome[]): Response {
  const checks = outcomes.map(([name, reason]) => [name, reason ?? 'ok'] as const)
  const told = { status: ok ? 'ok' : 'unavailable', ...(request.debug && { checks: Object.fromEntries(checks) }) }
  return new LightResponse(JSON.stringify(told), {
    status: ok ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
}
