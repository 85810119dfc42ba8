import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { OutboxEngine, openBull } from '../../../src/apps/tasks/index.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { newJob } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const skip = spawnSync('redis-server', ['--version']).status === 0 ? false : 'no redis-server on this machine'
const tables = await taskTables(null)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server of our own, which writes down each command before it answers. */
async function startRedis(port: number, dir: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (part) => {
      out += part
      if (out.includes('Ready to accept connections')) resolve()
    })
  })
  return child
}

test('Redis goes and comes back: jobs wait meanwhile, and none is lost', { skip, timeout: 60_000 }, async (t) => {
  const dir = temporaryFolder('redis')
  const port = await freePort()
  let redis = await startRedis(port, dir)
  t.after(() => {
    redis.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  })
  const database = await tables.open(t)
  const away: unknown[] = []
  const remote = await openBull({ url: `redis://127.0.0.1:${port}`, lease: 500, pollInterval: 50 })
  const engine = new OutboxEngine(remote, { database, pollInterval: 50, onError: (error) => away.push(error) })
  const ran = new Map<string, number>()
  const worker = await engine.work({
    queues: [{ name: 'default' }],
    concurrency: 4,
    handle: async ({ job }) => {
      await sleep(5)
      ran.set(job.id, (ran.get(job.id) ?? 0) + 1)
      return { state: 'done', result: null }
    },
    onError: (error) => away.push(error),
  })
  const before = Array.from({ length: 40 }, () => newJob({ maxAttempts: 100 }))
  await engine.enqueue(before)
  // In the middle of them.
  while (ran.size < 5) await sleep(1)
  const ended = once(redis, 'exit')
  redis.kill('SIGKILL')
  await ended
  const meanwhile = Array.from({ length: 20 }, (_, i) => newJob({ maxAttempts: 100, uniqueKey: i === 0 ? 'k' : null }))
  const kept = await engine.enqueue(meanwhile)
  assert.ok(kept.every(({ created }) => created))
  const undone = database.atomic(async () => {
    await engine.enqueue([newJob()])
    throw new RangeError('no')
  })
  await assert.rejects(undone, RangeError)
  assert.deepEqual(await engine.enqueue([newJob({ uniqueKey: 'k' })]), [{ id: meanwhile[0]!.id, created: false }])
  assert.equal((await engine.find(meanwhile[1]!.id))?.state, 'waiting')
  assert.ok(away.length > 0, 'it is told')
  redis = await startRedis(port, dir)
  const all = [...before, ...meanwhile].map(({ id }) => id)
  while (!all.every((id) => ran.has(id))) await sleep(20)
  while ((await engine.counts().catch(() => ({ default: undefined }))).default?.done !== all.length) await sleep(20)
  await worker.stop(1000)
  await engine.close()
  assert.deepEqual([...ran.keys()].toSorted(), all.toSorted())
})
