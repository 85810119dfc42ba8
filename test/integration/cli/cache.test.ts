import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Cache, openCache } from '../../../src/data/cache/index.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages cache clear', () => {
  let site: ScratchProject
  let pages: Cache
  const development = { NUAGES_ENV: 'development' }
  const clear = (...flags: string[]) => site.run(['cache', 'clear', ...flags], development)

  before(async () => {
    site = await scratchProject()
    const config = join(site.dir, 'nuages.config.ts')
    const text = readFileSync(config, 'utf8')
    const caches = `cache: {
        default: 'memory:',
        pages: { url: 'database:sqlite:cache.sqlite3', prefix: 'pages:' },
        gone: 'redis://127.0.0.1:1/0',
      },`
    assert.match(text, /defineProject\(\{/)
    writeFileSync(config, text.replace('defineProject({', `defineProject({\n  ${caches}`))
    pages = await openCache(`database:sqlite:${join(site.dir, 'cache.sqlite3')}`, { prefix: 'pages:' })
  })
  after(async () => {
    await pages?.close()
    site.remove()
  })

  test('empties the cache that is named, and nothing beside it', async () => {
    const theirs = await openCache(`database:sqlite:${join(site.dir, 'cache.sqlite3')}`, { prefix: 'theirs:' })
    await theirs.set('k', 1)
    await pages.set('k', 1)
    await pages.namespace('news').set('k', 1, { tags: ['t'] })
    const answer = await clear('--name', 'pages')
    assert.deepEqual([answer.code, answer.out], [0, "The cache 'pages' is empty.\n"])
    assert.deepEqual([await pages.get('k'), await pages.namespace('news').get('k')], [undefined, undefined])
    assert.equal(await theirs.get('k'), 1)
    await theirs.close()
  })

  test('says what it cannot do', async () => {
    const memory = await clear()
    assert.deepEqual([memory.code, memory.out], [0, "The cache 'default' lives in each process: restart them.\n"])
    const unknown = await clear('-n', 'toString')
    assert.equal(unknown.code, 1)
    assert.match(unknown.err, /it has default, pages, gone\.[\s\S]*NUAGES_CACHE_UNKNOWN_CACHE/)
    const away = await clear('-n', 'gone')
    assert.equal(away.code, 1)
    assert.match(away.err, /NUAGES_CACHE_AWAY/)
  })
})
