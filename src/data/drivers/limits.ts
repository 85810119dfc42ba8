import { NuagesError } from '../../base/errors/index.ts'
import type { Limits, Statement } from './driver.ts'
import { driverErrors } from './errors.ts'

/**
 * Waits for a statement that may be ended before it is done, and that is alone on its connection: calls `cancel` once its time
 * is over or its signal is aborted, and says which it was. Resolves only when that cancellation is through, so that it cannot
 * hit what comes next.
 */
export async function limited<R>(
  { signal, timeout }: Limits,
  name: string,
  { text }: Statement,
  send: () => Promise<R>,
  cancel: () => Promise<void>,
): Promise<R> {
  checkSignal(signal, name)
  let why: 'signal' | 'timeout' | null = null
  let cancelling: Promise<void> | undefined
  const stop = (reason: 'signal' | 'timeout') => {
    why ??= reason
    cancelling ??= cancel().catch(() => {})
  }
  const aborted = () => stop('signal')
  const timer = timeout === undefined ? undefined : setTimeout(stop, timeout, 'timeout')
  signal?.addEventListener('abort', aborted, { once: true })
  try {
    return await send()
  } catch (error) {
    const cancelled = error instanceof NuagesError && error.code === 'NUAGES_DRIVERS_STATEMENT_TIMEOUT'
    if (why === null || !cancelled) throw error
    if (why === 'signal') throw driverErrors.ABORTED({ name }, { cause: signal!.reason })
    throw tooLong(name, timeout!, text, error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', aborted)
    await cancelling
  }
}

/** A statement took longer than it was given. */
export function tooLong(name: string, timeout: number, text: string, cause?: unknown): Error {
  return driverErrors.STATEMENT_TIMEOUT({ name, reason: `its limit was ${timeout} ms`, text }, { cause })
}

/** Throws where a signal is aborted already. */
export function checkSignal(signal: AbortSignal | undefined, name: string): void {
  if (signal?.aborted) throw driverErrors.ABORTED({ name }, { cause: signal.reason })
}

/** The limits of a statement inside a transaction: its own, and the transaction's. Null where there are none. */
export function joined(outer: Limits | null, { signal, timeout }: Limits = {}): Limits | null {
  if (signal === undefined && timeout === undefined) return outer
  if (outer === null) return { ...(signal && { signal }), ...(timeout !== undefined && { timeout }) }
  const signals = [outer.signal, signal].filter((each) => each !== undefined)
  const least = Math.min(outer.timeout ?? Number.POSITIVE_INFINITY, timeout ?? Number.POSITIVE_INFINITY)
  return {
    ...(signals.length > 0 && { signal: signals.length === 1 ? signals[0]! : AbortSignal.any(signals) }),
    ...(least !== Number.POSITIVE_INFINITY && { timeout: least }),
  }
}
