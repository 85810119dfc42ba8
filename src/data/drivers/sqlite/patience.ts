import { setTimeout as sleep } from 'node:timers/promises'
import { driverErrors } from '../errors.ts'
import { Busy } from './connection.ts'

/**
 * Calls `work` until no other process is in its way: at once, then after pauses that grow from 1 to 50 ms, without
 * blocking the event loop. Rejects with `NUAGES_DRIVERS_LOCKED` after `patience` milliseconds.
 */
export async function patiently<R>(
  patience: number,
  where: { readonly name: string; readonly file: string },
  work: () => R,
): Promise<R> {
  const start = performance.now()
  let pause = 1
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Busy)) throw error
      const waited = Math.round(performance.now() - start)
      if (waited >= patience) throw driverErrors.LOCKED({ ...where, waited }, { cause: error.cause })
    }
    await sleep(pause * (0.5 + Math.random()))
    pause = Math.min(pause * 2, 50)
  }
}
