import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { LoginThrottle } from '../../../src/apps/auth/index.ts'
import { openCache } from '../../../src/data/cache/index.ts'
import type { HttpRequest } from '../../../src/web/http/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { mariadb, postgres, skipOn } from '../../support/scratch.ts'
import { skipWithout } from '../../support/services.ts'

const folder = temporaryFolder('throttle')
after(() => rmSync(folder, { recursive: true, force: true }))

const from = (ip: string) => ({ ip }) as HttpRequest

/** Two processes that share one place of counts are two caches with connections of their own. */
async function twoProcesses(url: string, work: (one: LoginThrottle, other: LoginThrottle) => Promise<void>) {
  const prefix = `test-${randomUUID()}:`
  const caches = await Promise.all([openCache(url, { prefix }), openCache(url, { prefix })])
  try {
    await work(new LoginThrottle({ cache: caches[0]! }), new LoginThrottle({ cache: caches[1]! }))
  } finally {
    await caches[0]!.clear()
    for (const cache of caches) await cache.close()
  }
}

async function parallelGuesses(url: string): Promise<void> {
  await twoProcesses(url, async (one, other) => {
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : other).begin(from('192.0.2.1'), 'ann')),
    )
    const taken = all.filter((attempt) => !('wait' in attempt)).length
    assert.ok(taken >= 1 && taken <= 5, `${taken} were looked at`)
    // Those that came too close together for a count were refused, and the next one is counted rightly.
    let more = 0
    while (!('wait' in (await other.begin(from('192.0.2.1'), 'ann')))) more++
    assert.equal(taken + more, 5)
  })
}

async function forgiveness(url: string): Promise<void> {
  await twoProcesses(url, async (one, other) => {
    for (let i = 0; i < 4; i++) await one.begin(from('192.0.2.2'), 'ann')
    const attempt = await other.begin(from('192.0.2.2'), 'ann')
    assert.ok(!('wait' in attempt))
    await attempt.succeeded()
    for (let i = 0; i < 5; i++) assert.ok(!('wait' in (await one.begin(from('192.0.2.2'), 'ann'))))
    assert.ok('wait' in (await other.begin(from('192.0.2.2'), 'ann')))
  })
}

const promises = {
  'of fifty parallel guesses in two processes no more than the free ones are looked at': parallelGuesses,
  'a right password in one process forgives in the other': forgiveness,
}

for (const [what, promise] of Object.entries(promises))
  describe(what, () => {
    test('in SQLite', () => promise(`database:sqlite:${join(folder, 'counts.sqlite3')}`))
    for (const server of [postgres, mariadb])
      test(`in ${server.label}`, async (t) => {
        const { skip } = await skipOn(server)
        if (skip !== false) return t.skip(String(skip))
        const scratch = await server.scratch()
        try {
          await promise(`database:${scratch.url}`)
        } finally {
          await scratch.drop()
        }
      })
    test('in Redis', async (t) => {
      const skip = await skipWithout('redis')
      if (skip !== false) return t.skip(skip)
      await promise('redis://127.0.0.1:6379/15')
    })
  })
