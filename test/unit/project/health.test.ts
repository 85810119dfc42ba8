import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineProject, openProject } from '../../../src/tools/project/index.ts'

const open = (server: Parameters<typeof defineProject>[0]['server'] = {}) =>
  openProject(defineProject({ apps: [], server }), { mode: 'test', databases: { default: 'sqlite::memory:' } })

test('a project is ready while its databases answer, whatever host it is asked for', async () => {
  const project = await open()
  const ask = (target: string) => project.fetch(new Request(`http://10.0.0.7${target}`))
  assert.equal((await ask('/')).status, 400)
  for (const target of ['/health', '/ready']) assert.equal((await ask(target)).status, 200)
  await project.orm.databases['default']!.close()
  const response = await ask('/ready')
  assert.equal(response.status, 503)
  assert.deepEqual(await response.json(), { status: 'unavailable' })
  assert.equal((await ask('/health')).status, 200)
  await project.close()
})

test('it may have checks of its own, other addresses, or none', async () => {
  await using own = await open({
    health: { ready: '/-/ready', checks: { mail: () => Promise.reject(new Error('down')) } },
  })
  assert.equal((await own.fetch(new Request('http://localhost/-/ready'))).status, 503)
  await using none = await open({ health: false })
  assert.equal((await none.fetch(new Request('http://localhost/health'))).status, 404)
})
