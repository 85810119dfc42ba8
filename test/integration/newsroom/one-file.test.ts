import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Client } from 'nuages/testing'
import { root } from '../../support/files.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { type Running, startProcess } from '../../support/process.ts'

const file = join(root, 'examples/one-file/app.ts')

describe('a project in one file', () => {
  const folder = temporaryFolder('one-file')
  let running: Running
  let visitor: Client

  before(async () => {
    running = startProcess(process.execPath, ['--conditions=nuages-source', file], root, {
      DATABASE_URL: `sqlite:${join(folder, 'db.sqlite3')}`,
      PORT: '0',
      NUAGES_ENV: 'development',
    })
    const [, address = ''] = await running.printed(/Serving on (\S+)/)
    visitor = new Client((request) => {
      const { pathname, search } = new URL(request.url)
      const headers = new Headers(request.headers)
      headers.delete('host')
      return request.text().then((body) =>
        fetch(new URL(pathname + search, address), {
          method: request.method,
          headers,
          redirect: 'manual',
          ...(request.method === 'POST' && { body }),
        }),
      )
    })
  })
  after(async () => {
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('has at most thirty lines', () => {
    assert.ok(readFileSync(file, 'utf8').trimEnd().split('\n').length <= 30)
  })

  test('serves a page, a list in JSON and an admin in which a person is added', async () => {
    assert.match(await (await visitor.get('/')).text(), /0 people/)
    assert.deepEqual(await (await visitor.get('/people.json')).json(), [])

    const [, username = '', password = ''] = await running.printed(/First superuser, for development: (\S+) \/ (\S+)/)
    await visitor.get('/admin/login/')
    await visitor.post('/admin/login/', { username, password })
    assert.equal((await visitor.get('/admin/')).status, 200)
    await visitor.get('/admin/people/person/add/')
    const person = { name: 'Django', age: '43', sex: 'm', phone: '0600' }
    const added = await visitor.post('/admin/people/person/add/', person)
    assert.ok([302, 303].includes(added.status), `${added.status}: ${await added.clone().text()}`)

    assert.match(await (await visitor.get('/')).text(), /1 people/)
    assert.deepEqual(await (await visitor.get('/people.json')).json(), [{ id: 1, ...person, age: 43 }])
  })
})
