import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FileSessionStore } from '../../../src/apps/sessions/index.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages clearsessions', () => {
  let site: ScratchProject
  const development = { NUAGES_ENV: 'development' }

  before(async () => {
    site = await scratchProject()
  })
  after(() => site.remove())

  test('in the database', async () => {
    await site.run(['migrate'], development)
    const answer = await site.run(['clearsessions'], development)
    assert.deepEqual([answer.code, answer.out], [0, '0 expired sessions were deleted.\n'], answer.err)
  })

  test('in files', async () => {
    const config = join(site.dir, 'nuages.config.ts')
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('defineProject({', "defineProject({\n  sessions: { store: 'file:./kept' },"))
    const hour = 3_600_000
    const now = () => Date.now() - 2 * hour
    const store = new FileSessionStore({ dir: join(site.dir, 'kept'), key: 'k', now })
    for (const life of [hour, hour, 3 * hour]) await store.create({ data: {}, expires: new Date(now() + life) })
    const answer = await site.run(['clearsessions'], { ...development, SECRET_KEY: 'k' })
    assert.deepEqual([answer.code, answer.out], [0, '2 expired sessions were deleted.\n'], answer.err)
  })
})
