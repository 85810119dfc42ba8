import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { DevelopmentServer } from '../../../src/tools/cli/dev/parent.ts'
import { changeKind } from '../../../src/tools/cli/dev/watch.ts'

/** A child that answers every request with its process id and the words that `code.mjs` exports, and stops once all are answered. */
const child = `
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
const { words } = await import(pathToFileURL(join(process.env.NUAGES_DEV_DIR, 'code.mjs')).href)
let refreshed = 0
const server = createServer((request, response) => response.end(JSON.stringify({ pid: process.pid, words, refreshed })))
const open = new Set()
let stopping = false
const endIfDone = () => { if (stopping && open.size === 0) process.exit(0) }
process.on('message', (message, socket) => {
  if (message.type === 'connection' && socket) {
    open.add(socket)
    socket.once('close', () => { open.delete(socket); endIfDone() })
    server.emit('connection', socket)
    socket.resume()
  }
  if (message.type === 'changed') refreshed++
  if (message.type === 'stop') { stopping = true; endIfDone() }
})
process.send({ type: 'ready' })
`

describe('nuages dev', () => {
  const folders: string[] = []
  const servers: DevelopmentServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  async function startServer(
    code: string,
  ): Promise<{ server: DevelopmentServer; dir: string; ask: () => Promise<Response> }> {
    const outside = mkdtempSync(join(tmpdir(), 'nuages-dev-'))
    const dir = mkdtempSync(join(tmpdir(), 'nuages-dev-'))
    folders.push(outside, dir)
    writeFileSync(join(outside, 'child.mjs'), child)
    writeFileSync(join(dir, 'code.mjs'), code)
    const server = new DevelopmentServer({
      dir,
      host: '127.0.0.1',
      port: 0,
      child: join(outside, 'child.mjs'),
      print: () => {},
    })
    servers.push(server)
    await server.start()
    return { server, dir, ask: () => fetch(`http://127.0.0.1:${server.port}/`, { headers: { connection: 'close' } }) }
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < 200; round++) {
      if (await condition()) return
      await wait(50)
    }
    assert.fail('it never came true')
  }

  test('a changed module restarts the child once, and no request is refused meanwhile', async () => {
    const { server, dir, ask } = await startServer("export const words = 'one'")
    const before = (await (await ask()).json()) as { pid: number; words: string }
    assert.equal(before.words, 'one')
    writeFileSync(join(dir, 'code.mjs'), "export const words = 'two'")
    writeFileSync(join(dir, 'other.mjs'), 'export {}')
    await until(async () => ((await (await ask()).json()) as { words: string }).words === 'two')
    const after = (await (await ask()).json()) as { pid: number }
    assert.notEqual(after.pid, before.pid)
    assert.equal(server.starts, 2)
  })

  test('a changed template reaches the running child and restarts nothing', async () => {
    const { server, dir, ask } = await startServer("export const words = 'one'")
    await ask()
    writeFileSync(join(dir, 'page.html'), 'hello')
    await until(async () => ((await (await ask()).json()) as { refreshed: number }).refreshed > 0)
    assert.equal(server.starts, 1)
  })

  test('code that does not start answers with its error, and recovers when it is mended', async () => {
    const { dir, ask } = await startServer('export const words = <oops>')
    await until(async () => (await ask()).status === 503)
    const page = await (await ask()).text()
    assert.match(page, /SyntaxError/)
    assert.doesNotMatch(page, /<oops>/)
    writeFileSync(join(dir, 'code.mjs'), "export const words = 'mended'")
    await until(async () => {
      const response = await ask()
      return response.status === 200 && ((await response.json()) as { words: string }).words === 'mended'
    })
  })

  test('stopping in the middle of a restart leaves no process behind', async () => {
    const { server, ask } = await startServer("export const words = 'one'")
    const { pid } = (await (await ask()).json()) as { pid: number }
    const restarted = server.restart()
    await server.close()
    await restarted
    assert.equal(server.starts, 1)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

  test('a port in use is said with the port and the way out', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const server = new DevelopmentServer({ dir: tmpdir(), host: '127.0.0.1', port, child: '', print: () => {} })
    await assert.rejects(server.start(), { code: 'NUAGES_CLI_PORT_IN_USE', message: new RegExp(String(port)) })
    other.close()
  })
})

test('what a change of a file asks for', () => {
  for (const own of [
    'dev.log',
    'db.sqlite3-wal',
    'data/site.db',
    'site.sqlite-journal',
    'server.pid',
    'locale/de/.messages.po.0a.partial',
  ]) {
    assert.equal(changeKind(own), null, own)
  }
  assert.equal(changeKind('locale/de/LC_MESSAGES/messages.po'), 'refresh')
  assert.equal(changeKind('notes/models.ts'), 'restart')
  assert.equal(changeKind('nuages.config.ts'), 'restart')
  assert.equal(changeKind('.env'), 'restart')
  assert.equal(changeKind('notes/templates/notes/home.html'), 'refresh')
  assert.equal(changeKind('notes/static/notes/site.js'), 'refresh')
  for (const path of [
    'db.sqlite3',
    'db.sqlite3-wal',
    'node_modules/x/index.js',
    '.git/HEAD',
    '.nuages/secret-key',
    'notes/models.ts~',
  ]) {
    assert.equal(changeKind(path), null, path)
  }
})
