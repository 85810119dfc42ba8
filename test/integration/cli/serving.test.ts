import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Running, startProcess } from '../../support/process.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages start', () => {
  let site: ScratchProject
  let running: Running | undefined
  const production = {
    SECRET_KEY: 'k'.repeat(50),
    ALLOWED_HOSTS: '127.0.0.1',
    DATABASE_URL: 'sqlite:db.sqlite3',
    PORT: '0',
    HOST: '127.0.0.1',
  }
  before(async () => {
    site = await scratchProject()
  })
  after(async () => {
    await running?.stop('SIGKILL')
    site.remove()
  })

  test('refuses to serve a database that lacks migrations, and says which', () => {
    const { code, err } = site.nuages(['start'], production)
    assert.equal(code, 1)
    assert.match(err, /notes\.0001_initial/)
  })

  test('serves, answers only to its hosts, tells nothing about errors, and stops cleanly', async () => {
    assert.equal(site.nuages(['migrate'], production).code, 0)
    const [program, args] = site.command(['start'])
    running = startProcess(program, args, site.dir, production)
    const [, address] = await running.printed(/(http:\/\/[\w.:]+\/)/)
    const page = await fetch(address!)
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
    const missing = await fetch(`${address}nowhere/`)
    assert.equal(missing.status, 404)
    assert.doesNotMatch(await missing.text(), /nuages\.config|node_modules|\.ts\b/)
    const forged = await fetch(address!, {
      method: 'POST',
      body: new URLSearchParams({ title: 'x' }),
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    assert.equal(forged.status, 403)
    const { port, hostname } = new URL(address!)
    const socket = (await import('node:net')).connect(Number(port), hostname)
    socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    await once(socket, 'close')
    assert.match(answer, /^HTTP\/1\.1 400/)
    running.child.kill('SIGHUP')
    await running.printed(/--workers/)
    assert.equal((await fetch(address!)).status, 200)
    assert.equal(await running.stop('SIGINT'), 0, running.output())
  })

  test('a promise that a view forgot ends no process, and is logged', async () => {
    const file = join(site.dir, 'forgetful.ts')
    writeFileSync(
      file,
      `import { path, text } from 'nuages/http'
import { defineProject, serve } from 'nuages/project'
const urls = [
  path('', () => {
    void Promise.reject(new TypeError('nobody waited for this'))
    return text('fine')
  }),
]
await serve(defineProject({ apps: [], urls }), { port: 0, mode: 'test' })
`,
    )
    const own = startProcess(process.execPath, ['--conditions=nuages-source', file], site.dir)
    const [, address] = await own.printed(/(http:\/\/[\w.:]+\/)/)
    assert.equal((await fetch(address!)).status, 200)
    await own.printed(/nobody waited for this/)
    assert.equal((await fetch(address!)).status, 200)
    // Its terminal was closed.
    assert.equal(await own.stop('SIGHUP'), 0, own.output())
  })

  test('a port in use is said with its number', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, err } = site.nuages(['start'], { ...production, PORT: String(port) })
    other.close()
    assert.equal(code, 1)
    assert.match(err, new RegExp(`${port}`))
  })

  test('kill -9 while it writes leaves a database that opens', async () => {
    const code =
      'for (let n = 0; ; n++) { await Note.create({ title: String(n) }); if (n === 20) console.log("writing") }'
    const [program, args] = site.command(['shell', '-c', code])
    running = startProcess(program, args, site.dir, production)
    await running.printed(/writing/)
    await running.stop('SIGKILL')
    const {
      out,
      code: status,
      err,
    } = site.nuages(['shell', '-c', '(await sql`pragma integrity_check`, await Note.all().count())'], production)
    assert.equal(status, 0, err)
    assert.ok(Number(out.trim()) > 20, out)
  })
})
