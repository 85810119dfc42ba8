import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { caches } from 'nuages/cache'
import { openProject } from 'nuages/project'
import { loadDemo } from '../../../examples/newsroom/newsroom/load-demo.ts'
import newsroom from '../../../examples/newsroom/nuages.config.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { migrationApps } from '../../../src/tools/project/prepare.ts'
import { OwnRedis, skipWithoutRedisServer } from '../../support/redis-server.ts'

test('the front page is there while its Redis goes away, stalls and comes back under load', {
  skip: skipWithoutRedisServer(),
}, async () => {
  await using server = await OwnRedis.start()
  await using site = await openProject(newsroom, {
    dir: join(import.meta.dirname, '../../../examples/newsroom'),
    mode: 'test',
    databases: { default: 'sqlite::memory:' },
    env: { CACHE_URL: server.url },
  })
  await site.run(() => migrate({ orm: site.orm, apps: migrationApps(site) }))
  await site.run(() => loadDemo())
  const kept = async () =>
    site.run(async () => (await caches('default').set('probe', 1)) && caches('default').has('probe'))
  const targets = ['/', '/culture/', '/search/?q=ferry']
  const ask = async (target: string) => {
    const response = await site.fetch(new Request(`http://testserver${target}`))
    assert.equal(response.status, 200, target)
    return response.text()
  }
  const expected = new Map(await Promise.all(targets.map(async (target) => [target, await ask(target)] as const)))

  let asking = true
  let answered = 0
  const visitor = async (target: string) => {
    while (asking) {
      assert.equal(await ask(target), expected.get(target))
      answered++
    }
  }
  const visitors = Promise.all(Array.from({ length: 6 }, (_, i) => visitor(targets[i % targets.length]!)))
  /** Until the site has answered so many more, whatever Redis does. */
  const more = async (count: number) => {
    const enough = answered + count
    while (answered < enough) await Promise.race([wait(5), visitors])
  }
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await Promise.race([wait(5), visitors])
  }
  try {
    await more(10)
    for (let round = 0; round < 2; round++) {
      await server.kill()
      await until(async () => !(await kept()))
      await more(10)
      await server.start()
      await until(kept)
      await more(10)
    }
    server.stall()
    await until(async () => !(await kept()))
    await more(10)
    server.wake()
    await until(kept)
    await more(10)
  } finally {
    server.wake()
    asking = false
  }
  await visitors
  const made = await site.run(() => caches('default').namespace('pages').clear())
  assert.equal(made, true)
})
