import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mode } from '../../../src/base/settings/index.ts'
import { defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { html, path } from '../../../src/web/http/index.ts'

/** What a project without a database answers in a mode. */
async function answered(mode: Mode, options: Partial<ProjectOptions>, init: RequestInit): Promise<Response> {
  const definition = defineProject({ apps: [], urls: [path('', () => html('x'.repeat(5000)))], ...options })
  const env = { NUAGES_ENV: mode, SECRET_KEY: 'x'.repeat(50), ALLOWED_HOSTS: 'localhost' }
  await using project = await openProject(definition, { env, databases: {} })
  return await project.fetch(new Request('http://localhost/', init))
}

test('answers are compressed in production, unless the project says otherwise', async () => {
  const init = { headers: { 'accept-encoding': 'gzip, br' } }
  const coding = async (mode: Mode, options: Partial<ProjectOptions> = {}) =>
    (await answered(mode, options, init)).headers.get('content-encoding')
  assert.equal(await coding('production'), 'br')
  assert.equal(await coding('production', { compression: false }), null)
  assert.equal(await coding('production', { compression: { codings: ['gzip'] } }), 'gzip')
  assert.equal(await coding('development'), null)
  assert.equal(await coding('development', { compression: true }), 'br')
})

test('limits of the project hold for its requests', async () => {
  const long = async (options: Partial<ProjectOptions>) => {
    const definition = defineProject({ apps: [], urls: [path('', () => html(''))], ...options })
    const env = { SECRET_KEY: 'x'.repeat(50) }
    await using project = await openProject(definition, { mode: 'test', env, databases: {} })
    return (await project.fetch(new Request(`http://localhost/?${'q'.repeat(200)}`))).status
  }
  assert.deepEqual([await long({}), await long({ limits: { url: 100 } })], [200, 414])
})
