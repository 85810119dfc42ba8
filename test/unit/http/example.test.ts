import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

// In a process of its own: the example imports the package by name, and two copies of one battery must never meet.
const script = `
  import { app } from './examples/alone-http/app.ts'
  const ask = (target, init) => app.fetch(new Request('http://localhost' + target, init))
  const made = await ask('/api/notes/', { method: 'POST', body: new URLSearchParams({ title: 'Practise' }) })
  const bad = await ask('/api/notes/', { method: 'POST', body: new URLSearchParams() })
  const range = await ask('/source/', { headers: { range: 'bytes=0-5' } })
  console.log(JSON.stringify([
    (await ask('/')).status, await (await ask('/hello/Django/')).text(), made.status, made.headers.get('location'), bad.status,
    await (await ask('/api/notes/1/')).json(), (await ask('/api/notes')).status, range.status, await range.text(),
    await (await ask('/count/')).text(), (await ask('/nothing/')).status,
  ]))`

test('the example that uses HTTP alone', () => {
  const args = ['--conditions=nuages-source', '--input-type=module', '-e', script]
  const root = new URL('../../..', import.meta.url)
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.deepEqual(JSON.parse(output), [
    200,
    'Hello, Django!',
    201,
    '/api/notes/2/',
    400,
    { id: 1, title: 'Buy strings for the guitar' },
    301,
    206,
    'import',
    '1\n2\n3\n',
    404,
  ])
})
