import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { FileSessionStore } from '../../../src/apps/sessions/index.ts'
import { movedClock } from '../../support/cache-stores.ts'

const key = 'a key for tests'

async function bench(t: TestContext, options: { readonly prefix?: string } = {}) {
  const outer = await mkdtemp(join(tmpdir(), 'nuages-sessions-'))
  t.after(() => rm(outer, { recursive: true }))
  const dir = join(outer, 'deep', 'sessions')
  const clock = movedClock()
  const store = new FileSessionStore({ dir, key, now: clock.now, ...options })
  const kept = (data: Record<string, unknown>, seconds = 100) => ({
    data,
    expires: new Date(clock.now() + seconds * 1000),
  })
  return { dir, store, kept, ...clock }
}

test('a folder for its owner alone, a file for its owner alone, and nothing left beside it', {
  skip: process.platform === 'win32',
}, async (t) => {
  const { dir, store, kept } = await bench(t, { prefix: '__Host-sid' })
  assert.equal(await store.clearExpired(), 0, 'there is no folder yet')
  const token = await store.create(kept({ a: 1 }))
  await store.update(token, (data) => kept({ ...data, b: 2 }))
  assert.deepEqual(await readdir(dir), [`__Host-sid${token}`])
  assert.equal((await stat(dir)).mode & 0o777, 0o700)
  assert.equal((await stat(join(dir, `__Host-sid${token}`))).mode & 0o777, 0o600)
})

test('a change that fails leaves the session as it was', async (t) => {
  const { dir, store, kept } = await bench(t)
  const token = await store.create(kept({ a: 1 }))
  await assert.rejects(store.update(token, () => kept({ a: 1n })))
  await assert.rejects(store.rotate(token, () => kept({ a: 1n })))
  assert.deepEqual((await store.load(token))!.data, { a: 1 })
  assert.deepEqual(await readdir(dir), [`sessionid${token}`])
})

test('what has expired is cleared, with what processes have left; strangers stay', async (t) => {
  const { dir, store, kept, pass, now } = await bench(t)
  const [short, long] = [await store.create(kept({}, 10)), await store.create(kept({}, 100_000))]
  const old = new Date('2001-01-01')
  const stranger = 's'.repeat(32)
  for (const name of [
    `sessionid${stranger}`,
    `.sessionid${long}.0a1b`,
    `sessionid${long}.lock`,
    'readme.txt',
    `other${short}`,
  ]) {
    await writeFile(join(dir, name), 'x')
    await utimes(join(dir, name), old, old)
  }
  await writeFile(join(dir, `sessionid${'n'.repeat(32)}`), 'unreadable and new')
  await utimes(join(dir, `sessionid${'n'.repeat(32)}`), new Date(now()), new Date(now()))
  pass(10_000)
  // The lock of the long one is left from a process that ended: nobody waits for it.
  assert.equal(await store.clearExpired(), 2)
  assert.deepEqual(
    (await readdir(dir)).sort(),
    ['readme.txt', `other${short}`, `sessionid${long}`, `sessionid${'n'.repeat(32)}`].sort(),
  )
})

test('a lock that a process has left is taken over', async (t) => {
  const { dir, store, kept } = await bench(t)
  const token = await store.create(kept({ a: 1 }))
  const lock = join(dir, `sessionid${token}.lock`)
  await writeFile(lock, 'somebody')
  const old = new Date(Date.now() - 60_000)
  await utimes(lock, old, old)
  assert.equal(await store.update(token, (data) => kept({ ...data, b: 2 })), token)
  assert.deepEqual(await readdir(dir), [`sessionid${token}`])
})

test('several processes lose nothing of each other', async (t) => {
  const { dir } = await bench(t)
  const store = new FileSessionStore({ dir, key })
  const hour = () => new Date(Date.now() + 3_600_000)
  const token = await store.create({ data: {}, expires: hour() })
  const script = `
    const { FileSessionStore } = await import(process.argv[1])
    const [dir, token, name] = process.argv.slice(2)
    const store = new FileSessionStore({ dir, key: ${JSON.stringify(key)} })
    for (let i = 0; i < 20; i++)
      await store.update(token, (data) => ({ data: { ...data, [name + i]: i }, expires: new Date(Date.now() + 3_600_000) }))`
  const battery = join(import.meta.dirname, '../../../src/apps/sessions/index.ts')
  const args = ['--conditions=nuages-source', '--input-type=module', '-e', script, '--', battery, dir, token]
  await Promise.all(['a', 'b'].map((name) => promisify(execFile)(process.execPath, [...args, name])))
  const { data } = (await store.load(token))!
  assert.equal(Object.keys(data).length, 40)
  assert.deepEqual(await readdir(dir), [`sessionid${token}`])
  assert.match(await readFile(join(dir, `sessionid${token}`), 'latin1'), /^\.?[\w-]+:[\w]+:[\w-]+$/)
})
