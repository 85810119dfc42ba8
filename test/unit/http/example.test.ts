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
  const express = await import('./examples/express-inside/app.ts')
  const inside = (target, init) => express.app.fetch(new Request('http://localhost' + target, init))
  const added = await inside('/old/books/', { method: 'POST', body: new URLSearchParams({ title: 'Minor Swing' }) })
  const home = await (await inside('/', { headers: { cookie: added.headers.getSetCookie()[0].split(';')[0] } })).text()
  console.log(JSON.stringify([
    added.headers.get('location'), await (await inside('/old/books/2')).json(), (await inside('/old/books/9')).status,
    home.includes('<a href="/books/2/">Book 2</a>'), home.includes('added: 2'),
    (await ask('/')).status, await (await ask('/hello/Django/')).text(), made.status, made.headers.get('location'), bad.status,
    await (await ask('/api/notes/1/')).json(), (await ask('/api/notes')).status, range.status, await range.text(),
    await (await ask('/count/')).text(), (await ask('/nothing/')).status,
  ]))`

test('the examples that use HTTP alone, and with Express inside', () => {
  const args = ['--conditions=nuages-source', '--input-type=module', '-e', script]
  const root = new URL('../../..', import.meta.url)
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.deepEqual(JSON.parse(output), [
    '/old/books/2',
    { id: 2, title: 'Minor Swing', url: '/old/books/2' },
    404,
    true,
    true,
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
