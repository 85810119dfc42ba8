import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

// In a process of its own: the example imports the package by name, and two copies of one battery must never meet.
const script = `
  import { app } from './examples/alone-files/app.ts'
  const ask = (target, init) => app.fetch(new Request(new URL(target, 'http://localhost'), init))
  const send = (name, content) => {
    const body = new FormData()
    body.set('file', new File([content], name))
    return ask('/', { method: 'POST', body })
  }
  const sent = await send('../../My page.html', '<h1>hello</h1>')
  const address = sent.headers.get('location')
  const kept = await ask(address)
  await send('My page.html', 'another')
  console.log(JSON.stringify([
    sent.status, address.replace(/\\d{10}|\\d{4}.\\d{2}|signature=.*/g, ''), kept.status, await kept.text(), kept.headers.get('content-disposition'),
    (await ask(address.replace('.html', '.htm'))).status, (await ask(address.split('?')[0])).status,
    (await (await ask('/list/')).json()).map(({ name, size }) => name.slice(8).replace(/_[a-z0-9]{7}\\./, '_x.') + ' ' + size).sort(),
    (await send('large.bin', 'x'.repeat(1_000_001))).status, (await ask('/', { method: 'POST', body: new URLSearchParams() })).status,
  ]))`

test('the example that uses files alone', () => {
  const args = ['--conditions=nuages-source', '--input-type=module', '-e', script]
  const root = new URL('../../..', import.meta.url)
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  assert.deepEqual(JSON.parse(output), [
    303,
    '/files//My_page.html?expires=&',
    200,
    '<h1>hello</h1>',
    'attachment; filename="My_page.html"',
    403,
    403,
    ['My_page.html 14', 'My_page_x.html 7'],
    413,
    400,
  ])
})
