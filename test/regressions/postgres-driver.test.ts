import assert from 'node:assert/strict'
import { createConnection, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { scratchPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/services.ts'

const skip = await skipWithout('postgres')
const statement = (text: string, writes = false) => ({ text, writes, wide: false })

test('a COPY that asks for rows is refused, and its connection goes on', { skip }, async (t) => {
  const scratch = await scratchPostgres()
  t.after(scratch.drop)
  const database = await openDatabase(`${scratch.url}?pool=1`)
  t.after(() => database.close())
  await database.script('CREATE TABLE t (a integer)')
  for (let i = 0; i < 3; i++) {
    const copied = async () => database.run(statement('COPY t FROM STDIN', true), [])
    await assert.rejects(copied, /COPY/)
    await assert.rejects(database.atomic(copied), /COPY/)
    await assert.rejects(database.script('COPY t FROM STDIN'), /COPY/)
    assert.deepEqual(await database.all(statement('SELECT count(*) FROM t'), []), [[0]])
  }
})

test('who waits for a connection that cannot be opened is told so', { skip }, async (t) => {
  const scratch = await scratchPostgres()
  t.after(scratch.drop)
  const { port, hostname } = new URL(scratch.url)
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // The first connection is served until it is cut; then the server is gone.
    if (sockets.push(socket) > 1) return void socket.destroy()
    const upstream = createConnection(Number(port || 5432), hostname)
    upstream.on('error', () => {})
    socket.pipe(upstream).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const target = new URL(scratch.url)
  target.host = `127.0.0.1:${(server.address() as { port: number }).port}`
  const database = await openDatabase(`${target.href}?pool=1&patience=60000`)
  t.after(() => database.close())
  const lost = assert.rejects(async () => database.all(statement('SELECT pg_sleep(60)'), []), {
    code: 'NUAGES_DRIVERS_CONNECTION_LOST',
  })
  sockets[0]!.destroy()
  await lost
  const asked = [1, 2, 3].map(async (i) => database.all(statement(`SELECT ${i}`), []))
  for (const { status, reason } of (await Promise.allSettled(asked)) as PromiseRejectedResult[])
    assert.deepEqual([status, reason?.code], ['rejected', 'NUAGES_DRIVERS_CANNOT_CONNECT'])
})
