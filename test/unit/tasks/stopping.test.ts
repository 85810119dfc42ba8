import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attempts } from '../../../src/apps/tasks/database/attempts.ts'
import type { Claims } from '../../../src/apps/tasks/database/claims.ts'
import { DatabaseWorker } from '../../../src/apps/tasks/database/worker.ts'
import type { Job } from '../../../src/apps/tasks/index.ts'

test('a worker that is stopped while the database gives it jobs puts them back, and ends', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<readonly Job[]>()
  const released: string[] = []
  const claims: Pick<Claims, 'look' | 'take'> = {
    look: async () => ({ now: 0, nextDelayed: null, nextLease: null, waiting: new Set(['default']) }),
    take: () => {
      asked.resolve()
      return answer.promise
    },
  }
  const attempts: Pick<Attempts, 'released'> = {
    released: async ({ id }) => {
      released.push(id)
      return true
    },
  }
  const parts = { lease: 1000, pollInterval: 10, onEnd: () => released.push('end') }
  const worker = new DatabaseWorker(
    { ...parts, claims: claims as Claims, attempts: attempts as Attempts },
    {
      queues: [{ name: 'default' }],
      concurrency: 1,
      onError: assert.ifError,
      handle: async () => assert.fail('it was stopped'),
    },
  )
  await asked.promise
  const stopped = worker.stop(3_600_000)
  answer.resolve([{ id: 'late', queue: 'default' } as Job])
  await stopped
  assert.deepEqual(released, ['late', 'end'])
})
