import type { ClaimedJob, JsonValue, Outcome, WorkOptions } from '../engine.ts'
import { tasksErrors } from '../errors.ts'
import type { Attempts, Held } from './attempts.ts'
import type { Claims } from './claims.ts'

export interface InsideParts {
  readonly claims: Pick<Claims, 'look' | 'promote' | 'take'>
  readonly attempts: Pick<Attempts, 'done' | 'settle' | 'progress'>
}

/**
 * Runs the jobs that are due, one after the other, on the connection of the transaction that this code is in, which no worker could see. Nothing goes on
 * beside a handler there: leases are not renewed, progress is kept when an attempt has ended, and rates do not hold.
 */
export async function runInside(
  { claims, attempts }: InsideParts,
  { queues, handle }: Pick<WorkOptions, 'queues' | 'handle'>,
): Promise<void> {
  const names = queues.map(({ name }) => name)
  for (let ran = true; ran; ) {
    ran = false
    const { now, nextDelayed } = await claims.look(names)
    if (nextDelayed !== null && nextDelayed <= now) await claims.promote()
    const { waiting } = await claims.look(names)
    const lease = crypto.randomUUID()
    const queue = names.find((name) => waiting.has(name))
    for (const job of queue === undefined ? [] : await claims.take(queue, 1, lease, null)) {
      ran = true
      const held: Held = { id: job.id, lease }
      let progress: JsonValue | undefined
      const claimed: ClaimedJob = {
        job,
        signal: new AbortController().signal,
        progress(value) {
          progress = value
        },
        async finish(result) {
          if (!(await attempts.done(held, result))) throw tasksErrors.LEASE_LOST({ id: job.id })
        },
      }
      const outcome: Outcome = await handle(claimed)
      if (progress !== undefined && outcome.state !== 'finished') await attempts.progress(held, progress)
      await attempts.settle(held, outcome)
    }
  }
}
